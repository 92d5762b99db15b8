"""Practices from answers: what each answer brings, added up in order; for any batch size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring import kernels
from scoring.matrix import Codes, Matrix
from scoring.plan import (
    COLUMNS,
    COUNTED,
    FIRST,
    LOST,
    OPEN_WEIGHT,
    SHORT,
    NodePlan,
    Plan,
    QuestionPlan,
)  # fmt: skip

__all__ = ["answer_credits", "practice_numbers"]

Floats = NDArray[np.float64]


def practice_numbers(
    plan: Plan, matrix: Matrix, rows: slice, practices: Sequence[int]
) -> tuple[Floats, Floats, Floats]:
    """Return score, high and coverage, each (practices, firms), by adding up answer by answer."""
    questions = [q for p in practices for q in range(plan.nodes[p].first, plan.nodes[p].last)]
    parts = dict(zip(questions, _parts(plan, matrix, rows, questions), strict=True))
    totals = np.zeros((len(practices), rows.stop - rows.start, COLUMNS))
    for total, practice in zip(totals, practices, strict=True):
        for question in range(plan.nodes[practice].first, plan.nodes[practice].last):
            np.add(total, parts[question], out=total)
    score, high, coverage = _means(totals)
    for position, practice in enumerate(practices):
        node = plan.nodes[practice]
        if node.rule != "mean":
            own = np.stack([parts[question] for question in range(node.first, node.last)])
            score[position], high[position] = _other_rule(node, own)
    return score, high, coverage


def _parts(plan: Plan, matrix: Matrix, rows: slice, questions: Sequence[int]) -> Floats:
    """Return (questions, firms, columns): what every answer brings to its practice."""
    codes, index = _table_rows(plan, matrix, rows, questions)
    parts: Floats = plan.table.take(index, axis=0, mode="clip")
    for row, question in enumerate(questions):
        if question in matrix.values:
            settled = codes[row] >= FIRST
            if settled.any():
                planned = plan.questions[question]
                credit = _quantity(planned, matrix, question, rows)
                lost = planned.question.weight * (1.0 - credit / 100.0)
                parts[row, settled, LOST : SHORT + 1] = lost[settled, None]
    return parts


def _table_rows(
    plan: Plan, matrix: Matrix, rows: slice, questions: Sequence[int]
) -> tuple[Codes, NDArray[np.intp]]:
    """Return (questions, firms) codes, and where they stand in the plan's tables."""
    everything = len(questions) == len(plan.questions)
    codes = matrix.codes[:, rows] if everything else matrix.codes[questions, rows]
    index = codes + (plan.starts if everything else plan.starts[questions])
    if matrix.variants:
        for row, question in enumerate(questions):
            if question in matrix.variants:
                width = np.intp(plan.questions[question].width)
                index[row] += matrix.variants[question][rows] * width
    return codes, index


def _quantity(question: QuestionPlan, matrix: Matrix, index: int, rows: slice) -> Floats:
    """Return the credit of every firm's value on the line through its anchors."""
    values = matrix.values[index][rows]
    if len(question.anchors) == 1 or not matrix.variants:
        return kernels.interpolate(values, *question.anchors[-1])
    variant = matrix.variants[index][rows]
    if (variant == variant[0]).all():
        return kernels.interpolate(values, *question.anchors[variant[0]])
    credit = np.empty(values.shape)
    for row, points in enumerate(question.anchors):
        own = variant == row
        credit[own] = kernels.interpolate(values[own], *points)
    return credit


def answer_credits(plan: Plan, matrix: Matrix, rows: slice) -> Floats:
    """Return (questions, firms): the credit of every answer, 0 where there is no value."""
    codes, index = _table_rows(plan, matrix, rows, range(len(plan.questions)))
    credit: Floats = plan.credits.take(index, mode="clip")
    for question in matrix.values:
        settled = codes[question] >= FIRST
        if settled.any():
            found = _quantity(plan.questions[question], matrix, question, rows)
            credit[question, settled] = found[settled]
    return credit


def _means(totals: Floats) -> tuple[Floats, Floats, Floats]:
    """Return score, high and coverage from summed parts (..., columns)."""
    lost, short, still_open, counted = (totals[..., part] for part in range(COLUMNS))
    with np.errstate(invalid="ignore", divide="ignore"):
        score = 100.0 - 100.0 * (short / counted)
        high = 100.0 - 100.0 * (lost / counted)
        coverage = 1.0 - still_open / counted
    return score, high, coverage


def _other_rule(node: NodePlan, parts: Floats) -> tuple[Floats, Floats]:
    """Return score and high of a practice that is not a mean from the parts of its answers."""
    counted = parts[..., COUNTED]
    with np.errstate(invalid="ignore", divide="ignore"):
        best = np.where(counted > 0, 100.0 - 100.0 * (parts[..., LOST] / counted), np.nan)
    now = np.where(parts[..., OPEN_WEIGHT] > 0, 0.0, best)
    score, high = (kernels.aggregate(v, node.weights, node.rule, axis=0) for v in (now, best))
    return np.clip(score, 0.0, 100.0), np.clip(high, 0.0, 100.0)
