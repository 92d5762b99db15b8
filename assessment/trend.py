"""Two rounds of many firms: what has changed among those that stand in both.

The rule is that of ``assessment.comparison`` for one firm: scores of the tree within one version
and one form, a question where it asks the same, both answers are settled and the same anchors
applied. So who joined, left or found out what it had not known is no progress of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.comparison import earlier_ids
from assessment.disclosure import Limits
from questionnaires.model import Questionnaire
from scoring import ScoreTable
from scoring.answers import Answers
from scoring.gates import TOLERANCE
from scoring.plan import ROOT

__all__ = ["Change", "Side", "Trend", "trend"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Side:
    """One round: its numbers, who the firms are, and whose scores and answers may be used."""

    questionnaire: Questionnaire
    table: ScoreTable
    answers: Answers
    names: tuple[str, ...]
    """What knows a firm again in another round, in the order of the table."""
    scores_shown: Mask
    answers_shown: Mask


@dataclass(frozen=True, slots=True)
class Change:
    """A node or question among the firms for which both rounds measured the same thing.

    ``before``, ``now`` and ``change`` are medians (of scores or credits, and of their differences),
    ``None`` where the firms are fewer than ``Limits.smallest``; so many ``rose`` and ``fell``.
    """

    id: str
    firms: int
    before: float | None
    now: float | None
    change: float | None
    rose: int
    fell: int


@dataclass(frozen=True, slots=True)
class Trend:
    """What has changed; ``nodes`` are empty between versions, which may weigh answers anew."""

    both: int
    same_version: bool
    nodes: tuple[Change, ...]
    questions: tuple[Change, ...]


def trend(now: Side, before: Side, limits: Limits | None = None) -> Trend:
    """Return what has changed from one round to the next."""
    wanted = limits or Limits()
    places = {name: place for place, name in enumerate(before.names)}
    pairs = [(n, places[name]) for n, name in enumerate(now.names) if name in places]
    today, then = np.array(pairs, np.intp).reshape(-1, 2).T
    same = now.questionnaire.digest == before.questionnaire.digest
    nodes = _nodes(now, before, today, then, wanted) if same else ()
    questions = _questions(now, before, today, then, wanted)
    return Trend(len(pairs), same, tuple(nodes), tuple(questions))


def _nodes(
    now: Side, before: Side, today: NDArray[np.intp], then: NDArray[np.intp], limits: Limits
) -> Iterator[Change]:
    usable = now.scores_shown[today] & before.scores_shown[then]
    usable &= now.table.quick[today] == before.table.quick[then]
    for dimension in (None, *now.questionnaire.dimensions):
        parts = (ROOT,) if dimension is None else (
            dimension.id, *(practice.id for practice in dimension.practices)
        )  # fmt: skip
        for node in parts:
            new = now.table.numbers.scores[now.table.row(node), today]
            old = before.table.numbers.scores[before.table.row(node), then]
            yield _change(node, new, old, usable & ~np.isnan(new) & ~np.isnan(old), limits)


def _questions(
    now: Side, before: Side, today: NDArray[np.intp], then: NDArray[np.intp], limits: Limits
) -> Iterator[Change]:
    usable = now.answers_shown[today] & before.answers_shown[then]
    known = earlier_ids(now.questionnaire, before.questionnaire, {})
    rows = {question.id: row for row, question in enumerate(before.questionnaire.questions)}
    for row, question in enumerate(now.questionnaire.questions):
        if question.id not in known:
            continue
        old = rows[known[question.id]]
        settled = _settled(now.answers, row, today) & _settled(before.answers, old, then)
        alike = settled & usable & _alike(now, before, row, old, today, then)
        credits = now.answers.credits[row, today], before.answers.credits[old, then]
        yield _change(question.id, *credits, alike, limits)


def _settled(answers: Answers, row: int, firms: NDArray[np.intp]) -> Mask:
    found: Mask = answers.counts[row, firms] & ~answers.open[row, firms]
    return found


def _alike(
    now: Side, before: Side, row: int, old: int, today: NDArray[np.intp], then: NDArray[np.intp]
) -> Mask:
    """Tell for whom the same anchors applied; of two versions' variants nothing is known."""
    variant, earlier = now.table.plan.varied.get(row), before.table.plan.varied.get(old)
    if variant is None and earlier is None:
        return np.ones(len(today), np.bool_)
    if (
        variant is None
        or earlier is None
        or now.questionnaire.digest != before.questionnaire.digest
    ):
        return np.zeros(len(today), np.bool_)
    found: Mask = (
        now.table.matrix.variants[variant, today] == before.table.matrix.variants[earlier, then]
    )
    return found


def _change(key: str, now: Floats, before: Floats, used: Mask, limits: Limits) -> Change:
    firms = int(used.sum())
    if firms < limits.smallest:
        return Change(key, firms, None, None, None, 0, 0)
    new, old = now[used], before[used]
    gain = new - old
    return Change(
        key, firms, float(np.median(old)), float(np.median(new)), float(np.median(gain)),
        rose=int((gain > TOLERANCE).sum()), fell=int((gain < -TOLERANCE).sum()),
    )  # fmt: skip
