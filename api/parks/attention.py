"""Which members need help first, and why: a rule that a park can explain to them.

Lowest level first; within a level whoever is furthest below the next one. Only members whose
scores the park may see are ranked; beside them stand the drafts in which nothing has moved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from api.kit.clock import now
from api.parks import campaigns, shown
from api.parks.shown import Idle
from api.parks.tables import Campaign
from assessment.cohort import Cohort
from scoring.engine import NO_LEVEL

__all__ = ["Need", "needs", "stalled"]


@dataclass(frozen=True, slots=True)
class Need:
    """A member by its place in the cohort; ``missing`` are points to where the next level begins.

    ``missing`` is 0 where gates alone are open, ``None`` at the highest level; ``weakest`` is the
    practice with the lowest score.
    """

    place: int
    score: float
    level: int
    missing: float | None
    weakest: str


def needs(cohort: Cohort, most: int) -> list[Need]:
    """Return the *most* members to help first."""
    shown = cohort.members.scores_shown
    counts = ~np.isnan(cohort.scores[0]) & (cohort.levels != NO_LEVEL)
    places = np.flatnonzero(counts if shown is None else counts & shown)
    order = np.lexsort((cohort.scores[0][places], cohort.levels[places]))
    return [_need(cohort, place) for place in places[order][:most].tolist()]


def _need(cohort: Cohort, place: int) -> Need:
    score, level = float(cohort.scores[0, place]), int(cohort.levels[place])
    ahead = [step.threshold for step in cohort.questionnaire.levels if step.level == level + 1]
    practices = {practice.id for practice in cohort.questionnaire.practices}
    known = [
        (value, node.id)
        for value, node in zip(cohort.scores[:, place].tolist(), cohort.nodes, strict=True)
        if node.id in practices and not np.isnan(value)
    ]
    missing = max(0.0, ahead[0] - score) if ahead else None
    return Need(place, score, level, missing, min(known)[1] if known else "")


def stalled(session: Session, found: Campaign) -> list[Idle]:
    """Return the members who began and have not moved for ``campaigns.STALLED``, longest first."""
    return shown.idle(session, found, now() - campaigns.STALLED)
