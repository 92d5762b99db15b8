"""One section's questions: shown, saved, and settled when two people differ."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.assessments import service
from api.assessments.pages.common import Fault, first_text, wants_json
from api.assessments.pages.posted import Outcome, Posted, read_answers, save
from api.assessments.repository import Held
from api.assessments.views.practice import (
    PracticeView,
    following,
    practice_view,
    section_of,
    state_words,
)
from api.assessments.views.questions import QuestionView, anchor
from api.kit.dependencies import ReadSession, WordsDep, WriteSession
from api.kit.errors import NotFound
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import PersonDep
from assessment import Draft, Overview, overview
from questionnaires.model import Practice, Questionnaire

__all__ = ["router"]

router = APIRouter()
_PATH = "/assessments/{public_id}/practices/{practice_id}"


@router.get(_PATH)
def practice_page(
    request: Request, public_id: str, practice_id: str, asker: PersonDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show the questions of one section."""
    held = service.read(session, asker, public_id)
    draft = service.draft_of(held.row)
    _practice(held, draft.questionnaire, practice_id)
    found = overview(draft)
    section = section_of(found, practice_id)
    if section is None or held.row.state != "draft" or not held.access.edit:
        return see(f"/assessments/{public_id}")
    view = practice_view(words, held, draft, found, section, {})
    more = request.query_params.get("more") == "1"
    return page(request, "assessments/practice.html", v=view, faults=[], more=more)


def _practice(held: Held, questionnaire: Questionnaire, practice_id: str) -> Practice:
    """Return a practice that the reader may see; others do not exist for them."""
    seen = held.access.practices
    found = next((p for p in questionnaire.practices if p.id == practice_id), None)
    if found is None or (seen is not None and practice_id not in seen):
        raise NotFound
    return found


@router.post(_PATH)
def save_practice(
    request: Request, public_id: str, practice_id: str, asker: PersonDep, form: FormDep,
    session: WriteSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Save what can be saved; show again what cannot, and what somebody else changed."""
    held = service.editable(session, asker, public_id)
    practice = _practice(held, service.questionnaire_of(held.row), practice_id)
    posted = read_answers(form, practice, first_text(form, "clear"))
    done = save(session, asker, public_id, words, posted)
    draft = done.draft or service.draft_of(held.row)
    found = done.overview or overview(draft)
    if wants_json(request):
        return _script(request, words, held, draft, found, practice, posted, done)
    section = section_of(found, practice_id)
    if section is None or not done.shown:
        return see(_onward(held, found, posted, practice_id, first_text(form, "go")))
    view = practice_view(words, held, draft, found, section, done.shown)
    return page(
        request, "assessments/practice.html", status=409 if done.conflicts else 422,
        v=view, faults=_faults(words, view), more=False,
    )  # fmt: skip


def _faults(words: PageWords, view: PracticeView) -> list[Fault]:
    """Return the error summary, in the order of the questions."""
    found = []
    for question in view.questions:
        if question.conflicts:
            found.append(Fault(words("fill.contested", n=question.number), question.target))
        found += [Fault(text, question.target) for text in question.errors]
    return found


def _onward(held: Held, found: Overview, posted: Posted, practice_id: str, go: str) -> str:
    """Return where to go after saving: first to questions that an answer has just opened."""
    path = f"/assessments/{held.row.public_id}"
    here = f"{path}/practices/{practice_id}"
    section = section_of(found, practice_id)
    opened = [key for key in section.missing if key not in posted.listed] if section else []
    if posted.cleared:
        return f"{here}#{anchor(posted.cleared)}"
    if opened and posted.listed:
        return f"{here}?more=1#{anchor(opened[0])}"
    if held.access.practices is not None:
        return f"{path}/thanks"
    onward = following(found, practice_id)
    if go == "list":
        return path
    return f"{path}/practices/{onward}" if onward else f"{path}/check"


def _script(
    request: Request, words: PageWords, held: Held, draft: Draft, found: Overview,
    practice: Practice, posted: Posted, done: Outcome,
) -> Response:  # fmt: skip
    """Tell the page's script what was saved and what has to change on the page."""
    section = section_of(found, practice.id)
    view = practice_view(words, held, draft, found, section, done.shown) if section else None
    questions = view.questions if view else []
    return JSONResponse(
        {
            "version": draft.version,
            "saved": words("fill.not_saved" if done.shown else "fill.saved"),
            "problems": bool(done.shown),
            "state": state_words(words, section) if section else "",
            "order": [question.id for question in questions],
            "questions": {
                question.id: {
                    "errors": list(question.errors),
                    "ratio": question.ratio or "",
                    "answered": question.answered,
                    "html": _block(request, question, posted),
                }
                for question in questions
                if question.id in posted.listed
            },
        },
        headers={"Cache-Control": "no-store"},
    )


def _block(request: Request, question: QuestionView, posted: Posted) -> str | None:
    """Return the question painted anew where two people differ, or have just stopped to."""
    if not question.conflicts and question.id not in posted.settled:
        return None
    painted = page(request, "assessments/block.html", q=question)
    return bytes(painted.body).decode()
