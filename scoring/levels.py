"""Levels from numbers: half-open bands, and staged levels that need every lower one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["band", "staged"]


def band(
    values: ArrayLike, bounds: Sequence[float], *, closed: Literal["left", "right"] = "left"
) -> NDArray[np.intp]:
    """Return for each value the number of *bounds* it has reached (0 to ``len(bounds)``).

    ``closed="left"``: a value equal to a bound has reached it, ``[20, 40)``, as our levels do.
    ``closed="right"``: it has not, ``(15, 50]``, as ISO/IEC 33020 rates achievement. Bands leave
    no gap whatever the value. Raises ``ValueError`` when *bounds* do not ascend.
    """
    edges = np.asarray(bounds, np.float64)
    if (np.diff(edges) <= 0).any():
        raise ValueError("bounds must ascend")
    side: Literal["left", "right"] = "right" if closed == "left" else "left"
    return np.searchsorted(edges, np.asarray(values, np.float64), side=side)


def staged(holds: ArrayLike) -> NDArray[np.intp]:
    """Return how many stages are reached when each needs all before it (no leap-frogging).

    *holds* is (..., stages): whether the requirements of each stage hold by themselves. A stage
    without requirements must be given as held only if it is meant to be free.
    """
    steps = np.asarray(holds, np.bool_)
    reached: NDArray[np.intp] = np.cumprod(steps, axis=-1).sum(axis=-1).astype(np.intp)
    return reached
