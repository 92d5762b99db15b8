"""Pages of what a park hands out of a campaign: order, watch, stop, go on, fetch."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.kit.dependencies import ReadSession, StorageDep, WordsDep, WriteSession
from api.kit.errors import NotFound
from api.kit.i18n import LANGUAGES
from api.kit.pages import FormDep, page, see
from api.organisations.asking import UserDep
from api.parks import finished, handout, records, repository
from api.parks.views.documents import documents_view
from api.parks.views.heads import campaign_head

__all__ = ["router"]

router = APIRouter()

_BASE = "/parks/{park_id}/campaigns/{campaign_id}/documents"


@router.get(_BASE)
def documents_page(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show what can be made of a campaign, how far it is, and what is there."""
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    ordered = {
        kind: {lang: handout.newest(session, found, kind, lang) for lang in LANGUAGES}
        for kind in handout.KINDS
    }
    head = campaign_head(park, found, asker, words)
    view = documents_view(head, finished.firms(session, found), ordered, words)
    return page(request, "parks/documents.html", v=view)


@router.post(_BASE + "/order")
def order(
    park_id: str, campaign_id: str, form: FormDep, asker: UserDep, session: WriteSession,
    storage: StorageDep,
) -> Response:  # fmt: skip
    """Have something made."""
    kind, lang = str(form.get("kind", "")), str(form.get("language", ""))
    handout.order(session, storage, asker, park_id, campaign_id, kind, lang)
    return _back(park_id, campaign_id, kind)


@router.post(_BASE + "/cancel")
def cancel(
    park_id: str, campaign_id: str, form: FormDep, asker: UserDep, session: WriteSession
) -> Response:
    """Stop something that is being made."""
    kind, lang = str(form.get("kind", "")), str(form.get("language", ""))
    handout.cancel(session, asker, park_id, campaign_id, kind, lang)
    return _back(park_id, campaign_id, kind)


@router.post(_BASE + "/again")
def go_on(
    park_id: str, campaign_id: str, form: FormDep, asker: UserDep, session: WriteSession
) -> Response:
    """Go on with something that failed or was stopped."""
    kind, lang = str(form.get("kind", "")), str(form.get("language", ""))
    handout.go_on(session, asker, park_id, campaign_id, kind, lang)
    return _back(park_id, campaign_id, kind)


def _back(park_id: str, campaign_id: str, kind: str) -> Response:
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/documents#{kind}")


@router.get(_BASE + "/{lang}/bundle.zip")
def bundle(
    park_id: str, campaign_id: str, lang: str, asker: UserDep, session: ReadSession,
    storage: StorageDep,
) -> Response:  # fmt: skip
    """Download all firms' reports."""
    _known(lang)
    found = handout.bundle(session, storage, asker, park_id, campaign_id, lang)
    return found.response(storage)


@router.get(_BASE + "/{lang}/{name}")
def file(
    park_id: str, campaign_id: str, lang: str, name: str, asker: UserDep, session: ReadSession,
    storage: StorageDep,
) -> Response:  # fmt: skip
    """Download park report, summary or data."""
    _known(lang)
    found = handout.file(session, storage, asker, park_id, campaign_id, lang, name)
    return found.response(storage)


@router.get("/parks/{park_id}/results/{public_id}/report.pdf")
def firm_report(
    park_id: str, public_id: str, asker: UserDep, session: ReadSession, storage: StorageDep,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Download one firm's report, as far as the firm lets the park see it."""
    found = handout.firm_report(session, storage, asker, park_id, public_id, words.lang)
    return found.response()


def _known(lang: str) -> None:
    if lang not in LANGUAGES:
        raise NotFound("no_file")
