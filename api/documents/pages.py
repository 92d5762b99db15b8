"""Pages about a result: read it, take it along, start again, delete it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.assessments import repository
from api.assessments import service as assessments
from api.assessments.repository import Held
from api.documents import export, service
from api.documents.peers import peers_of
from api.documents.rounds import rounds_view
from api.documents.views import ResultView, result_view
from api.kit.api import CountedDep
from api.kit.clock import today
from api.kit.dependencies import ReadSession, StorageDep, WordsDep, WriteSession
from api.kit.errors import NotFound
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import Asker, PersonDep
from api.plans.request import read_token
from reports import summarise

__all__ = ["router"]

router = APIRouter()
_SHOWN = ("scores", "next", "losses", "certainty", "peers", "alignment", "answers", "record")
"""Sections of a report that the pages show."""


@router.get("/assessments/{public_id}/result")
def result(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show a frozen result, or to those filling in what the answers come to so far."""
    view = _view(session, asker, public_id, words)
    seen_by = _seen_by(session, asker, public_id, words) if view.final and view.manages else ()
    return page(request, "documents/result.html", v=view, seen_by=seen_by)


def _seen_by(session: Session, asker: Asker, public_id: str, words: PageWords) -> list[str]:
    """Return which parks see the result, and how much of it."""
    found = repository.consents(session, assessments.whole(session, asker, public_id))
    return [
        words(
            "documents.seen_by", park=words.line(park.name),
            scope=words(f"parks.scopes.{consent.scope}.title"),
        )
        for consent, park in found
    ]  # fmt: skip


@router.get("/assessments/{public_id}/result/answers")
def answers(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show what every answer brings and costs."""
    return page(request, "documents/answers.html", v=_view(session, asker, public_id, words))


def _view(session: Session, asker: Asker, public_id: str, words: PageWords) -> ResultView:
    held = assessments.read(session, asker, public_id)
    final = held.row.state == "submitted"
    if not (held.access.result and (final or held.access.whole)):
        raise NotFound("no_assessment")
    outcome, plan = assessments.standing(session, held), service.current_plan(session, held)
    before = repository.round_before(session, asker, held)
    earlier = assessments.outcome_of(session, before) if before is not None else None
    found = service.doubts_of(outcome, earlier)
    advice = None if plan is None else service.advice_of(outcome, plan.document)
    peers = peers_of(session, held, outcome)
    summary = summarise(
        outcome, words.lang, date=held.day, sections=_SHOWN, doubts=found, advice=advice,
        peers=peers,
    )  # fmt: skip
    rounds = None
    if before is not None and earlier is not None:
        rounds = rounds_view(outcome, earlier, before, words, found.change)
    return result_view(held, outcome, summary, words, rounds, plan)


@router.get("/assessments/{public_id}/report.pdf")
def report(
    public_id: str, asker: PersonDep, session: ReadSession, storage: StorageDep, words: WordsDep
) -> Response:
    """Download the report."""
    return service.report(session, storage, asker, public_id, words.lang).response()


@router.get("/assessments/{public_id}/plan.pdf")
def plan_report(
    public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep, counted: CountedDep,
    p: str = "",
) -> Response:  # fmt: skip
    """Download the report with a plan in it: the one of the address, or the one kept."""
    del counted
    wanted, day = read_token(p) if p else None, today().isoformat()
    found = service.plan_report(session, asker, public_id, wanted, day, words.lang)
    return found.response()


@router.get("/assessments/{public_id}/results.xlsx")
def workbook(public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep) -> Response:
    """Download the numbers of a result."""
    assessments.whole(session, asker, public_id)
    return service.results_workbook(session, asker, public_id, words.lang).response()


@router.get("/assessments/{public_id}/result.json")
def document(public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep) -> Response:
    """Download the frozen result."""
    assessments.whole(session, asker, public_id)
    return service.result_document(session, asker, public_id, words.lang).response()


@router.get("/assessments/{public_id}/export.zip")
def everything(
    public_id: str, asker: PersonDep, session: ReadSession, storage: StorageDep, words: WordsDep
) -> Response:
    """Download everything that is kept about an assessment."""
    return export.everything(session, storage, asker, public_id, words.lang).response()


@router.post("/assessments/{public_id}/next-round")
def next_round(public_id: str, form: FormDep, asker: PersonDep, session: WriteSession) -> Response:
    """Start a new draft from a submitted assessment."""
    del form  # it holds nothing but its token
    row = assessments.next_round(session, asker, public_id)
    return see(f"/assessments/{row.public_id}")


@router.get("/assessments/{public_id}/delete")
def ask_delete(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Say what deleting means, and ask."""
    return _delete_page(request, assessments.whole(session, asker, public_id), words)


def _delete_page(request: Request, held: Held, words: PageWords, *, wrong: str = "") -> Response:
    return page(
        request,
        "documents/delete.html",
        status=422 if wrong else 200,
        base=f"/assessments/{held.row.public_id}",
        firm=words.line(held.row.profile.get("name") or "") or words("cover.no_name"),
        problems=[{"target": "sure", "text": wrong}] if wrong else [],
    )


@router.post("/assessments/{public_id}/delete")
def delete(
    request: Request, public_id: str, form: FormDep, asker: PersonDep, session: WriteSession,
    storage: StorageDep, words: WordsDep,
) -> Response:  # fmt: skip
    """Delete an assessment with everything that belongs to it."""
    if form.get("sure") != "yes":
        held = assessments.whole(session, asker, public_id)
        return _delete_page(request, held, words, wrong=words("documents.delete_tick"))
    service.erase(session, storage, asker, public_id)
    return see("/deleted")


@router.get("/deleted")
def deleted(request: Request, person: PersonDep) -> Response:
    """Say that it is gone."""
    del person  # asked for so that the page shows who is signed in
    return page(request, "documents/deleted.html")
