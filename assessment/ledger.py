"""Which sets of results figures were shown for, and whether another one may be.

The figures of last month stay known. So a set is judged beside all that were ever shown: the
results that came and those that went since may not be too few (``disclosure.Exposure``). And a
park's manager knows the results of the own members: what is left without them may not be too few
either.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from assessment.disclosure import Exposure, places_of

__all__ = ["Ledger", "Rule", "Sets"]

Mask = NDArray[np.bool_]
Texts = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a group needs so that figures of it may be published."""

    members: int = 10
    """Fewest firms, also of every difference between figures."""
    parks: int = 3
    """Fewest parks they belong to, unless all of these agreed to publish."""
    outside: int = 5
    """Fewest firms outside any one park, for the eyes of that park's managers."""

    def lacking(self, parks: Texts, agreed: Collection[str]) -> Literal["firms", "parks"] | None:
        """Return what a group whose firms are in *parks* has too little of."""
        if len(parks) < self.members:
            return "firms"
        found = set(parks.tolist())
        return None if len(found) >= self.parks or found <= set(agreed) else "parks"


@dataclass(frozen=True)
class Ledger:
    """Every result that ever stood in a set shown, its park, and the (sets, results)."""

    results: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    sets: Mask = field(default_factory=lambda: np.zeros((0, 0), np.bool_))

    def to_plain(self) -> dict[str, Any]:
        """Return the ledger as plain data, the sets as bits in base 64."""
        bits = b64encode(np.packbits(self.sets).tobytes()).decode()
        return {"results": [*self.results], "parks": [*self.parks], "sets": bits}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Ledger:
        """Return the ledger that ``to_plain`` wrote down."""
        results, packed = tuple(data["results"]), b64decode(data["sets"])
        width = max(1, len(results))
        bits = np.unpackbits(np.frombuffer(packed, np.uint8))
        rows = len(bits) // width
        return cls(results, tuple(data["parks"]), bits[: rows * width].reshape(rows, width) > 0)


class _Results(Protocol):
    @property
    def results(self) -> Sequence[str]: ...
    @property
    def parks(self) -> Texts: ...


class Sets:
    """The sets of a ledger, and those that may join it, over the results of both."""

    def __init__(
        self,
        before: Ledger,
        population: _Results,
        candidates: Sequence[Mask],
        agreed: Collection[str],
        rule: Rule,
    ) -> None:
        """Lay all sets side by side and count those of the ledger as shown."""
        known = {result: place for place, result in enumerate(before.results)}
        own = [known.setdefault(result, len(known)) for result in population.results]
        parks = np.array([*before.parks, *[""] * (len(known) - len(before.parks))], dtype=object)
        parks[own] = population.parks
        self._results, self._parks = tuple(known), parks
        self._shown = len(before.sets)
        self._rows = np.zeros((self._shown + len(candidates), len(known)), np.bool_)
        self._rows[: self._shown, : before.sets.shape[1]] = before.sets
        for row, mask in enumerate(candidates, start=self._shown):
            self._rows[row, own] = mask
        self._kept = list(range(self._shown))
        names = sorted(set(parks.tolist()))
        self._places, (every, *others) = places_of(self._rows, [parks != name for name in names])
        self._all = Exposure(every, rule.members)
        self._beside = [
            (name in set(agreed), Exposure(sizes, rule.outside))
            for name, sizes in zip(names, others, strict=True)
        ]
        for place in self._places[: self._shown]:
            for exposure in (self._all, *(one for _, one in self._beside)):
                if (direction := exposure.direction(place)) is not None:
                    exposure.add(direction)

    def same(self, place: int, candidate: int) -> bool:
        """Tell whether a candidate holds the same results as a set of the ledger."""
        return bool((self._rows[place] == self._rows[self._shown + candidate]).all())

    def show(self, candidate: int) -> int | None:
        """Count a candidate as shown and return its place in the ledger, ``None`` if it may not."""
        row = self._places[self._shown + candidate]
        if (new := self._all.direction(row)) is not None:
            if not self._all.safe(new):
                return None
            steps = [(self._all, new)]
            for has_agreed, exposure in self._beside:
                direction = exposure.direction(row)
                if direction is None and not has_agreed:
                    return None  # what is new in it would be about this park alone
                if direction is not None:
                    if not exposure.safe(direction):
                        return None
                    steps.append((exposure, direction))
            for exposure, direction in steps:
                exposure.add(direction)
        self._kept.append(self._shown + candidate)
        return len(self._kept) - 1

    def ledger(self) -> Ledger:
        """Return the ledger with the sets shown since; results in none of them are left out."""
        rows = self._rows[self._kept]
        used = np.flatnonzero(rows.any(axis=0))
        results = tuple(self._results[place] for place in used.tolist())
        return Ledger(results, tuple(self._parks[used].tolist()), rows[:, used])
