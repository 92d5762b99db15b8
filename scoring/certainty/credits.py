"""What single answers are worth: the one place where advice and certainty look into the core."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.plan import COUNTS, FIRST, OPEN
from scoring.selection import answer_credits
from scoring.table import ScoreTable

__all__ = ["Credits", "credits_of"]


@dataclass(frozen=True)
class Credits:
    """Credits (questions, firms) in 0-100, which answers count, and which are still open.

    Rows are in questionnaire order; an answer without a value has credit 0.
    """

    credits: NDArray[np.float64]
    counted: NDArray[np.bool_]
    open: NDArray[np.bool_]


def credits_of(table: ScoreTable) -> Credits:
    """Return what every answer behind a table of scores is worth."""
    plan, matrix = table.plan, table.matrix
    states = np.minimum(matrix.codes, FIRST).astype(np.intp)
    return Credits(
        answer_credits(plan, matrix, slice(0, len(table))),
        np.append(COUNTS, 1.0)[states] > 0,
        np.append(OPEN, 0.0)[states] > 0,
    )
