"""Practices from answers: what each answer brings, added up in order; for any batch size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring import kernels
from scoring.matrix import Matrix
from scoring.plan import COLUMNS, COUNTED, FIRST, LOST, OPEN_WEIGHT, SHORT, NodePlan, Plan
from scoring.selection import Selection, select

__all__ = ["practice_numbers"]

Floats = NDArray[np.float64]


def practice_numbers(
    plan: Plan, matrix: Matrix, rows: slice, practices: Sequence[int], numbers: Floats
) -> None:
    """Write score, high and coverage of *practices* into *numbers* (3, nodes, firms).

    What the answers bring is added up answer by answer, in all practices at once.
    """
    order = _order(plan, tuple(practices))
    parts = _parts(order.selection, matrix, rows)
    totals = np.zeros((len(order.practices), parts.shape[1], COLUMNS))
    for step in order.steps:
        own = totals[: step.stop - step.start]
        own += parts[step]
    found = _means(totals)
    for row, practice in enumerate(order.practices):
        node = plan.nodes[practice]
        if node.rule != "mean":
            own = parts[[step.start + row for step in order.steps[: node.last - node.first]]]
            found[:2, row] = _other_rule(node, own)
    numbers[:, order.practices, rows] = found


@dataclass(frozen=True, eq=False)
class _Order:
    """Practices, those of most questions first, and their questions in the order of adding up.

    The first step has the first question of every practice, the second the second question of
    those that have one, and so on.
    """

    practices: NDArray[np.intp]
    selection: Selection
    steps: tuple[slice, ...]


@lru_cache(maxsize=64)
def _order(plan: Plan, practices: tuple[int, ...]) -> _Order:
    nodes = plan.nodes
    ordered = sorted(practices, key=lambda p: nodes[p].first - nodes[p].last)
    steps = list(_steps([range(nodes[p].first, nodes[p].last) for p in ordered]))
    edges = np.cumsum([0, *map(len, steps)]).tolist()
    return _Order(
        practices=np.array(ordered, dtype=np.intp),
        selection=select(plan, [question for step in steps for question in step]),
        steps=tuple(map(slice, edges[:-1], edges[1:])),
    )


def _steps(spans: Sequence[range]) -> Iterator[list[int]]:
    for step in range(len(spans[0]) if spans else 0):
        yield [span[step] for span in spans if step < len(span)]


def _parts(selection: Selection, matrix: Matrix, rows: slice) -> Floats:
    """Return (questions, firms, columns): what every answer brings to its practice."""
    codes, places = selection.places(matrix, rows)
    parts: Floats = selection.plan.table.take(places, axis=0, mode="clip")
    if len(selection.quantities):
        settled = codes[selection.quantities] >= FIRST
        credit = selection.quantity_credits(matrix, rows)
        lost = selection.weights * (1.0 - credit / 100.0)
        for column in (LOST, SHORT):
            worth = parts[selection.quantities, :, column]
            parts[selection.quantities, :, column] = np.where(settled, lost, worth)
    return parts


def _means(totals: Floats) -> Floats:
    """Return (3, practices, firms) from summed parts (practices, firms, columns)."""
    lost, short, still_open, counted = (totals[..., part] for part in range(COLUMNS))
    found = np.empty((3, *counted.shape))
    with np.errstate(invalid="ignore", divide="ignore"):
        found[0] = 100.0 - 100.0 * (short / counted)
        found[1] = 100.0 - 100.0 * (lost / counted)
        found[2] = 1.0 - still_open / counted
    return found


def _other_rule(node: NodePlan, parts: Floats) -> tuple[Floats, Floats]:
    """Return score and high of a practice that is not a mean from the parts of its answers."""
    counted = parts[..., COUNTED]
    with np.errstate(invalid="ignore", divide="ignore"):
        best = np.where(counted > 0, 100.0 - 100.0 * (parts[..., LOST] / counted), np.nan)
    now = np.where(parts[..., OPEN_WEIGHT] > 0, 0.0, best)
    score, high = (kernels.aggregate(v, node.weights, node.rule, axis=0) for v in (now, best))
    return np.clip(score, 0.0, 100.0), np.clip(high, 0.0, 100.0)
