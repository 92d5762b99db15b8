"""Lines through anchors, many of them side by side: from a value to its credit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Lines"]

Floats = NDArray[np.float64]


class Lines:
    """Piecewise linear functions, flat outside their points, padded to the same number of points.

    One call serves one value on each of many lines and many values on one line, with the same bits.
    """

    def __init__(self, points: Sequence[tuple[ArrayLike, ArrayLike]]) -> None:
        """Take every line as ascending positions and their credits, both of shape (points,)."""
        lines = [(np.asarray(at, np.float64), np.asarray(credit, np.float64))
                 for at, credit in points]  # fmt: skip
        self._most = max((len(at) for at, _ in lines), default=0)
        shape = (len(lines), self._most)
        # From the last point on a line is flat; the padding is never reached.
        at, credit, slope = np.full(shape, np.inf), np.zeros(shape), np.zeros(shape)
        for row, (x, y) in enumerate(lines):
            at[row, : len(x)], credit[row, : len(y)] = x, y
            slope[row, : len(x) - 1] = np.diff(y) / np.diff(x)
        self._knots = np.ascontiguousarray(at.T)  # (points, lines)
        self._at, self._credit, self._slope = at.ravel(), credit.ravel(), slope.ravel()
        self._lowest = np.array([y.min() for _, y in lines])
        self._highest = np.array([y.max() for _, y in lines])

    def credits(self, values: Floats, lines: NDArray[np.intp]) -> Floats:
        """Return the credit of each value on its line; NaN stays NaN.

        *lines* says which line, in a shape that spreads to that of *values*.
        """
        piece = lines * self._most
        for knot in self._knots[1:]:
            piece = piece + (values >= knot.take(lines))
        x = np.maximum(values, self._knots[0].take(lines))
        line: Floats = self._slope.take(piece)
        line = line * (x - self._at.take(piece)) + self._credit.take(piece)
        # Beside an anchor rounding may step over its credit by one bit, and so over 100.
        return np.clip(line, self._lowest.take(lines), self._highest.take(lines))
