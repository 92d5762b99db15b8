"""Which members' values count in the figures of a filter, by consent and by what may be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.filters import Filter, Views

__all__ = ["Counting"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Counting:
    """A filter, and whose scores and answers the reader of its figures sees anyway.

    ``scores`` and ``answers`` take and return masks of (figures, members) that say which members
    have a value; what they return is empty in every figure that must not be shown.
    """

    views: Views
    chosen: Filter
    smallest: int
    scores_shown: Mask | None = None
    answers_shown: Mask | None = None

    def open(self, scores: Floats) -> Floats:
        """Return *scores* with NaN for the members whose scores are not shown."""
        return scores if self.scores_shown is None else np.where(self.scores_shown, scores, np.nan)

    def scores(self, known: Mask) -> Mask:
        """Return whose scores count: of those shown, in the figures that may be."""
        if self.scores_shown is not None:
            known = known & self.scores_shown
        return self._allowed(known)

    def answers(self, known: Mask) -> Mask:
        """Return whose answers count: of those shown, in the figures that may be.

        However many members hide theirs, they count nowhere: the next to come would be the
        difference of two months, and a reader who fills in for some of them knows these.
        """
        if self.answers_shown is not None:
            known = known & self.answers_shown
        return self.scores(known)

    def _allowed(self, known: Mask) -> Mask:
        shown = [self.views.shown(self.chosen, row) for row in known]
        return known & np.array(shown, np.bool_)[:, None]
