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
        return self._allowed(known, None)

    def answers(self, known: Mask) -> Mask:
        """Return whose answers count: members that hide theirs only where they are enough."""
        if self.scores_shown is not None:
            known = known & self.scores_shown
        if self.answers_shown is None:
            return self._allowed(known, None)
        hiding = (known & ~self.answers_shown).sum(axis=1)
        few = (hiding > 0) & (hiding < self.smallest)
        known = np.where(few[:, None], known & self.answers_shown, known)
        return self._allowed(known, ~self.answers_shown)

    def _allowed(self, known: Mask, guarded: Mask | None) -> Mask:
        shown = [self.views.shown(self.chosen, row, guarded) for row in known]
        return known & np.array(shown, np.bool_)[:, None]
