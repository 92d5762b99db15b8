"""Some questions of a plan, with all positions that looking up their answers needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.matrix import Codes, Matrix
from scoring.plan import FIRST, Plan

__all__ = ["Selection", "answer_credits", "select"]

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Selection:
    """Questions by position in the plan. The other fields are positions among them, or columns.

    A column has the shape (questions, 1), to spread over firms.
    """

    plan: Plan
    questions: Positions
    starts: Positions  # column: first row in the plan's table
    varied: Positions
    variants: Positions  # of those, rows in the matrix
    widths: Positions  # of those, as a column: rows of the table per variant
    quantities: Positions
    values: Positions  # of those, rows in the matrix
    lines: Positions  # of those, as a column: first line
    bent: Positions  # positions among the quantities: those with variants
    bends: Positions  # of those, rows in the matrix
    weights: Floats  # of the quantities, as a column

    def places(self, matrix: Matrix, rows: slice) -> tuple[Codes, Positions]:
        """Return codes, and rows of the plan's table, both (questions, firms)."""
        codes = matrix.codes[self.questions, rows]
        places = codes + self.starts
        if len(self.varied):
            places[self.varied] += matrix.variants[self.variants, rows] * self.widths
        return codes, places

    def quantity_credits(self, matrix: Matrix, rows: slice) -> Floats:
        """Return (quantities, firms): the credit of each value, NaN where there is none."""
        values, lines = matrix.values[self.values, rows], self.lines
        if len(self.bent):
            lines = np.repeat(lines, values.shape[1], axis=1)
            lines[self.bent] += matrix.variants[self.bends, rows]
        return self.plan.lines.credits(values, lines)

    def credits(self, matrix: Matrix, rows: slice) -> Floats:
        """Return (questions, firms): the credit of every answer, 0 where there is no value."""
        codes, places = self.places(matrix, rows)
        credits: Floats = self.plan.credits.take(places, mode="clip")
        if len(self.quantities):
            settled = codes[self.quantities] >= FIRST
            found = self.quantity_credits(matrix, rows)
            credits[self.quantities] = np.where(settled, found, 0.0)
        return credits


def select(plan: Plan, questions: Sequence[int]) -> Selection:
    """Return the selection of *questions*; the same one for the same arguments."""
    return _select(plan, tuple(questions))


@lru_cache(maxsize=256)
def _select(plan: Plan, questions: tuple[int, ...]) -> Selection:
    varied = [at for at, index in enumerate(questions) if index in plan.varied]
    quantities = [at for at, index in enumerate(questions) if index in plan.quantities]
    bent = [at for at, place in enumerate(quantities) if questions[place] in plan.varied]
    values = _positions(plan.quantities[questions[place]] for place in quantities)
    weights = [plan.questions[questions[place]].question.weight for place in quantities]
    return Selection(
        plan=plan,
        questions=_positions(questions),
        starts=plan.starts[list(questions)],
        varied=_positions(varied),
        variants=_positions(plan.varied[questions[at]] for at in varied),
        widths=_positions(plan.questions[questions[at]].width for at in varied)[:, None],
        quantities=_positions(quantities),
        values=values,
        lines=plan.line_starts[values][:, None],
        bent=_positions(bent),
        bends=_positions(plan.varied[questions[quantities[at]]] for at in bent),
        weights=np.array(weights, dtype=np.float64)[:, None],
    )


def _positions(found: Iterable[int]) -> Positions:
    return np.array([*found], dtype=np.intp)


def answer_credits(plan: Plan, matrix: Matrix, rows: slice) -> Floats:
    """Return (questions, firms): the credit of every answer to every question of *plan*."""
    return select(plan, range(len(plan.questions))).credits(matrix, rows)
