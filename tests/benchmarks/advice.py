"""Rows 8 and 9 of the budgets: roadmaps and schedules to proven optima, and bands by simulation."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

import questionnaires
from questionnaires.answers import AnswerSheet
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY
from scoring import score_many
from scoring.advice import Advisor
from scoring.certainty import Assumptions, bands, certainty, flags
from scoring.certainty.draws import families
from tests.benchmarks.timing import Row, against, seconds

MEASURES = 80
RUNS = 3  # of the rows that take seconds
QUESTIONNAIRE = questionnaires.load("textile")


@cache
def sheet() -> AnswerSheet:
    """Return the answers of the dyeing mill, which is asked most of all samples."""
    path = Path(LIBRARY) / "textile" / "samples" / "dyeing-mill.yaml"
    return read_answers(path, lambda _: QUESTIONNAIRE).sheets[0]


def adviser(measures: int | None = MEASURES) -> Advisor:
    """Return an advisor with so many of the firm's candidates (``None``: all), evenly taken."""
    every = [c.id for c in Advisor(QUESTIONNAIRE, sheet()).situation.candidates]
    if measures is None or measures >= len(every):
        return Advisor(QUESTIONNAIRE, sheet())
    kept = {every[round(n * (len(every) - 1) / (measures - 1))] for n in range(measures)}
    return Advisor(
        QUESTIONNAIRE, sheet(), {"excluded": [name for name in every if name not in kept]}
    )


def _within(name: str, work: Callable[[], Any], limit: float, unit: str = "s") -> Row:
    scale = 1000 if unit == "ms" else 1
    value = scale * statistics.median(seconds(work) for _ in range(RUNS))
    return Row(name, value, unit, f"{limit:g} {unit}", value / limit, 1)


def roadmaps() -> Iterator[Row]:
    """Row 8: one budget (the slowest of five), the next level, a frontier, a four-year schedule."""
    everything = adviser()
    total = everything.situation.cost(c.id for c in everything.situation.candidates)
    budgets = [total * share for share in (0.02, 0.05, 0.1, 0.2, 0.4)]

    def ask(budget: float) -> float:
        advisor = adviser()
        return statistics.median(seconds(lambda: advisor.best(budget)) for _ in range(RUNS))

    slowest = max(ask(budget) for budget in budgets)
    yield Row(
        f"roadmap, {MEASURES} measures, slowest of 5 budgets", slowest, "s", "1 s", slowest, 1
    )
    top = adviser(None)
    yield _within("cheapest way to level 5, all measures", lambda: top.cheapest(5), 1)
    yield _within(
        f"frontier of 20 budgets, {MEASURES} measures", lambda: everything.frontier(20), 10
    )
    yearly = [total * 0.02] * 4
    plans = []
    yield _within(
        f"schedule of 4 years, {MEASURES} measures",
        lambda: plans.append(everything.schedule(yearly, capacity=12)), 10,
    )  # fmt: skip
    gap = 100 * plans[-1].gap
    yield Row("schedule of 4 years, proven gap", gap, "%", "1 %", gap, 1)
    yield _within(
        f"schedule of 16 quarters, {MEASURES} measures",
        lambda: everything.schedule(yearly, periods_a_year=4, capacity=4), 10,
    )  # fmt: skip


def certainties() -> Iterator[Row]:
    """Row 9: bands of one firm, and of a thousand under the same thousand draws."""
    seeds = count()
    certainty(QUESTIONNAIRE, sheet(), seed=next(seeds))
    yield _within(
        "2,000 draws of one firm, new draws",
        lambda: certainty(QUESTIONNAIRE, sheet(), seed=next(seeds)), 50, "ms",
    )  # fmt: skip
    yield _within(
        "2,000 draws of one firm, draws shared with the last",
        lambda: certainty(QUESTIONNAIRE, sheet(), seed=0), 50, "ms",
    )  # fmt: skip
    many = [sheet()] * 1000
    random = np.random.default_rng(1)
    nodes = len(families(QUESTIONNAIRE))
    answers = random.random((1_000_000, len(QUESTIONNAIRE.questions)))
    weights = random.random((len(QUESTIONNAIRE.questions), nodes))
    yield against(
        "1,000 firms x 1,000 draws",
        lambda: bands(QUESTIONNAIRE, many, Assumptions(), draws=1000, seed=next(seeds)),
        "numpy product (1,000,000 x 98) @ (98 x 33)",
        lambda: answers @ weights,
        budget=3,
    )


def plausible() -> Iterator[Row]:
    """Row 11 lists flags: those of 10,000 firms at once."""
    table = score_many(QUESTIONNAIRE, [sheet()] * 10_000)
    yield _within("flags of 10,000 firms", lambda: flags(QUESTIONNAIRE, table), 200, "ms")


ROWS = (roadmaps, certainties, plausible)
