"""The list of sections: what is done, what is missing, and what others still owe."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.assessments import extent, links, service
from api.assessments.pages.common import base_url, seen_whole
from api.assessments.views.check import check_view
from api.assessments.views.sections import firm_name, sections_view
from api.kit.dependencies import ReadSession, SignerDep, WordsDep, WriteSession
from api.kit.downloads import TEXT, Download
from api.kit.errors import NotFound
from api.kit.pages import FormDep, page, see
from api.organisations.asking import PersonDep
from assessment import overview

__all__ = ["router"]

router = APIRouter()


@router.get("/assessments/{public_id}")
def sections_page(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep,
    signer: SignerDep,
) -> Response:  # fmt: skip
    """Show where the draft stands; a submitted one, or one to read, shows its answers."""
    held = service.read(session, asker, public_id)
    draft = service.draft_of(held.row)
    found = overview(draft)
    if not held.access.whole:
        return _elsewhere(public_id, held.access.practices or frozenset())
    if held.row.state != "draft" or not held.access.edit:
        return page(request, "assessments/answers.html", v=check_view(words, held, draft, found))
    handed = links.live_links(session, held, "section")
    secret = links.live_links(session, held, "draft")
    return page(
        request, "assessments/sections.html",
        v=sections_view(words, held, draft, found, handed),
        link=links.address(signer, base_url(request), secret[-1]) if secret else None,
    )  # fmt: skip


def _elsewhere(public_id: str, practices: frozenset[str]) -> Response:
    """Send holders of a section or of a shared result where their link leads."""
    path = f"/assessments/{public_id}"
    return see(f"{path}/thanks" if practices else f"{path}/result")


@router.get("/assessments/{public_id}/thanks")
def thanks(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Thank whoever was handed a section, and say what is still missing in it."""
    held = service.read(session, asker, public_id)
    if not held.access.edit:
        raise NotFound("no_assessment")
    draft = service.draft_of(held.row)
    if held.access.whole:
        return see(f"/assessments/{public_id}")
    view = sections_view(words, held, draft, overview(draft), [])
    return page(request, "assessments/thanks.html", v=view)


@router.get("/assessments/{public_id}/link.txt")
def link_text(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep,
    signer: SignerDep,
) -> Response:  # fmt: skip
    """Return the secret link as a text file to keep."""
    held = seen_whole(session, asker, public_id)
    secret = links.live_links(session, held, "draft")
    if not secret or not held.access.edit:
        raise NotFound
    text = words(
        "sections.link_text",
        firm=firm_name(words, str(held.row.profile.get("name", ""))),
        link=links.address(signer, base_url(request), secret[-1]),
    )
    name = words("sections.link_file")
    # the mark at the front lets old editors on Windows read it
    return Download(name, TEXT, f"\ufeff{text}\r\n".encode()).response()


@router.post("/assessments/{public_id}/link")
def renew_link(public_id: str, asker: PersonDep, form: FormDep, session: WriteSession) -> Response:
    """Replace the secret link; the old one stops working."""
    del form  # read for its token
    links.renew(session, asker, public_id)
    return see(f"/assessments/{public_id}#link")


@router.post("/assessments/{public_id}/full")
def go_full(public_id: str, asker: PersonDep, form: FormDep, session: WriteSession) -> Response:
    """Go on from the quick form to the full one."""
    del form  # read for its token
    extent.go_full(session, asker, public_id)
    return see(f"/assessments/{public_id}")
