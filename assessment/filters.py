"""Every way of filtering members by size, process and region, and which of them may be shown.

Whoever may filter may compare all filters with each other, today or later. So it is decided for all
of them at once, whatever is asked first: everybody before one fact, one fact before two, larger
sets before smaller ones, each shown if it is safe beside those before it (``disclosure``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from assessment.disclosure import showable
from questionnaires import codes
from scoring.matrix import Facts

__all__ = ["EVERYBODY", "FACTS", "Filter", "Views"]

Mask = NDArray[np.bool_]

FACTS = ("size", "processes", "region")
_MOST_REGIONS = 12
_REGION_DIGITS = (2, 4, 6)  # province, prefecture, county


@dataclass(frozen=True, slots=True)
class Filter:
    """Members with these facts in common: codes of the fact, ``""`` where it was not given.

    ``None`` asks nothing of the fact.
    """

    size: str | None = None
    processes: str | None = None
    region: str | None = None

    @property
    def depth(self) -> int:
        """How many facts are asked for."""
        return sum(getattr(self, fact) is not None for fact in FACTS)


EVERYBODY = Filter()


class Views:
    """All filters of one set of members, in the order in which they are decided."""

    def __init__(self, facts: Facts, smallest: int) -> None:
        """Find the groups by each fact; *smallest* is the least number of members shown."""
        self.groups = {
            "size": _present(_sizes(facts)),
            "processes": _present(_processes(facts)),
            "region": _present(_regions(facts)),
        }
        self._firms, self._smallest = len(facts.size), smallest
        found = (Filter(*parts) for parts in product(*((None, *self.groups[f]) for f in FACTS)))
        self._filters = sorted(found, key=lambda chosen: chosen.depth)
        self._decided: dict[tuple[bytes, int], dict[Filter, bool]] = {}

    def mask(self, chosen: Filter) -> Mask:
        """Return who is in a filter; nobody for codes that no member has."""
        found = np.ones(self._firms, np.bool_)
        for fact in FACTS:
            if (key := getattr(chosen, fact)) is not None:
                found &= self.groups[fact].get(key, False)
        return found

    def shown(self, chosen: Filter, known: Mask) -> bool:
        """Tell whether a figure may be shown for the members of *chosen* who have a value.

        *known* says who of all members has one.
        """
        key = known.tobytes(), chosen.depth
        if key not in self._decided:
            self._decided[key] = self._decide(known, chosen.depth)
        return self._decided[key].get(chosen, False)

    def _decide(self, known: Mask, depth: int) -> dict[Filter, bool]:
        """Decide on all filters of up to *depth* facts; deeper ones cannot change that."""
        end = bisect_right(self._filters, depth, key=lambda chosen: chosen.depth)
        masks = ((chosen, self.mask(chosen) & known) for chosen in self._filters[:end])
        sized = [(chosen, mask, int(np.count_nonzero(mask))) for chosen, mask in masks]
        sized = [found for found in sized if found[2] >= self._smallest]
        sized.sort(key=lambda found: (found[0].depth, -found[2]))
        if not sized:
            return {}
        views = np.array([mask for _, mask, _ in sized])
        found = showable(views, self._smallest)
        return {chosen: fits for (chosen, *_), fits in zip(sized, found, strict=True)}


def _present(parts: Sequence[tuple[str, Mask]]) -> dict[str, Mask]:
    """Return the groups with members, if they say something: none if there is only one."""
    found = {key: mask for key, mask in parts if mask.any()}
    return found if len(found) > 1 else {}


def _sizes(facts: Facts) -> list[tuple[str, Mask]]:
    known = [(name, facts.size == place) for place, name in enumerate(codes.sizes())]
    return [*known, ("", facts.size < 0)]


def _processes(facts: Facts) -> list[tuple[str, Mask]]:
    bits = enumerate(codes.processes())
    known = [(name, (facts.processes >> bit) & 1 == 1) for bit, name in bits]
    return [*known, ("", facts.processes == 0)]


def _regions(facts: Facts) -> list[tuple[str, Mask]]:
    """Return members by region, as coarse as tells at least two apart."""
    given = facts.region.astype(str)
    parts: list[str] = []
    for digits in _REGION_DIGITS:
        shortened = np.array([code[:digits] for code in given.tolist()], dtype=str)
        parts = sorted(set(shortened.tolist()) - {""})
        if len(parts) > 1:
            break
    else:
        return []
    if len(parts) > _MOST_REGIONS:
        return []
    return [*((part, shortened == part) for part in parts), ("", shortened == "")]
