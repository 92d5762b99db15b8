"""From codes to the numbers of every node, for one firm and for a million: one array program.

Firms are worked through in blocks that stay in the processor's cache. Within a block one look-up by
answer code gives everything an answer brings to its practice; quantities then fill in their own.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scoring import kernels
from scoring.matrix import Matrix
from scoring.plan import (
    COUNTED,
    FIRST,
    LOST,
    OPEN_WEIGHT,
    UNANSWERED,
    Code,
    GatePlan,
    NodePlan,
    Plan,
    QuestionPlan,
)  # fmt: skip

__all__ = ["NO_LEVEL", "TOLERANCE", "Numbers", "answer_credits", "evaluate"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-9
"""A score this close below a threshold reaches it: sums of binary fractions may fall short of the
exact value by about 1e-13, and the order of questions must not decide a level."""

NO_LEVEL = -1
"""Level of a node with nothing to score; result objects show ``None`` instead."""

BLOCK = 1024  # firms; larger and smaller blocks were slower when tried with 80 questions
_THREADS_FROM = 50_000  # firms; below this starting threads costs more than it saves


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

    def span(first: int, last: int) -> None:
        for start in range(first, last, BLOCK):
            _block(plan, matrix, slice(start, min(start + BLOCK, last)), out)

    workers = (os.cpu_count() or 1) if firms >= _THREADS_FROM else 1
    if workers == 1:
        span(0, firms)
    else:
        edges = np.linspace(0, firms, workers + 1, dtype=int)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda edge: span(*edge), pairwise(edges.tolist())))
    return out


def _block(plan: Plan, matrix: Matrix, rows: slice, out: Numbers) -> None:
    parts = _parts(plan, matrix, rows)
    scores, highs, coverage = out.scores[:, rows], out.highs[:, rows], out.coverage[:, rows]
    totals = np.zeros((len(plan.practices), *parts.shape[1:]))
    for practice, part in zip(plan.practice_of, parts, strict=True):
        totals[practice] += part
    own = len(plan.practices)
    _means(totals, scores[:own], highs[:own], coverage[:own])
    for position, node in enumerate(plan.nodes):
        if not node.of_questions:
            _parent(node, scores, highs, coverage, position)
        elif node.rule != "mean":
            _other_rule(node, parts[node.first : node.last], scores[position], highs[position])
    for total in totals:
        out.unanswered[rows] += total[:, UNANSWERED].astype(np.int32)
    _levels(plan, matrix, rows, out)


def _parts(plan: Plan, matrix: Matrix, rows: slice) -> Floats:
    """Return (questions, firms, 4): what every answer brings to its practice."""
    codes = matrix.codes[:, rows]
    index = codes + plan.starts
    for question, variant in (matrix.variants or {}).items():
        index[question] += variant[rows] * np.intp(plan.questions[question].width)
    parts: Floats = plan.table.take(index, axis=0, mode="clip")
    for question in matrix.values:
        planned = plan.questions[question]
        settled = codes[question] >= FIRST
        if not settled.any():
            continue
        lost = planned.question.weight * (100.0 - _quantity(planned, matrix, question, rows))
        parts[question, settled, LOST] = lost[settled]
    return parts


def _quantity(question: QuestionPlan, matrix: Matrix, index: int, rows: slice) -> Floats:
    """Return the credit of every firm's value on the line through its anchors."""
    values = matrix.values[index][rows]
    credit = np.interp(values, *question.anchors[-1])
    if len(question.anchors) > 1 and matrix.variants:
        variant = matrix.variants[index][rows]
        for row, points in enumerate(question.anchors[:-1]):
            credit = np.where(variant == row, np.interp(values, *points), credit)
    return credit


def answer_credits(plan: Plan, matrix: Matrix, rows: slice) -> Floats:
    """Return (questions, firms): the credit of every answer, 0 where there is no value."""
    codes = matrix.codes[:, rows]
    credit = np.zeros(codes.shape)
    for question in plan.questions:
        if (codes[question.index] < FIRST).all():
            continue
        if question.question.is_quantity:
            credit[question.index] = _quantity(question, matrix, question.index, rows)
        elif question.variants and matrix.variants:
            variant = matrix.variants[question.index][rows]
            credit[question.index] = question.credits[variant, codes[question.index]]
        else:
            credit[question.index] = question.credits[-1].take(codes[question.index])
    credit[codes < FIRST] = 0.0
    return credit


def _means(totals: Floats, score: Floats, high: Floats, coverage: Floats) -> None:
    """Write score, high and coverage of all practices from their summed parts."""
    lost, still_open, counted = (totals[..., part] for part in (LOST, OPEN_WEIGHT, COUNTED))
    with np.errstate(invalid="ignore", divide="ignore"):
        np.subtract(100.0, (lost + 100.0 * still_open) / counted, out=score)
        np.subtract(100.0, lost / counted, out=high)
        np.subtract(1.0, still_open / counted, out=coverage)
    np.maximum(score, 0.0, out=score)
    np.maximum(high, 0.0, out=high)


def _other_rule(node: NodePlan, parts: Floats, score: Floats, high: Floats) -> None:
    """Write score and high of a practice that is not a mean from the parts of its answers."""
    counted = parts[..., COUNTED]
    with np.errstate(invalid="ignore", divide="ignore"):
        best = 100.0 - np.where(counted > 0, parts[..., LOST] / counted, np.nan)
    now = np.where(parts[..., OPEN_WEIGHT] > 0, 0.0, best)
    score[:] = np.clip(kernels.aggregate(now, node.weights, node.rule, axis=0), 0.0, 100.0)
    high[:] = np.clip(kernels.aggregate(best, node.weights, node.rule, axis=0), 0.0, 100.0)


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
    codes = matrix.codes[index, rows]
    if gate.passes is not None:
        holds: Mask = gate.passes[codes]
        return holds
    credit = answer_credits(plan, matrix, rows)[index]
    absent = (codes == Code.NOT_APPLICABLE) | (codes == Code.NOT_ASKED)
    return absent | (credit >= minimum - TOLERANCE)
