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
from api.parks.shown import Idle, Seen
from api.parks.standing import Standing
from api.parks.tables import Campaign
from assessment.cohort import Cohort
from assessment.filters import Filter
from scoring.certainty import Finding
from scoring.engine import NO_LEVEL

__all__ = ["Doubt", "Need", "doubts", "needs", "stalled"]


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


@dataclass(frozen=True, slots=True)
class Doubt:
    """A member whose answers are worth a second look, and why."""

    row: Seen
    findings: tuple[Finding, ...]


def doubts(found: Standing, chosen: Filter, most: int) -> tuple[int, list[Doubt]]:
    """Return how many members have answers to look at again, and those with most of them.

    Only members whose answers the park may see are looked at, and compared with each other.
    """
    places, flags = found.flags
    counts = np.where(found.views.mask(chosen)[places], flags.counts, 0)
    order = np.argsort(-counts, kind="stable")[:most].tolist()
    listed = [
        Doubt(found.rows[int(places[firm])], flags.findings(firm)) for firm in order if counts[firm]
    ]
    return int((counts > 0).sum()), listed


def stalled(session: Session, found: Campaign) -> list[Idle]:
    """Return the members who began and have not moved for ``campaigns.STALLED``, longest first."""
    return shown.idle(session, found, now() - campaigns.STALLED)
