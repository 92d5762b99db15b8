"""Pages of plans and trials for those who manage an assessment."""

from __future__ import annotations

import math
from typing import Any

from fastapi import APIRouter, Request, Response

from api.advice import service, views
from api.documents import service as documents
from api.documents.rounds import address
from api.kit.clock import now
from api.kit.dependencies import ReadSession, WordsDep
from api.kit.downloads import PDF, Download
from api.kit.errors import Unusable
from api.kit.pages import page
from api.organisations.asking import PersonDep
from questionnaires.errors import Place, Problem
from questionnaires.numbers import parse_number
from reports.planned import advice_from

__all__ = ["router"]

router = APIRouter()
_SUGGESTED = {"micro": 10.0, "small": 50.0, "medium": 200.0, "large": 1000.0}
"""Budgets (10,000 yuan) a page starts with, by size; the firm enters its own."""


def _budget(text: str, size: str | None) -> float:
    """Return the budget typed, or one to start with; raises ``Unusable`` for no number."""
    if not text.strip():
        return _SUGGESTED.get(size or "small", _SUGGESTED["small"])
    number = parse_number(text[:40])
    if number is None or not math.isfinite(number) or number < 0:
        values = {"value": text[:40], "name": "budget", "allowed": "≥ 0"}
        raise Unusable("unusable", problems=[Problem("advice.bad_number", Place(), values)])
    return number


@router.get("/assessments/{public_id}/plan")
def plan(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep,
    budget: str = "",
) -> Response:  # fmt: skip
    """Show the best plan for a budget."""
    held, outcome = service.firm(session, asker, public_id)
    problems, wrong = [], ""
    try:
        money = _budget(budget, outcome.sheet.profile.size)
        found = service.plan(outcome, money, now().date().isoformat())
    except Unusable as error:
        wrong = budget[:40]
        problems = [{"target": "budget", "text": p.what(words.lang)} for p in error.problems]
        money = _budget("", outcome.sheet.profile.size)
        found = service.plan(outcome, money, now().date().isoformat())
    return page(
        request,
        "advice/plan.html",
        status=422 if problems else 200,
        base=address(held),
        final=held.row.state == "submitted",
        budget=wrong or f"{money:g}",
        money=f"{money:g}",
        problems=problems,
        v=views.plan_view(outcome, found, words),
    )


@router.get("/assessments/{public_id}/plan.pdf")
def plan_report(
    public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep, budget: str = ""
) -> Response:  # fmt: skip
    """Return the report with the plan in it; it depends on day and budget, so it is not kept."""
    held, outcome = service.firm(session, asker, public_id)
    day = now().date().isoformat()
    found = service.plan(outcome, _budget(budget, outcome.sheet.profile.size), day)
    advice = advice_from(outcome.questionnaire, found.best, found.frontier)
    data = documents.render(outcome, words.lang, day, advice=advice)
    return Download(documents.stem(held, "plan", words.lang), PDF, data).response()


@router.get("/assessments/{public_id}/what-if")
def trial(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show what changed answers would bring; nothing is stored."""
    held, outcome = service.firm(session, asker, public_id)
    tried = _tried(request, outcome.questionnaire.has)
    problems = []
    try:
        found = service.trial(outcome, tried)
    except Unusable as error:
        problems = [
            {"target": f"t-{p.place.field}", "text": f"{p.what(words.lang)} {p.todo(words.lang)}"}
            for p in error.problems
        ]
        found = service.trial(outcome, {})
    view = views.trial_view(outcome, tried, found, service.shortcut(outcome), words)
    return page(
        request,
        "advice/trial.html",
        status=422 if problems else 200,
        base=address(held),
        problems=problems,
        v=view,
    )


def _tried(request: Request, has: Any) -> dict[str, str]:
    """Return the answers tried: what the address says about questions there are."""
    return {
        name: value for name, value in request.query_params.items() if has(name) and value.strip()
    }
