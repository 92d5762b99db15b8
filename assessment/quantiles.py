"""Quantiles of scores by Hyndman and Fan's definition 7, held back where members are few."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assessment.disclosure import Limits

__all__ = ["QUANTILES", "medians", "quantiles"]

Floats = NDArray[np.float64]

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def quantiles(values: Floats, limits: Limits) -> tuple[float | None, ...]:
    """Return the ``QUANTILES`` of *values* (definition 7), NaN left out.

    All are ``None`` for fewer values than ``limits.smallest``; the outer ones for fewer than
    ``limits.tails``, where they would be the value of one or two members.
    """
    known = values[~np.isnan(values)]
    if len(known) < limits.smallest:
        return (None,) * len(QUANTILES)
    found = np.quantile(known, QUANTILES, method="linear").tolist()
    tails = len(known) >= limits.tails
    return tuple(q if tails or 0.25 <= p <= 0.75 else None  # noqa: PLR2004  the quartiles
                 for p, q in zip(QUANTILES, found, strict=True))  # fmt: skip


def medians(scores: Floats, limits: Limits) -> Floats:
    """Return the median of every row, NaN where fewer than ``limits.smallest`` have a value."""
    found = np.full(len(scores), np.nan)
    enough = (~np.isnan(scores)).sum(axis=1) >= limits.smallest
    if enough.any():
        found[enough] = np.nanmedian(scores[enough], axis=1)
    return found
