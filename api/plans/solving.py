"""Computing plans, within limits: so many at a time, and each for so many seconds at most."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from api.kit.errors import TooMany, Unusable
from api.plans.document import PlanDocument
from api.plans.request import MOST_PERIODS, PlanRequest
from questionnaires.answers import AnswerSheet
from questionnaires.errors import Place, Problem
from questionnaires.model import Questionnaire
from scoring.advice import Advisor
from scoring.advice.solver import patience
from scoring.errors import ScoringError

__all__ = ["SECONDS", "compute", "limited"]

SECONDS = 60.0
"""The most that one request may take to solve; a dozen times what the slowest schedule of the
sample firms takes on an idle machine."""
_WAIT = 20.0  # seconds for a turn

_turns = threading.BoundedSemaphore(os.cpu_count() or 1)
"""The solver uses a core at a time without holding up the other threads."""


@contextmanager
def limited() -> Iterator[None]:
    """Wait for a core and allow so much time on it.

    Raises ``TooMany`` when none becomes free, ``Unusable`` for what cannot be planned, or not in
    that time.
    """
    if not _turns.acquire(timeout=_WAIT):
        raise TooMany(max(1, round(_WAIT)))
    try:
        end = time.monotonic() + SECONDS
        with patience(lambda: end - time.monotonic()):
            yield
    except ScoringError as error:
        raise Unusable("unusable", problems=error.problems) from error
    finally:
        _turns.release()


def compute(
    questionnaire: Questionnaire, sheet: AnswerSheet, wanted: PlanRequest, on: str
) -> PlanDocument:
    """Return every part of a plan that is *wanted*, with the funding open *on* a day (ISO).

    Raises what ``limited`` does.
    """
    if wanted.schedule is not None and wanted.schedule.periods > MOST_PERIODS:
        values = {
            "value": wanted.schedule.periods,
            "name": "periods",
            "allowed": f"1-{MOST_PERIODS}",
        }
        place = Place(field="schedule")
        raise Unusable("unusable", problems=[Problem("advice.bad_number", place, values)])
    target, time_, weights = wanted.target, wanted.schedule, wanted.weights
    with limited():
        advisor = Advisor(questionnaire, sheet, wanted.adjustments.plain(), on=on)
        catalogue = questionnaire.catalogue
        return PlanDocument(
            questionnaire=questionnaire.ref,
            catalogue=catalogue.version if catalogue else None,
            answers_digest=advisor.situation.card.answers_digest,
            on=on,
            best=None if wanted.budget is None else advisor.best(wanted.budget),
            target=None
            if target is None
            else advisor.cheapest(target.level, target.minimums, budget=target.budget),
            frontier=None if wanted.frontier is None else advisor.frontier(wanted.frontier),
            schedule=None
            if time_ is None
            else advisor.schedule(
                time_.budgets,
                periods_a_year=time_.periods_a_year,
                capacity=time_.capacity,
                level=time_.level,
            ),
            ranking=None
            if weights is None
            else list(advisor.ranking(weights.cost, weights.kpi, horizon=weights.horizon)),
        )
