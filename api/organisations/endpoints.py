"""A key's organisation, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response

from api.kit.api import Cursors, IdempotencyKey, Limit, Page, api_router
from api.kit.dependencies import ReadSession, SignerDep, WriteSession
from api.kit.idempotency import once
from api.kit.problems import headers, keyed
from api.organisations import keys, programs, repository
from api.organisations.asking import Asker, KeyDep
from api.organisations.schemas import (
    KeyCreate,
    KeyMade,
    KeyOut,
    MemberOut,
    OrganisationOut,
    OrganisationPatch,
    key_made,
    key_out,
    member_out,
    organisation_out,
)

__all__ = ["router"]

router = api_router("organisations")

# The key comes before the session in every signature, as in `assessments.endpoints`.


async def reader(asker: KeyDep) -> Asker:
    """Return a program that may read its organisation."""
    asker.needs("organisation:read")
    return asker


async def writer(asker: KeyDep) -> Asker:
    """Return a program that may change its organisation."""
    asker.needs("organisation:write")
    return asker


Reader = Annotated[Asker, Depends(reader)]
Writer = Annotated[Asker, Depends(writer)]
_ID = r"^[A-Za-z0-9_-]{1,40}$"
Id = Annotated[
    str, Path(pattern=_ID, description="`id` of an organisation.", examples=["kUrdPqN4xS0a_2Lw"])
]
KeyId = Annotated[
    str, Path(pattern=_ID, description="`id` of a key.", examples=["Wm0c9Jd3kq7sT5vB"])
]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of a page.")]
_CREATED: dict[int | str, dict[str, Any]] = {
    201: {"headers": headers({"Location": "Address of the list of keys."})}
}


@router.get("/organisations", summary="List the key's organisation", responses=keyed())
def list_organisations(asker: Reader, session: ReadSession) -> Page[OrganisationOut]:
    """Return the one organisation that the key acts for. Needs the scope `organisation:read`."""
    found = repository.organisations_of(session, asker)
    return Page(items=[organisation_out(held) for held in found], next=None)


@router.get("/organisations/{id}", summary="Get an organisation", responses=keyed(404))
def get_organisation(asker: Reader, session: ReadSession, id: Id) -> OrganisationOut:
    """Return an organisation. Needs the scope `organisation:read`."""
    return organisation_out(repository.find(session, asker, id))


@router.patch(
    "/organisations/{id}",
    summary="Change an organisation",
    responses=keyed(404, 413, 415),
)
def change_organisation(
    asker: Writer, session: WriteSession, id: Id, sent: OrganisationPatch
) -> OrganisationOut:
    """Change the name or the credit code. Needs the scope `organisation:write`."""
    changes = sent.model_dump(exclude_unset=True)
    return organisation_out(programs.change(session, asker, id, changes))


@router.get("/organisations/{id}/members", summary="List the members", responses=keyed(404))
def list_members(
    asker: Reader, session: ReadSession, signer: SignerDep, id: Id, limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[MemberOut]:  # fmt: skip
    """Return the members in the order they joined. Needs the scope `organisation:read`."""
    cursors = Cursors(signer, f"members:{id}")
    found, following = programs.members(session, asker, id, cursors, limit=limit, cursor=cursor)
    return Page(items=[member_out(member) for member in found], next=following)


@router.get("/organisations/{id}/keys", summary="List the API keys", responses=keyed(404))
def list_keys(
    asker: Reader, session: ReadSession, signer: SignerDep, id: Id, limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[KeyOut]:  # fmt: skip
    """Return the keys, newest first, those that no longer work as well.

    Secrets are never shown again. Needs the scope `organisation:read`.
    """
    cursors = Cursors(signer, f"keys:{id}")
    found, following = programs.keys(session, asker, id, cursors, limit=limit, cursor=cursor)
    return Page(items=[key_out(row) for row in found], next=following)


@router.post(
    "/organisations/{id}/keys",
    status_code=201,
    summary="Make an API key",
    responses={**_CREATED, **keyed(404, 409, 413, 415)},
)
def create_key(
    asker: Writer, session: WriteSession, signer: SignerDep, response: Response, id: Id,
    sent: KeyCreate, key: IdempotencyKey = None,
) -> KeyMade:  # fmt: skip
    """Make a key, and show its secret this once.

    A key makes none that may do more or lives longer than itself (403). Needs the scope
    `organisation:write`.
    """

    def create() -> dict[str, Any]:
        row = keys.create(
            session, signer, asker, id, name=programs.line(sent.name, keys.MOST_NAME),
            scopes=sent.scopes, expires_at=sent.expires_at,
        )  # fmt: skip
        return {"id": row.public_id}

    request = {"create_key": id, **sent.model_dump(mode="json")}
    made = once(session, asker.label, key, request, create)
    held = repository.find(session, asker, id)
    row = repository.key_of(session, held, made["id"])
    response.headers["Location"] = f"/api/v1/organisations/{id}/keys"
    return key_made(row, keys.secret_of(signer, row.public_id))


@router.delete(
    "/organisations/{id}/keys/{key_id}", summary="Revoke an API key", responses=keyed(404)
)
def revoke_key(asker: Writer, session: WriteSession, id: Id, key_id: KeyId) -> KeyOut:
    """Make a key void at once; again is no error. Needs the scope `organisation:write`."""
    return key_out(keys.revoke(session, asker, id, key_id))
