"""Practices from answers: what each answer brings, added up in order; for any batch size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring import kernels
from scoring.matrix import Matrix
from scoring.plan import COLUMNS, COUNTED, FIRST, LOST, OPEN_WEIGHT, NodePlan, Plan, QuestionPlan

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
    everything = len(questions) == len(plan.questions)
    codes = matrix.codes[:, rows] if everything else matrix.codes[questions, rows]
    index = codes + (plan.starts if everything else plan.starts[questions])
    for row, question in enumerate(questions):
        if matrix.variants and question in matrix.variants:
            width = np.intp(plan.questions[question].width)
            index[row] += matrix.variants[question][rows] * width
    parts: Floats = plan.table.take(index, axis=0, mode="clip")
    for row, question in enumerate(questions):
        if question in matrix.values:
            settled = codes[row] >= FIRST
            if settled.any():
                planned = plan.questions[question]
                credit = _quantity(planned, matrix, question, rows)
                lost = planned.question.weight * (100.0 - credit)
                parts[row, settled, LOST] = lost[settled]
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


def _means(totals: Floats) -> tuple[Floats, Floats, Floats]:
    """Return score, high and coverage from summed parts (..., columns)."""
    lost, still_open, counted = (totals[..., part] for part in (LOST, OPEN_WEIGHT, COUNTED))
    with np.errstate(invalid="ignore", divide="ignore"):
        score = 100.0 - (lost + 100.0 * still_open) / counted
        high = 100.0 - lost / counted
        coverage = 1.0 - still_open / counted
    return np.maximum(score, 0.0), np.maximum(high, 0.0), coverage


def _other_rule(node: NodePlan, parts: Floats) -> tuple[Floats, Floats]:
    """Return score and high of a practice that is not a mean from the parts of its answers."""
    counted = parts[..., COUNTED]
    with np.errstate(invalid="ignore", divide="ignore"):
        best = 100.0 - np.where(counted > 0, parts[..., LOST] / counted, np.nan)
    now = np.where(parts[..., OPEN_WEIGHT] > 0, 0.0, best)
    score, high = (kernels.aggregate(v, node.weights, node.rule, axis=0) for v in (now, best))
    return np.clip(score, 0.0, 100.0), np.clip(high, 0.0, 100.0)
