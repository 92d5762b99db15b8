"""What may be published about sets of members without giving a single one away.

Not one set is judged but all that are shown, because what one of them hides a difference of others
may tell: the whole less a group, a group less a smaller one inside it, last month's figures less
this month's (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Exposure", "Limits", "places_of", "showable"]

Floats = NDArray[np.float64]
Ints = NDArray[np.integer]
Mask = NDArray[np.bool_]

_ONE = 1.0 - 1e-9
_ROWS = 24  # of the projection, looked at together
_NOTHING = 1e-9  # of a row's length: what is left of it beside the others is rounding


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of what is shown and of what counts as weak."""

    smallest: int = 5
    """Fewest members a figure may stand for."""
    tails: int = 20
    """Fewest members for which the first and last tenth are shown: two members on each side."""
    weak: float = 40.0
    """A practice below this score is weak; by default where the third of five levels begins."""
    costly: float = 0.5
    """Points of the index from which an answer counts as a loss to be mended."""


class Exposure:
    """What the figures about some sets of members give away together.

    Counts, sums and whole distributions of a set add up over its members. What can be worked out
    from all of them is then a combination of the sets' indicators, so these are safe when no such
    combination concerns fewer than *smallest* members. A combination of the members T alone is
    an eigenvector with value one of P, the projection onto the span, cut to T. So it is enough
    that no T of ``smallest - 1`` members has a trace of one, which is the sum of their leverages,
    or that none has a row of one in absolute terms (Gershgorin). For sets that are disjoint or
    nested this says just that every set, and every difference, is empty or has *smallest* members;
    for sets that cross it may refuse more than needed.

    Members that stand in the same sets are counted together: *sizes* are how many stand at each
    place of a row.
    """

    def __init__(self, sizes: Ints, smallest: int) -> None:
        """Start with no set shown."""
        self._sizes = np.maximum(sizes, 1)
        self._roots = np.sqrt(sizes)
        self._smallest = smallest
        self._basis = np.empty((0, len(sizes)))
        self._rank = 0
        self._leverages = np.zeros(len(sizes))  # of one member at each place

    def direction(self, row: Mask) -> Floats | None:
        """Return what a set adds to those shown, ``None`` if it can be worked out from them."""
        wanted = np.where(row, self._roots, 0.0)
        rest = wanted
        basis = self._basis[: self._rank]
        for _ in range(2):  # once more, against rounding
            rest = rest - (basis @ rest) @ basis
        length = float(np.linalg.norm(rest))
        return rest / length if length > _NOTHING * float(np.linalg.norm(wanted)) else None

    def safe(self, direction: Floats) -> bool:
        """Tell whether a set that adds *direction* may be shown beside the others."""
        leverages = self._leverages + direction**2 / self._sizes
        most = self._smallest - 1
        if _largest(leverages[None], self._sizes, most)[0] < _ONE:
            return True
        members = np.vstack([self._basis[: self._rank], direction]) / np.sqrt(self._sizes)
        bound = leverages + (most - 1) * np.sqrt(leverages * leverages.max())  # Cauchy-Schwarz
        doubtful = np.flatnonzero(bound >= _ONE)
        doubtful = doubtful[np.argsort(-leverages[doubtful])]  # who is exposed stands in front
        for rows in np.split(doubtful, range(_ROWS, len(doubtful), _ROWS)):
            shared = np.abs(members[:, rows].T @ members)
            if (leverages[rows] + _largest(shared, self._sizes, most - 1, rows) >= _ONE).any():
                return False
        return True

    def add(self, direction: Floats) -> None:
        """Count a set as shown."""
        if self._rank == len(self._basis):
            self._basis = np.vstack([self._basis, np.empty((self._rank + 8, len(direction)))])
        self._basis[self._rank] = direction
        self._rank += 1
        self._leverages += direction**2 / self._sizes


def _largest(values: Floats, sizes: Ints, most: int, less: Ints | None = None) -> Floats:
    """Return by row the sum of the *most* largest values of members, *sizes* at every place.

    *less* names a place by row that has one member less, itself.
    """
    places = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    if values.shape[1] > most + 1:  # one place may be left empty by *less*
        places = np.argpartition(values, -most - 1, axis=1)[:, -most - 1 :]
        values = np.take_along_axis(values, places, axis=1)
    order = np.argsort(-values, axis=1)
    values = np.take_along_axis(values, order, axis=1)
    places = np.take_along_axis(places, order, axis=1)
    counts = sizes[places] - (0 if less is None else places == less[:, None])
    reached = np.minimum(counts.cumsum(axis=1), most)
    taken = np.diff(reached, axis=1, prepend=0)
    found: Floats = (taken * values).sum(axis=1)
    return found


def showable(views: Mask, smallest: int, among: Sequence[Mask] = ()) -> list[bool]:
    """Tell which of the sets in *views* (sets, members) may be shown, those before others first.

    All that are shown are safe together. *among* names members who have to be safe by themselves
    as well, since whoever sees the figures knows all the others. An empty set gives nobody away.
    """
    places, sizes = places_of(views, among)
    exposures = [Exposure(counts, smallest) for counts in sizes]
    found = []
    for row in places:
        new = [(exposure, direction) for exposure in exposures
               if (direction := exposure.direction(row)) is not None]  # fmt: skip
        fits = all(exposure.safe(direction) for exposure, direction in new)
        for exposure, direction in new if fits else ():
            exposure.add(direction)
        found.append(fits)
    return found


def places_of(views: Mask, among: Sequence[Mask]) -> tuple[Mask, list[Ints]]:
    """Return the views by place, and how many members (all, and of each *among*) each place has."""
    packed = np.ascontiguousarray(np.packbits(views, axis=0).T)
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    groups = [np.ones(views.shape[1], np.bool_), *among]
    return views[:, first], [np.bincount(place[who], minlength=len(first)) for who in groups]
