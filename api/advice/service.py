"""What a result leads to: plans and changed answers. Everything is computed when asked for.

Nothing here is stored: a plan depends on the day, the budget and the firm's own figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from api.assessments import service as assessments
from api.assessments.repository import Held
from api.kit.errors import Unusable
from api.organisations.asking import Asker
from assessment import Outcome
from scoring.advice import Advisor, Frontier, Roadmap
from scoring.advice.whatif import Shortcut, WhatIf, fewest_changes, what_if
from scoring.errors import ScoringError

__all__ = ["Plan", "firm", "plan", "shortcut", "trial"]

_BUDGETS = 6  # points of the frontier on a page; each is a plan of its own
_KEPT = 64  # plans kept for those who go back and forth


@dataclass(frozen=True, slots=True)
class Plan:
    """The best plan for a budget, the cheapest way to the next level, and other budgets."""

    best: Roadmap
    upward: Roadmap
    frontier: Frontier


def firm(session: Session, asker: Asker, public_id: str) -> tuple[Held, Outcome]:
    """Return an assessment, submitted or not, with its result, to someone who manages it."""
    held = assessments.whole(session, asker, public_id)
    return held, assessments.standing(session, held)


def plan(outcome: Outcome, budget: float, on: str) -> Plan:
    """Return plans for *budget* (10,000 yuan) with the funding open on the day *on* (ISO).

    Raises ``Unusable`` for a budget that is none.
    """
    try:
        return _plan(_Firm(outcome), budget, on)
    except ScoringError as error:
        raise Unusable("unusable", problems=error.problems) from error


class _Firm:
    """A firm as far as its plans depend on it: the same answers to the same questions."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._key = outcome.questionnaire.digest, outcome.card.answers_digest

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Firm) and self._key == other._key


@lru_cache(maxsize=_KEPT)
def _plan(firm: _Firm, budget: float, on: str) -> Plan:
    advisor = Advisor(firm.outcome.questionnaire, firm.outcome.sheet, on=on)
    return Plan(advisor.best(budget), advisor.cheapest(), advisor.frontier(_BUDGETS))


def trial(outcome: Outcome, changes: Mapping[str, Any]) -> WhatIf:
    """Return what *changes* to the answers would bring; raises ``Unusable`` listing bad ones."""
    try:
        return what_if(outcome.questionnaire, outcome.sheet, changes)
    except ScoringError as error:
        raise Unusable("unusable", problems=error.problems) from error


def shortcut(outcome: Outcome) -> Shortcut:
    """Return the fewest changed answers that reach the next level."""
    return fewest_changes(outcome.questionnaire, outcome.sheet)
