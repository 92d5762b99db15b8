"""What single answers are worth: the one place where advice and certainty look into the core."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import AnswerSheet
from questionnaires.model import Questionnaire
from scoring.applicability import apply
from scoring.compilation import compile_plan
from scoring.matrix import from_sheets
from scoring.plan import COUNTS, FIRST, OPEN
from scoring.practices import answer_credits

__all__ = ["Credits", "credits_of"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Credits:
    """Credits (questions, sheets) in 0-100, which answers count, and which are still open."""

    def __init__(self, credits: Floats, counted: Mask, open_: Mask) -> None:
        """Keep the arrays; rows are in questionnaire order."""
        self.credits, self.counted, self.open = credits, counted, open_


def credits_of(questionnaire: Questionnaire, sheets: Sequence[AnswerSheet]) -> Credits:
    """Return what every answer of every sheet is worth, 0 where there is no value."""
    plan = compile_plan(questionnaire)
    matrix = apply(plan, from_sheets(plan, sheets))
    states = np.minimum(matrix.codes, FIRST).astype(np.intp)
    return Credits(
        answer_credits(plan, matrix, slice(0, len(sheets))),
        np.append(COUNTS, 1.0)[states] > 0,
        np.append(OPEN, 0.0)[states] > 0,
    )
