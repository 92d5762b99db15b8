"""Pages to begin at: start an assessment, continue one, open a secret link."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.assessments import claiming, links, repository, service
from api.assessments.pages.common import Fault, first_text
from api.assessments.tables import Link
from api.assessments.views.start import StartView, start_view
from api.catalogue import service as catalogue
from api.kit.dependencies import (
    LimitsDep,
    ReadSession,
    SettingsDep,
    SignerDep,
    WordsDep,
    WriteSession,
    address_of,
)
from api.kit.errors import NotFound
from api.kit.i18n import PageWords
from api.kit.pages import BrowserDep, FormDep, page, see, set_browser
from api.kit.security import token_digest
from api.organisations import repository as organisations
from api.organisations.asking import Asker, PersonDep
from api.organisations.tables import Organisation

__all__ = ["router"]

router = APIRouter()
_LISTED = 50


@router.get("/")
def start_page(
    request: Request, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Say what this is, and offer to start or to continue."""
    view = _view(words, session, asker)
    return page(request, "assessments/start.html", v=view, faults=[], typed="")


def _view(words: PageWords, session: Session, asker: Asker) -> StartView:
    return start_view(
        words,
        catalogue.questionnaire(catalogue.DEFAULT),
        repository.browser_assessments(session, asker)[:_LISTED],
        repository.page_of(session, asker, limit=_LISTED),
        _owners(session, asker),
        [
            found
            for found in organisations.named(session, list(asker.memberships))
            if found.kind == "park"
        ],
    )


def _owners(session: Session, asker: Asker) -> list[Organisation]:
    """Return the firms the asker may start and claim assessments for."""
    ids = [key for key, role in asker.memberships.items() if role != "reviewer"]
    return [found for found in organisations.named(session, ids) if found.kind == "firm"]


@router.post("/start")
def start(
    request: Request, settings: SettingsDep, limits: LimitsDep, asker: PersonDep, form: FormDep,
    session: WriteSession,
) -> Response:  # fmt: skip
    """Make a draft, for a firm of the person signed in or for this browser, and go on."""
    limits.count(settings.anonymous_limit, "start", address_of(request))
    wanted = first_text(form, "owner")
    owner = next((o for o in _owners(session, asker) if o.public_id == wanted), None)
    if wanted and owner is None:
        raise NotFound("no_organisation")
    row = service.create(
        session, asker,
        form="quick" if first_text(form, "form") == "quick" else "full",
        organisation_id=owner.id if owner else None,
    )  # fmt: skip
    return see(f"/assessments/{row.public_id}/profile")


@router.post("/assessments/{public_id}/claim")
def claim(public_id: str, asker: PersonDep, form: FormDep, session: WriteSession) -> Response:
    """Put an assessment of this browser into a firm of the person signed in."""
    wanted = first_text(form, "owner")
    owner = next((o for o in _owners(session, asker) if o.public_id == wanted), None)
    if owner is None:
        raise NotFound("no_organisation")
    claiming.claim(session, asker, public_id, owner.id)
    return see(f"/assessments/{public_id}")


@router.post("/open")
def open_pasted(
    request: Request, signer: SignerDep, asker: PersonDep, browser: BrowserDep, form: FormDep,
    session: WriteSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Open the secret link that was pasted."""
    typed = first_text(form, "link").strip()
    token = typed.split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    try:
        return see(_landing(*links.opened(session, signer, token_digest(browser.token), token)))
    except NotFound:
        fault = Fault(words("start.bad_link"), "link")
        return page(
            request, "assessments/start.html", status=422,
            v=_view(words, session, asker), faults=[fault], typed=typed[:500],
        )  # fmt: skip


@router.get("/open/{token}")
def open_link(
    request: Request, token: str, signer: SignerDep, browser: BrowserDep, session: WriteSession
) -> Response:
    """Let this browser in by a secret link, and go to what it opens."""
    found = links.opened(session, signer, token_digest(browser.token), token)
    response = see(_landing(*found))
    if browser.new:
        set_browser(request, response, browser.token)
    return response


def _landing(link: Link, public_id: str) -> str:
    path = f"/assessments/{public_id}"
    if link.kind == "section":
        return f"{path}/practices/{link.practice}"
    return f"{path}/result" if link.kind == "share" else path
