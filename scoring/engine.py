"""From codes to the numbers of every node, for one firm and for a million: one array program.

Firms are worked through in blocks small enough to stay in the processor's cache. Inside a practice
that takes the mean, neighbouring worded questions share one look-up table over their joint codes,
so that a block costs a few table look-ups instead of many passes over wide matrices.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scoring import kernels
from scoring.matrix import Matrix
from scoring.plan import COUNTS, FIRST, OPEN, Code, GatePlan, NodePlan, Plan, QuestionPlan

__all__ = ["NO_LEVEL", "TOLERANCE", "Numbers", "evaluate", "question_credits"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-9
"""A score this close below a threshold reaches it: sums of binary fractions may fall short of the
exact value by about 1e-13, and the order of questions must not decide a level."""

NO_LEVEL = -1
"""Level of a node with nothing to score; result objects show ``None`` instead."""

BLOCK = 4096  # rows whose working arrays (some 130 kB each) fit the second-level cache
_TABLE_ROWS = 4096  # 128 kB a table
_THREADS_FROM = 50_000  # firms; below this starting threads costs more than it saves

# Columns of a table: weight x credit lost of settled answers, open weight, counted weight,
# number of unanswered questions.
_LOST, _OPEN, _COUNTED, _UNANSWERED = range(4)


@dataclass(slots=True)
class Numbers:
    """Results by node (rows, children first, index last) and firm (columns); scores 0-100.

    NaN where nothing counts. ``levels`` are the levels of the questionnaire (``NO_LEVEL`` where
    nothing counts); only the index's level knows gates. ``gates`` says which gates hold.
    """

    scores: Floats
    highs: Floats
    coverage: Floats
    levels: NDArray[np.int8]
    gates: Mask
    unanswered: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class _Group:
    """Neighbouring questions of one practice with a table over their joint codes."""

    questions: tuple[int, ...]
    widths: tuple[int, ...]
    table: Floats


def evaluate(plan: Plan, matrix: Matrix) -> Numbers:
    """Compute all nodes of all firms; *matrix* must have been through ``applicability.apply``."""
    nodes, firms = len(plan.nodes), matrix.firms
    out = Numbers(
        scores=np.empty((nodes, firms)),
        highs=np.empty((nodes, firms)),
        coverage=np.empty((nodes, firms)),
        levels=np.empty((nodes, firms), dtype=np.int8),
        gates=np.empty((len(plan.gates), firms), dtype=np.bool_),
        unanswered=np.zeros(firms, dtype=np.int32),
    )
    groups = _groups(plan)

    def span(first: int, last: int) -> None:
        for start in range(first, last, BLOCK):
            _block(plan, groups, matrix, slice(start, min(start + BLOCK, last)), out)

    workers = min(os.cpu_count() or 1, 8) if firms >= _THREADS_FROM else 1
    if workers == 1:
        span(0, firms)
    else:
        edges = np.linspace(0, firms, workers + 1, dtype=int)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda edge: span(*edge), pairwise(edges.tolist())))
    return out


@lru_cache(maxsize=64)
def _groups(plan: Plan) -> tuple[tuple[_Group, ...], ...]:
    """Return per practice the groups of its worded questions (none unless it takes the mean)."""
    return tuple(
        tuple(_practice_groups(plan, node)) if node.rule == "mean" else ()
        for node in plan.practices
    )


def _practice_groups(plan: Plan, node: NodePlan) -> list[_Group]:
    groups: list[_Group] = []
    members: list[int] = []
    size = 1
    for index in range(node.first, node.last):
        question = plan.questions[index]
        if not _grouped(question):
            continue
        if members and size * question.width > _TABLE_ROWS:
            groups.append(_joint(plan, node, members))
            members, size = [], 1
        members.append(index)
        size *= question.width
    if members:
        groups.append(_joint(plan, node, members))
    return groups


def _grouped(question: QuestionPlan) -> bool:
    return not question.question.is_quantity and not question.variants


def _joint(plan: Plan, node: NodePlan, members: list[int]) -> _Group:
    table = np.zeros((1, 4))
    for index in members:
        question = plan.questions[index]
        own = _worth(question.credits[-1], float(node.weights[index - node.first]))
        table = (table[:, None, :] + own[None, :, :]).reshape(-1, 4)
    widths = tuple(plan.questions[index].width for index in members)
    return _Group(tuple(members), widths, np.ascontiguousarray(table))


def _worth(credit: Floats, weight: float) -> Floats:
    """Return the four table columns for every code of one question, given credits by code."""
    width = len(credit)
    counts, still_open = np.ones(width), np.zeros(width)
    counts[:FIRST], still_open[:FIRST] = COUNTS, OPEN
    unanswered = (np.arange(width) == Code.UNANSWERED).astype(np.float64)
    settled = counts - still_open
    return np.stack(
        [weight * settled * (100.0 - credit), weight * still_open, weight * counts, unanswered],
        axis=1,
    )


def _block(
    plan: Plan, groups: tuple[tuple[_Group, ...], ...], matrix: Matrix, rows: slice, out: Numbers
) -> None:
    scores, highs = out.scores[:, rows], out.highs[:, rows]
    coverage, unanswered = out.coverage[:, rows], out.unanswered[rows]
    for position, node in enumerate(plan.nodes):
        if not node.of_questions:
            _parent(node, scores, highs, coverage, position)
        elif node.rule == "mean":
            total = _practice_total(plan, node, groups[position], matrix, rows)
            _finish(total, scores[position], highs[position], coverage[position])
            unanswered += total[:, _UNANSWERED].astype(np.int32)
        else:
            unanswered += _practice_other(plan, node, matrix, rows, position, out)
    _levels(plan, matrix, rows, out)


def _practice_total(
    plan: Plan, node: NodePlan, groups: tuple[_Group, ...], matrix: Matrix, rows: slice
) -> Floats:
    total = np.zeros((rows.stop - rows.start, 4))
    for group in groups:
        joint = matrix.columns[group.questions[0]].codes[rows].astype(np.intp)
        for index, width in zip(group.questions[1:], group.widths[1:], strict=True):
            joint *= width
            joint += matrix.columns[index].codes[rows]
        total += group.table.take(joint, axis=0, mode="clip")
    for index in range(node.first, node.last):
        if not _grouped(plan.questions[index]):
            weight = float(node.weights[index - node.first])
            total += _single_worth(plan, matrix, index, rows, weight)
    return total


def _single_worth(plan: Plan, matrix: Matrix, index: int, rows: slice, weight: float) -> Floats:
    """Return the table columns of one question that is a quantity or has variants."""
    question = plan.questions[index]
    codes = matrix.columns[index].codes[rows]
    states = _worth(np.zeros(FIRST + 1), weight)[np.minimum(codes, FIRST)]
    credit = question_credits(question, matrix, index, rows)
    states[:, _LOST] = np.where(codes >= FIRST, weight * (100.0 - credit), states[:, _LOST])
    return states


def question_credits(question: QuestionPlan, matrix: Matrix, index: int, rows: slice) -> Floats:
    """Return the credit (0-100) of each firm's answer; 0 where there is no value."""
    column = matrix.columns[index]
    codes = column.codes[rows]
    variant = column.variant[rows] if column.variant is not None else None
    if column.values is None:
        if variant is None:
            return question.credits[-1].take(codes)
        return question.credits[variant, codes]
    values = np.nan_to_num(column.values[rows])
    credit = kernels.interpolate(values, *question.anchors[-1])
    if variant is not None:
        for row, points in enumerate(question.anchors[:-1]):
            credit = np.where(variant == row, kernels.interpolate(values, *points), credit)
    return np.where(codes >= FIRST, credit, 0.0)


def _finish(total: Floats, score: Floats, high: Floats, coverage: Floats) -> None:
    """Write score, high and coverage from the summed table columns of a mean."""
    lost, still_open, counted = total[:, _LOST], total[:, _OPEN], total[:, _COUNTED]
    with np.errstate(invalid="ignore", divide="ignore"):
        np.subtract(100.0, (lost + 100.0 * still_open) / counted, out=score)
        np.subtract(100.0, lost / counted, out=high)
        np.subtract(1.0, still_open / counted, out=coverage)
    np.clip(score, 0.0, 100.0, out=score)
    np.clip(high, 0.0, 100.0, out=high)


def _practice_other(
    plan: Plan, node: NodePlan, matrix: Matrix, rows: slice, position: int, out: Numbers
) -> NDArray[np.int32]:
    """Aggregate a practice that is not a mean; return the number of unanswered questions."""
    span = range(node.first, node.last)
    codes = np.stack([np.minimum(matrix.columns[i].codes[rows], FIRST) for i in span])
    counts, still_open = np.append(COUNTS, 1.0)[codes], np.append(OPEN, 0.0)[codes]
    credit = np.stack([question_credits(plan.questions[i], matrix, i, rows) for i in span])
    low = np.where(counts > 0, credit, np.nan)
    _write(node, low, np.where(still_open > 0, 100.0, low), position, rows, out)
    covered = np.where(counts > 0, 1.0 - still_open, np.nan)
    out.coverage[position, rows] = kernels.aggregate(covered, node.weights, axis=0, ceiling=1.0)
    return np.sum(codes == Code.UNANSWERED, axis=0, dtype=np.int32)


def _write(
    node: NodePlan, low: Floats, high: Floats, position: int, rows: slice, out: Numbers
) -> None:
    for values, target in ((low, out.scores), (high, out.highs)):
        target[position, rows] = np.clip(
            kernels.aggregate(values, node.weights, node.rule, axis=0), 0.0, 100.0
        )


def _parent(node: NodePlan, scores: Floats, highs: Floats, coverage: Floats, position: int) -> None:
    """Aggregate a dimension or the index from its children."""
    span = slice(node.first, node.last)
    for target, rule, ceiling in (
        (scores, node.rule, 100.0),
        (highs, node.rule, 100.0),
        (coverage, "mean", 1.0),
    ):
        combined = kernels.aggregate(target[span], node.weights, rule, axis=0, ceiling=ceiling)
        np.clip(combined, 0.0, ceiling, out=target[position])


def _levels(plan: Plan, matrix: Matrix, rows: slice, out: Numbers) -> None:
    """Write the level of every node by its score; that of the index also by the gates."""
    scores, last = out.scores[:, rows], len(plan.nodes) - 1
    reached = np.zeros(scores.shape, dtype=np.int8)
    for threshold in plan.thresholds:
        reached += scores >= threshold - TOLERANCE
    holding = np.ones(scores.shape[1], dtype=np.bool_)
    steps = np.zeros(scores.shape[1], dtype=np.int8)
    for number, level in enumerate(plan.levels):
        holding &= scores[last] >= plan.thresholds[number] - TOLERANCE
        for position, gate in enumerate(plan.gates):
            if gate.level == level:
                out.gates[position, rows] = _gate(gate, plan, matrix, rows, scores)
                holding &= out.gates[position, rows]
        steps += holding
    reached[last] = steps
    named = np.array([NO_LEVEL, *plan.levels], dtype=np.int8)
    out.levels[:, rows] = named[reached]


def _gate(gate: GatePlan, plan: Plan, matrix: Matrix, rows: slice, scores: Floats) -> Mask:
    """Return where the gate holds; what does not apply holds it, what is not known does not."""
    minimum = gate.gate.at_least if gate.gate.at_least is not None else 0.0
    if gate.node is not None:
        found = scores[gate.node]
        return np.isnan(found) | (found >= minimum - TOLERANCE)
    index = gate.question if gate.question is not None else 0
    codes = matrix.columns[index].codes[rows]
    if gate.passes is not None:
        holds: Mask = gate.passes[codes]
        return holds
    credit = question_credits(plan.questions[index], matrix, index, rows)
    absent = (codes == Code.NOT_APPLICABLE) | (codes == Code.NOT_ASKED)
    return absent | (credit >= minimum - TOLERANCE)
