"""What scoring refuses, with every reason and its place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from questionnaires.errors import Problem, QuestionnaireError

__all__ = ["MAX_PROBLEMS", "Findings", "ScoringError"]

MAX_PROBLEMS = 10_000
"""Problems listed at most; a table with more is wrong as a whole (a shifted column, say)."""


class ScoringError(QuestionnaireError):
    """Answers, a profile or a table cannot be scored as they are; see ``problems``."""


@dataclass(slots=True)
class Findings:
    """The first problems of a table, and all rows that have one, listed or not."""

    spoilt: NDArray[np.bool_]
    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Take a problem down; one without a row spoils them all."""
        row = problem.place.row
        self.spoilt[slice(None) if row is None else row - 1] = True
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def beside(self) -> Findings:
        """Return an empty list that marks the same rows, for work done at the same time."""
        return Findings(self.spoilt)
