"""Pure array functions: no validation, no names, shapes and units in the docstrings.

Every function works on any number of firms at once and row by row, so that splitting or reordering
a batch cannot change a result.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.lines import Lines

__all__ = ["aggregate", "arithmetic", "geometric", "interpolate", "total", "weakest"]

Floats = NDArray[np.float64]


def interpolate(values: ArrayLike, at: ArrayLike, credit: ArrayLike) -> Floats:
    """Return the credit of each value on the line through the points, flat outside them.

    *values* any shape; *at* ascending and *credit* of the same length. Linear "goalpost"
    normalisation is the case of two points (OECD/JRC Handbook 2008, section 5).
    """
    return Lines([(at, credit)]).credits(np.asarray(values, np.float64), np.zeros((), np.intp))


def aggregate(
    values: ArrayLike, weights: ArrayLike, rule: str = "mean", *, axis: int = -1,
    minimum_share: float = 0.0, ceiling: float | Floats = 100.0,
) -> Floats:  # fmt: skip
    """Aggregate children (along *axis*) to their parent: ``mean``, ``geometric`` or ``weakest``.

    NaN marks a child that does not count; its weight spreads over the others. *weights* has one
    entry per child. The result is NaN where no child counts, or where fewer than *minimum_share*
    of the children do (by number, like COINr's ``dat_thresh``). *ceiling* is the top of the scale
    (100 for scores; may be an array): children that are all at it give exactly it.
    """
    children = np.moveaxis(np.asarray(values, np.float64), axis, 0)
    w = np.asarray(weights, np.float64).reshape(-1, *[1] * (children.ndim - 1))
    absent = np.isnan(children)
    if not absent.any():
        return _RULES[rule](children, w, ceiling)
    present = np.where(absent, 0.0, w)
    with np.errstate(invalid="ignore", divide="ignore"):
        result = _RULES[rule](np.where(absent, ceiling, children), present, ceiling)
    share = 1.0 - absent.mean(axis=0)
    return np.where((share > 0) & (share >= minimum_share), result, np.nan)


def total(terms: Floats) -> Floats:
    """Return the sum over the first axis, added up in order.

    ``numpy.sum`` chooses its order by the shape, so that a firm alone and the same firm in a batch
    could differ in the last bit.
    """
    result = terms[0].copy()
    for term in terms[1:]:
        result += term
    return result


def arithmetic(values: Floats, weights: Floats, ceiling: float | Floats = 100.0) -> Floats:
    """Return the weighted mean over the first axis.

    Computed from the share missing to the ceiling, because then all at the ceiling give exactly the
    ceiling, all at zero exactly zero (which a geometric mean above depends on), and raising a value
    can never lower the result by rounding.
    """
    lost = np.zeros((1, *values.shape[1:]))
    for child in range(len(values)):  # in place: of a large batch this is most of the work
        part = values[child : child + 1] / ceiling
        np.subtract(1.0, part, out=part)
        part *= weights[child]
        lost += part
    lost /= total(weights)
    lost *= -ceiling
    lost += ceiling
    mean: Floats = lost[0]
    return mean


def geometric(values: Floats, weights: Floats, ceiling: float | Floats = 100.0) -> Floats:
    """Return the weighted geometric mean over the first axis; one zero makes it zero."""
    with np.errstate(divide="ignore"):
        logs = np.where(weights > 0, weights * np.log(values / ceiling), 0.0)
    return ceiling * np.exp(total(logs) / total(weights))


def weakest(values: Floats, weights: Floats, ceiling: float | Floats = 100.0) -> Floats:
    """Return the smallest value over the first axis whose weight is not zero."""
    del ceiling  # the smallest value needs no scale
    smallest: Floats = np.where(weights > 0, values, np.inf).min(axis=0)
    return smallest


_RULES = {"mean": arithmetic, "geometric": geometric, "weakest": weakest}
