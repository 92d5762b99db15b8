"""Trying other answers; nothing is stored."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from api.kit.errors import Unusable
from api.plans import service
from api.plans.forms import Fault
from api.plans.pages.common import CaseDep, show
from api.plans.views.trial import trial_view
from questionnaires.model import Questionnaire
from questionnaires.numbers import parse_number

__all__ = ["router"]

router = APIRouter()
_LONGEST = 200


@router.get("/what-if")
def trial(request: Request, case: CaseDep) -> Response:
    """Show what changed answers would bring, and the fewest changes that reach the next level."""
    outcome, words = case.outcome, case.words
    tried, budget = _tried(request.query_params, outcome.questionnaire), case.wanted.budget
    faults = []
    try:
        found = service.tried(outcome, tried, budget)
    except Unusable as error:
        faults = [
            Fault(f"t-{p.place.field}", f"{p.what(words.lang)} {p.todo(words.lang)}")
            for p in error.problems
        ]
        found = service.tried(outcome, {}, budget)
    view = trial_view(outcome, tried, found, case.wanted, words)
    return show(request, case, "trial", faults=faults, v=view)


def _tried(given: QueryParams, questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the answers tried: what the address says about questions there are."""
    found: dict[str, Any] = {}
    for question in questionnaire.questions:
        name = question.id
        if question.kind == "multiple":
            ticked = [value[:_LONGEST] for value in given.getlist(name)[:_LONGEST] if value]
            found |= {name: ticked} if ticked else {}
        elif question.kind == "count_of":
            pair = {part: given.get(f"{name}#{part}", "") for part in ("numerator", "denominator")}
            if any(pair.values()):
                found[name] = {part: _number(typed) for part, typed in pair.items()}
        elif given.get(name, "").strip():
            found[name] = given[name][:_LONGEST]
    return found


def _number(typed: str) -> Any:
    number = parse_number(typed[:_LONGEST])
    return typed[:_LONGEST] if number is None else number
