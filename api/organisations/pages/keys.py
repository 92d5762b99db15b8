"""Pages of API keys: list, make one and see its secret once, revoke."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Request, Response

from api.accounts.fields import Fields, shown
from api.kit.clock import now
from api.kit.dependencies import ReadSession, SignerDep, WordsDep, WriteSession
from api.kit.pages import FormDep, page, see
from api.organisations import keys, repository, service, views
from api.organisations.asking import SCOPES, UserDep

__all__ = ["router"]

router = APIRouter()

_UNUSABLE = 422
_NEVER = "never"
_DAYS = ("30", "90", "365", _NEVER)


@router.get("/organisations/{organisation_id}/keys")
def keys_page(
    request: Request, organisation_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """List the keys, those that no longer work as well."""
    return _page(request, organisation_id, asker, session, words)


def _page(
    request: Request, organisation_id: str, asker: UserDep, session: ReadSession, words: WordsDep,
    fields: Fields | None = None, *, secret: str = "",
) -> Response:  # fmt: skip
    held = service.seen_by_owner(session, asker, organisation_id)
    rows = repository.keys_of(session, held)
    return page(
        request,
        "organisations/keys.html",
        status=200 if fields is None or fields.fine else _UNUSABLE,
        organisation=held.row,
        keys=[(row, keys.state(row)) for row in rows],
        secret=secret,
        scopes=views.scopes(words, SCOPES),
        chosen=[] if fields is None else fields.ticked("scopes"),
        days=views.lifetimes(words, _DAYS),
        **shown(words, None if secret else fields),
    )


@router.post("/organisations/{organisation_id}/keys")
def create(
    request: Request, organisation_id: str, form: FormDep, asker: UserDep, session: WriteSession,
    signer: SignerDep, words: WordsDep,
) -> Response:  # fmt: skip
    """Make a key; this page alone shows its secret."""
    fields = Fields(form, "organisations.key_field")
    name = fields.line("name", keys.MOST_NAME)
    scopes, days = fields.choices("scopes", SCOPES), fields.choice("days", _DAYS)
    if not fields.fine:
        return _page(request, organisation_id, asker, session, words, fields)
    until = None if days == _NEVER else now() + dt.timedelta(days=int(days))
    row = keys.create(
        session, signer, asker, organisation_id, name=name, scopes=scopes, expires_at=until
    )
    secret = keys.secret_of(signer, row.public_id)
    return _page(request, organisation_id, asker, session, words, secret=secret)


@router.post("/organisations/{organisation_id}/keys/{key_id}/revoke")
def revoke(
    organisation_id: str, key_id: str, form: FormDep, asker: UserDep, session: WriteSession
) -> Response:
    """Make a key void at once."""
    del form
    keys.revoke(session, asker, organisation_id, key_id)
    return see(f"/organisations/{organisation_id}/keys")
