"""Check all answers, declare them true, submit."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.assessments import service
from api.assessments.pages.common import Fault, first_text, seen_whole
from api.assessments.repository import Held
from api.assessments.views.check import check_view
from api.kit.dependencies import ReadSession, WordsDep, WriteSession
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import PersonDep
from assessment import overview
from questionnaires.numbers import clean_text

__all__ = ["router"]

router = APIRouter()
_LONGEST_NAME = 100


@router.get("/assessments/{public_id}/check")
def check_page(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show all answers, the missing ones first."""
    held = seen_whole(session, asker, public_id)
    if held.row.state != "draft" or not held.access.edit:
        return see(f"/assessments/{public_id}")
    return _page(request, words, held, [], "")


def _page(
    request: Request, words: PageWords, held: Held, faults: list[Fault], name: str
) -> Response:
    draft = service.draft_of(held.row)
    view = check_view(words, held, draft, overview(draft))
    return page(
        request, "assessments/check.html", status=422 if faults else 200,
        v=view, faults=faults, declarant=name,
    )  # fmt: skip


@router.post("/assessments/{public_id}/submit")
def submit(
    request: Request, public_id: str, asker: PersonDep, form: FormDep, session: WriteSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Freeze the assessment with its result, once everything is answered and declared true."""
    held = service.editable(session, asker, public_id)
    name = clean_text(first_text(form, "name"))
    faults = []
    draft = service.draft_of(held.row)
    view = check_view(words, held, draft, overview(draft))
    if view.missing:
        faults.append(Fault(view.summary, "missing"))
    if not form.getlist("declared"):
        faults.append(Fault(words("check.declare_needed"), "declared"))
    if not 0 < len(name) <= _LONGEST_NAME:
        faults.append(Fault(words("check.name_needed", limit=_LONGEST_NAME), "name"))
    if faults:
        return _page(request, words, seen_whole(session, asker, public_id), faults, name)
    service.submit(session, asker, public_id, name)
    return see(f"/assessments/{public_id}/result")
