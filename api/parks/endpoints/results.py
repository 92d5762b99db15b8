"""What a campaign came to, for programs: its figures, and the files that are handed out."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query, Response

from api.kit.api import api_router
from api.kit.dependencies import ReadSession, StorageDep, WriteSession
from api.kit.downloads import ZIP
from api.kit.i18n import LANGUAGES
from api.kit.problems import file_response, keyed
from api.parks import handout, records, repository
from api.parks.endpoints.common import CAMPAIGN, CampaignId, ParkId, Reader, Writer
from api.parks.figures import FiguresOut, figures_out
from api.parks.schemas import HandoutCreate, HandoutOut, handout_out
from api.parks.standing import standing
from api.parks.views import filtering

__all__ = ["router"]

router = api_router("parks")

Language = Annotated[Literal["zh", "en"], Path(description="Language of the file.")]
_FACT = Query(max_length=20, pattern="^[a-z0-9_]+$", description="A code; `none`: not given.")
_ANY = "application/octet-stream"


class _Zip(Response):
    media_type = ZIP


class _Any(Response):
    media_type = _ANY


@router.get(f"{CAMPAIGN}/figures", summary="Get a campaign's figures", responses=keyed(404))
def get_figures(
    asker: Reader, session: ReadSession, park_id: ParkId, campaign_id: CampaignId,
    size: Annotated[str | None, _FACT] = None, processes: Annotated[str | None, _FACT] = None,
    region: Annotated[str | None, _FACT] = None,
) -> FiguresOut:  # fmt: skip
    """Return the dashboard's figures, of all members that let the park see results or of some.

    `null` stands where too few members are behind a figure, or where it would give one away
    together with other figures. Needs the scope `parks:read`.
    """
    park = repository.park_of(session, asker, park_id)
    found = standing(session, records.campaign(session, park, campaign_id))
    asked = {"size": size, "processes": processes, "region": region}
    chosen = filtering.read(found.views, {k: v for k, v in asked.items() if v is not None})
    return figures_out(found, chosen)


@router.get(f"{CAMPAIGN}/documents", summary="List what is handed out", responses=keyed(404))
def list_documents(
    asker: Reader, session: ReadSession, park_id: ParkId, campaign_id: CampaignId
) -> list[HandoutOut]:
    """Return what was ordered, with how far it is. Needs the scope `parks:read`."""
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    ordered = [
        (kind, lang, handout.newest(session, found, kind, lang))
        for kind in handout.KINDS
        for lang in LANGUAGES
    ]
    return [handout_out(kind, lang, job) for kind, lang, job in ordered if job is not None]


@router.post(
    f"{CAMPAIGN}/documents", status_code=202, summary="Have documents made",
    responses=keyed(404, 409, 413, 415),
)  # fmt: skip
def create_documents(
    asker: Writer, session: WriteSession, storage: StorageDep, park_id: ParkId,
    campaign_id: CampaignId, sent: HandoutCreate,
) -> HandoutOut:  # fmt: skip
    """Order all firms' reports as a zip (`bundle`), or park report, summary and data (`report`).

    What an order before made is dropped. Needs the scope `parks:write`.
    """
    job = handout.order(session, storage, asker, park_id, campaign_id, sent.kind, sent.lang)
    return handout_out(sent.kind, sent.lang, job)


@router.get(
    f"{CAMPAIGN}/documents/{{lang}}/bundle.zip", summary="Download all reports",
    response_class=_Zip,
    responses={**file_response(ZIP, "The reports and a list of them."), **keyed(404, 409)},
)  # fmt: skip
def get_bundle(
    asker: Reader, session: ReadSession, storage: StorageDep, park_id: ParkId,
    campaign_id: CampaignId, lang: Language,
) -> Response:  # fmt: skip
    """Return the zip of all firms' reports. Needs the scope `parks:read`."""
    found = handout.bundle(session, storage, asker, park_id, campaign_id, lang)
    return found.response(storage)


@router.get(
    f"{CAMPAIGN}/documents/{{lang}}/{{name}}", summary="Download a document",
    response_class=_Any,
    responses={**file_response(_ANY, "The document."), **keyed(404, 409)},
)  # fmt: skip
def get_document(
    asker: Reader, session: ReadSession, storage: StorageDep, park_id: ParkId,
    campaign_id: CampaignId, lang: Language,
    name: Annotated[str, Path(max_length=40, pattern=r"^[a-z.-]+$", examples=["report.pdf"])],
) -> Response:  # fmt: skip
    """Return a document about the whole campaign by its name in `files`. Needs `parks:read`."""
    found = handout.file(session, storage, asker, park_id, campaign_id, lang, name)
    return found.response(storage)
