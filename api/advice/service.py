"""How sure a result is; computed when asked for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from api.assessments import service as assessments
from api.assessments.repository import Held
from api.organisations.asking import Asker
from assessment import Outcome, assess
from scoring.certainty import Certainty, Finding, certainty, plausibility

__all__ = ["Sure", "firm", "sure"]


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure a result is, and which answers deserve a second look."""

    certainty: Certainty
    findings: tuple[Finding, ...]


def firm(session: Session, asker: Asker, public_id: str) -> tuple[Held, Outcome]:
    """Return an assessment, submitted or not, with its result, to someone who manages it."""
    held = assessments.whole(session, asker, public_id)
    outcome = assessments.outcome_of(session, held)
    if outcome is None:
        draft = assessments.draft_of(held.row)
        [outcome] = assess(draft.questionnaire, [draft.sheet])
    return held, outcome


def sure(outcome: Outcome) -> Sure:
    """Return bands and chances (2,000 draws, the same for everybody) and what to look at again."""
    return Sure(
        certainty(outcome.questionnaire, outcome.sheet),
        plausibility(outcome.questionnaire, outcome.sheet),
    )
