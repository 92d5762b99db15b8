"""Members by size, process and region: how each group is spread, small groups held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.disclosure import Limits, hold_back
from questionnaires import codes
from questionnaires.model import Questionnaire
from scoring.matrix import Facts

__all__ = ["Group", "Grouping", "groupings"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

QUARTILES = (0.25, 0.5, 0.75)
_MOST_REGIONS = 12
_REGION_DIGITS = (2, 4, 6)  # province, prefecture, county


@dataclass(frozen=True, slots=True)
class Group:
    """Members with one fact in common; all figures are ``None`` when the group is held back.

    ``key`` is the code of the fact, empty for members who did not give it; ``levels`` counts
    members by level, lowest first; ``quartiles`` are those of the index.
    """

    key: str
    members: int | None
    quartiles: tuple[float, ...] | None
    levels: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Grouping:
    """The members by one fact; ``overlaps`` where a member may stand in several groups."""

    fact: str
    groups: tuple[Group, ...]
    overlaps: bool


def groupings(
    questionnaire: Questionnaire, facts: Facts, scores: Floats, levels: NDArray[np.int8],
    limits: Limits,
) -> tuple[Grouping, ...]:  # fmt: skip
    """Return the groupings that say something: at least two groups with members.

    *scores* is the index of every member, NaN without one; *levels* their levels.
    """
    kinds: list[tuple[str, Sequence[tuple[str, Mask]], bool]] = [
        ("size", _sizes(facts), False),
        ("processes", _processes(facts), True),
        ("region", _regions(facts), False),
    ]
    numbers = [level.level for level in questionnaire.levels]
    found = []
    for fact, parts, overlaps in kinds:
        present = [(key, mask) for key, mask in parts if mask.any()]
        if len(present) > 1:
            groups = _groups(present, scores, levels, numbers, limits, overlaps=overlaps)
            found.append(Grouping(fact, groups, overlaps))
    return tuple(found)


def _groups(
    parts: Sequence[tuple[str, Mask]], index: Floats, levels: NDArray[np.int8],
    numbers: Sequence[int], limits: Limits, *, overlaps: bool,
) -> tuple[Group, ...]:  # fmt: skip
    scored = ~np.isnan(index)
    sizes = [int((mask & scored).sum()) for _, mask in parts]
    held = hold_back(sizes, int(scored.sum()), limits, adds_up=not overlaps)
    if overlaps:
        _hold_differences([mask & scored for _, mask in parts], held, limits)
    found = []
    for (key, mask), size, is_held in zip(parts, sizes, held, strict=True):
        if is_held or not size:
            found.append(Group(key, None, None, None))
            continue
        own = index[mask & scored]
        quartiles = tuple(np.quantile(own, QUARTILES, method="linear").tolist())
        counts = tuple(int((levels[mask] == number).sum()) for number in numbers)
        found.append(Group(key, size, quartiles, counts))
    return tuple(found)


def _hold_differences(masks: Sequence[Mask], held: list[bool], limits: Limits) -> None:
    """Hold back a group that is another one but for a few members: the difference is those few."""
    for place, mask in enumerate(masks):
        for other, larger in enumerate(masks):
            inside = other != place and not (mask & ~larger).any()
            if inside and not held[other] and 0 < int((larger & ~mask).sum()) < limits.smallest:
                held[place] = True


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
