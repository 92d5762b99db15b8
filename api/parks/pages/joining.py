"""The page that a firm's personal link opens; whoever has the link needs no account."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.accounts.fields import Fields, shown
from api.assessments.tables import CONSENTS
from api.kit.dependencies import (
    LimitsDep,
    ReadSession,
    SettingsDep,
    SignerDep,
    WordsDep,
    WriteSession,
    address_of,
)
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import PersonDep
from api.parks import joining
from api.parks.joining import Joining
from api.parks.views.joining import joining_view

__all__ = ["router"]

router = APIRouter()

_UNUSABLE = 422
_GONE = 410


@router.get("/join/{token}")
def join_page(
    request: Request, token: str, asker: PersonDep, session: ReadSession, words: WordsDep,
    signer: SignerDep,
) -> Response:  # fmt: skip
    """Say who asks for what, and what the park would see."""
    return _join_page(request, joining.look(session, signer, asker, token), words)


def _join_page(
    request: Request, found: Joining, words: PageWords, fields: Fields | None = None
) -> Response:
    chosen = "" if fields is None else fields.values["scope"]
    view = joining_view(found, words, chosen)
    status = _UNUSABLE if fields is not None else 200 if view.button else _GONE
    return page(request, "parks/join.html", status=status, v=view, **shown(words, fields))


@router.post("/join/{token}")
def join(
    request: Request, token: str, asker: PersonDep, form: FormDep, settings: SettingsDep,
    limits: LimitsDep, session: WriteSession, words: WordsDep, signer: SignerDep,
) -> Response:  # fmt: skip
    """Start, or go on."""
    found = joining.look(session, signer, asker, token)
    limits.count(settings.anonymous_limit, "join", address_of(request))
    fields = Fields(form, "joining.field")
    scope = fields.choice("scope", (*CONSENTS, joining.NOTHING))
    if not fields.fine:
        return _join_page(request, found, words, fields)
    public_id = joining.accept(session, signer, asker, token, scope)
    new = found.assessment is None
    return see(f"/assessments/{public_id}/profile" if new else f"/assessments/{public_id}")
