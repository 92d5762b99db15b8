"""A key's park, for programs: its firms, campaigns and imports."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response

from api.kit.api import Cursors, IdempotencyKey, Lang, Limit, Page, api_router
from api.kit.dependencies import ReadSession, SettingsDep, SignerDep, StorageDep, WriteSession
from api.kit.downloads import XLSX, Download
from api.kit.i18n import language_of, page_words
from api.kit.idempotency import once
from api.kit.problems import file_response, headers, keyed
from api.parks import campaigns, imports, members, programs, records, repository
from api.parks.endpoints.common import (
    CAMPAIGN,
    CampaignId,
    Cursor,
    FirmId,
    ImportId,
    ParkId,
    Reader,
    Writer,
    body_of,
)
from api.parks.schemas import (
    CampaignCreate,
    CampaignOut,
    Confirmation,
    EntryOut,
    FirmCreate,
    FirmOut,
    ImportOut,
    InvitationsOut,
    InvitationsSent,
    campaign_out,
    entry_out,
    firm_out,
    import_out,
)

__all__ = ["router"]

router = api_router("parks")

_CREATED: dict[int | str, dict[str, Any]] = {
    201: {"headers": headers({"Location": "Address of what was made."})}
}
_FIRMS, _CAMPAIGNS = "/parks/{park_id}/firms", "/parks/{park_id}/campaigns"
_ONE, _IMPORT = CAMPAIGN, f"{CAMPAIGN}/imports/{{import_id}}"
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class _Workbook(Response):
    media_type = XLSX


@router.get(_FIRMS, summary="List the firms", responses=keyed(404))
def list_firms(
    asker: Reader, session: ReadSession, signer: SignerDep, park_id: ParkId, limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[FirmOut]:  # fmt: skip
    """Return the firms on the park's list. Needs the scope `parks:read`."""
    cursors = Cursors(signer, f"firms:{park_id}")
    found, following = programs.firms(session, asker, park_id, cursors, limit=limit, cursor=cursor)
    return Page(items=[firm_out(row) for row in found], next=following)


@router.post(
    _FIRMS,
    status_code=201,
    summary="Add a firm",
    responses={**_CREATED, **keyed(404, 409, 413, 415)},
)
def create_firm(
    asker: Writer, session: WriteSession, response: Response, park_id: ParkId, sent: FirmCreate,
    key: IdempotencyKey = None,
) -> FirmOut:  # fmt: skip
    """Put a firm on the park's list; one that is there already is renewed.

    Needs the scope `parks:write`.
    """

    def create() -> dict[str, Any]:
        return {"id": members.add(session, asker, park_id, **sent.model_dump()).public_id}

    request = {"create_firm": park_id, **sent.model_dump()}
    made = once(session, asker.label, key, request, create)
    row = records.member(session, repository.park_of(session, asker, park_id), made["id"])
    response.headers["Location"] = f"/api/v1/parks/{park_id}/firms"
    return firm_out(row)


@router.delete(
    f"{_FIRMS}/{{firm_id}}", status_code=204, summary="Remove a firm", responses=keyed(404)
)
def remove_firm(asker: Writer, session: WriteSession, park_id: ParkId, firm_id: FirmId) -> None:
    """Take a firm off the list; its results stay in past campaigns. Needs `parks:write`."""
    members.remove(session, asker, park_id, firm_id)


@router.get(_CAMPAIGNS, summary="List the campaigns", responses=keyed(404))
def list_campaigns(asker: Reader, session: ReadSession, park_id: ParkId) -> Page[CampaignOut]:
    """Return all campaigns, newest first. Needs the scope `parks:read`."""
    found = records.campaigns(session, repository.park_of(session, asker, park_id))
    return Page(items=[campaign_out(row) for row in found], next=None)


@router.post(
    _CAMPAIGNS, status_code=201, summary="Start a campaign",
    responses={**_CREATED, **keyed(404, 413, 415)},
)  # fmt: skip
def create_campaign(
    asker: Writer, session: WriteSession, response: Response, park_id: ParkId,
    sent: CampaignCreate, key: IdempotencyKey = None,
) -> CampaignOut:  # fmt: skip
    """Make a campaign; nobody is in it yet. Needs the scope `parks:write`."""

    def create() -> dict[str, Any]:
        return {"id": campaigns.create(session, asker, park_id, **sent.model_dump()).public_id}

    request = {"create_campaign": park_id, **sent.model_dump(mode="json")}
    made = once(session, asker.label, key, request, create)
    response.headers["Location"] = f"/api/v1/parks/{park_id}/campaigns/{made['id']}"
    park = repository.park_of(session, asker, park_id)
    return campaign_out(records.campaign(session, park, made["id"]))


@router.get(_ONE, summary="Get a campaign", responses=keyed(404))
def get_campaign(
    asker: Reader, session: ReadSession, park_id: ParkId, campaign_id: CampaignId
) -> CampaignOut:
    """Return a campaign. Needs the scope `parks:read`."""
    park = repository.park_of(session, asker, park_id)
    return campaign_out(records.campaign(session, park, campaign_id))


@router.post(f"{_ONE}/invitations", summary="Invite firms", responses=keyed(404, 409, 413, 415))
def create_invitations(
    asker: Writer, session: WriteSession, park_id: ParkId, campaign_id: CampaignId,
    sent: InvitationsSent,
) -> InvitationsOut:  # fmt: skip
    """Invite firms on the list; those in the campaign keep their links. Needs `parks:write`."""
    invited = campaigns.invite(session, asker, park_id, campaign_id, sent.firms)
    return InvitationsOut(invited=invited)


@router.get(f"{_ONE}/entries", summary="List a campaign's firms", responses=keyed(404))
def list_entries(
    request: Request, asker: Reader, session: ReadSession, signer: SignerDep,
    settings: SettingsDep, park_id: ParkId, campaign_id: CampaignId, limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[EntryOut]:  # fmt: skip
    """Return how far firms have come, with results as far as each lets the park see them.

    Needs the scope `parks:read`; personal links are told to keys with `parks:write` alone.
    """
    cursors = Cursors(signer, f"entries:{campaign_id}")
    found, following = programs.entries(
        session, asker, park_id, campaign_id, cursors, limit=limit, cursor=cursor
    )
    base = settings.public_url or str(request.base_url)
    links = asker.scopes is None or "parks:write" in asker.scopes
    items = [
        entry_out(
            row, campaigns.address(signer, base, row.entry) if links and row.invited_at else None
        )
        for row in found
    ]
    return Page(items=items, next=following)


@router.post(
    f"{_ONE}/imports/register", status_code=201, summary="Send a register",
    responses={**_CREATED, **keyed(404, 409, 413)}, openapi_extra=_FILE,
)  # fmt: skip
def create_import(
    request: Request, asker: Writer, session: WriteSession, storage: StorageDep,
    response: Response, park_id: ParkId, campaign_id: CampaignId,
    file: Annotated[str, Query(max_length=200, description="Its name.", examples=["2026.xlsx"])],
    data: Annotated[bytes, Depends(body_of)],
) -> ImportOut:  # fmt: skip
    """Send a register (XLSX, CSV or Parquet) as the body; its check is ordered.

    Look at the import until its state is `ready`, then confirm it. Needs the scope `parks:write`.
    """
    lang = language_of(request)
    row = imports.upload(session, storage, asker, park_id, campaign_id, data, file, lang)
    where = f"/api/v1/parks/{park_id}/campaigns/{campaign_id}/imports/{row.public_id}"
    response.headers["Location"] = where
    return import_out(row, imports.current_job(session, row), lang)


@router.get(_IMPORT, summary="Get an import", responses=keyed(404))
def get_import(
    request: Request, asker: Reader, session: ReadSession, park_id: ParkId,
    campaign_id: CampaignId, import_id: ImportId, lang: Lang = None,
) -> ImportOut:  # fmt: skip
    """Return how far an import has come, and what is wrong in it. Needs `parks:read`."""
    del lang
    row = imports.seen(session, asker, park_id, campaign_id, import_id)
    return import_out(row, imports.current_job(session, row), language_of(request))


@router.post(
    f"{_IMPORT}/confirm", summary="Take a register over", responses=keyed(404, 409, 413, 415)
)
def confirm_import(
    request: Request, asker: Writer, session: WriteSession, park_id: ParkId,
    campaign_id: CampaignId, import_id: ImportId, sent: Confirmation,
) -> ImportOut:  # fmt: skip
    """Take over the rows that can be used. Needs the scope `parks:write`."""
    job = imports.confirm(
        session, asker, park_id, campaign_id, import_id, sent.scope, sent.declared_by
    )
    row = imports.seen(session, asker, park_id, campaign_id, import_id)
    return import_out(row, job, language_of(request))


@router.post(f"{_IMPORT}/cancel", summary="Stop an import", responses=keyed(404, 409))
def cancel_import(
    request: Request, asker: Writer, session: WriteSession, park_id: ParkId,
    campaign_id: CampaignId, import_id: ImportId,
) -> ImportOut:  # fmt: skip
    """Ask an import to stop; what it has taken over stays. Needs the scope `parks:write`."""
    row = imports.give_up(session, asker, park_id, campaign_id, import_id)
    return import_out(row, imports.current_job(session, row), language_of(request))


@router.get(
    f"{_IMPORT}/{{what}}.xlsx", summary="Download what an import hands back",
    response_class=_Workbook,
    responses={**file_response(XLSX, "The register's rows with results."), **keyed(404)},
)  # fmt: skip
def get_import_workbook(
    request: Request, asker: Reader, session: ReadSession, storage: StorageDep, park_id: ParkId,
    campaign_id: CampaignId, import_id: ImportId,
    what: Annotated[str, Path(pattern="^(results|correct)$", examples=["results"])],
    lang: Lang = None,
) -> Response:  # fmt: skip
    """Return all rows with their results, or those to correct (`correct`). Needs `parks:read`."""
    del lang
    data = imports.workbook(session, storage, asker, park_id, campaign_id, import_id, what)
    name = page_words(language_of(request))(f"imports.file_{what}")
    return Download(name, XLSX, data).response()
