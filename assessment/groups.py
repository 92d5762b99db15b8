"""Members by size, process and region: how each group is spread, small groups held back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.filters import EVERYBODY, FACTS, Filter, Views
from questionnaires.model import Questionnaire

__all__ = ["Group", "Grouping", "groupings"]

Floats = NDArray[np.float64]

QUARTILES = (0.25, 0.5, 0.75)
_OVERLAPPING = "processes"


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
    questionnaire: Questionnaire, views: Views, scores: Floats, levels: NDArray[np.int8],
    chosen: Filter = EVERYBODY,
) -> tuple[Grouping, ...]:  # fmt: skip
    """Return the groupings of the members in *chosen* by the facts it leaves open.

    *scores* is the index of every member, NaN where it does not count; *levels* their levels.
    """
    scored = ~np.isnan(scores)
    found = []
    for fact in FACTS:
        if getattr(chosen, fact) is not None or not views.groups[fact]:
            continue
        groups = []
        for key in views.groups[fact]:
            part = replace(chosen, **{fact: key})
            if not (own := views.mask(part)).any():
                continue
            own &= scored
            if not own.any() or not views.shown(part, scored):
                groups.append(Group(key, None, None, None))
                continue
            quartiles = tuple(np.quantile(scores[own], QUARTILES, method="linear").tolist())
            counts = (int((levels[own] == level.level).sum()) for level in questionnaire.levels)
            groups.append(Group(key, int(own.sum()), quartiles, tuple(counts)))
        if len(groups) > 1:
            found.append(Grouping(fact, tuple(groups), fact == _OVERLAPPING))
    return tuple(found)
