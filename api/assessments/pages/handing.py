"""Hand sections to colleagues, by links that open just these."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.assessments import links, service
from api.assessments.pages.common import Fault, base_url, first_text, seen_whole
from api.assessments.repository import Held
from api.assessments.views.handing import DAYS, handing_view
from api.kit.dependencies import ReadSession, SignerDep, WordsDep, WriteSession
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.kit.security import Signer
from api.organisations.asking import PersonDep
from assessment import overview
from questionnaires.numbers import clean_text

__all__ = ["router"]

router = APIRouter()


@router.get("/assessments/{public_id}/links")
def links_page(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep,
    signer: SignerDep, practice: str = "",
) -> Response:  # fmt: skip
    """Show which sections are handed out, and hand out more."""
    held = seen_whole(session, asker, public_id)
    if held.row.state != "draft" or not held.access.edit:
        return see(f"/assessments/{public_id}")
    return _page(request, session, words, signer, held, practice, [], "")


def _page(
    request: Request, session: Session, words: PageWords, signer: Signer, held: Held,
    practice: str, faults: list[Fault], label: str,
) -> Response:  # fmt: skip
    draft = service.draft_of(held.row)
    base = base_url(request)
    live = [
        (link, links.address(signer, base, link))
        for link in links.live_links(session, held, "section")
    ]
    view = handing_view(words, held, draft, overview(draft), live, practice)
    return page(
        request, "assessments/links.html", status=422 if faults else 200,
        v=view, faults=faults, label=label,
    )  # fmt: skip


@router.post("/assessments/{public_id}/links")
def hand_out(
    request: Request, public_id: str, asker: PersonDep, form: FormDep, session: WriteSession,
    words: WordsDep, signer: SignerDep,
) -> Response:  # fmt: skip
    """Make a link that opens one section."""
    held = service.editable(session, asker, public_id)
    practice, typed = first_text(form, "practice"), first_text(form, "label")
    label = clean_text(typed)
    known = [p.id for p in service.questionnaire_of(held.row).practices]
    faults = []
    if practice not in known:
        faults.append(Fault(words("handing.section_needed"), "practice"))
    if not 0 < len(label) <= links.LONGEST_LABEL:
        faults.append(Fault(words("handing.label_needed", limit=links.LONGEST_LABEL), "label"))
    if faults:
        held = seen_whole(session, asker, public_id)
        return _page(request, session, words, signer, held, practice, faults, typed)
    days = first_text(form, "days", [str(n) for n in DAYS])
    link = links.make(
        session, asker, public_id, "section", practice=practice, label=label,
        days=int(days or DAYS[1]),
    )  # fmt: skip
    return see(f"/assessments/{public_id}/links#{link.public_id}")


@router.post("/assessments/{public_id}/links/{link_id}/revoke")
def revoke(
    public_id: str, link_id: str, asker: PersonDep, form: FormDep, session: WriteSession
) -> Response:
    """End a link; who holds it can no longer open anything."""
    del form  # read for its token
    links.revoke(session, asker, public_id, link_id)
    return see(f"/assessments/{public_id}/links")
