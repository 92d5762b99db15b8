"""Members by size, process and region; a group that is held back shows no figure."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.cohort import Group
from reports.park.charts import Spread
from reports.park.view import ParkView
from reports.sections.view import Heading

__all__ = ["GroupRow", "GroupTable", "Groups", "groups"]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of members."""

    title: str
    held: bool
    members: str
    spread: Spread
    quartiles: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """All groups by one fact."""

    title: str
    note: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The tables, and the rule by which groups are held back."""

    heading: Heading
    lead: str
    levels: tuple[str, ...]
    tables: tuple[GroupTable, ...]


def groups(view: ParkView, heading: Heading) -> Groups | None:
    """Return the groups; a fact of which every group is held back is left out."""
    words, cohort = view.words, view.cohort
    tables = tuple(
        GroupTable(
            title=words(f"park.by.{found.fact}"),
            note=words("park.overlaps") if found.overlaps else "",
            rows=tuple(_row(view, found.fact, group) for group in found.groups),
        )
        for found in cohort.groupings
        if any(group.members is not None for group in found.groups)
    )
    if not tables:
        return None
    return Groups(
        heading=heading,
        lead=words("park.groups_lead", n=cohort.limits.smallest),
        levels=tuple(words("common.level", n=level.level) for level in view.questionnaire.levels),
        tables=tables,
    )


def _row(view: ParkView, fact: str, group: Group) -> GroupRow:
    words, title = view.words, view.fact(fact, group.key)
    if group.members is None or group.quartiles is None or group.levels is None:
        nothing = view.spread(title, (None,) * 5)
        return GroupRow(title, True, "", nothing, (), ())
    quartiles = tuple(words.score(value) for value in group.quartiles)
    return GroupRow(
        title=title,
        held=False,
        members=f"{group.members}",
        spread=view.spread(title, (None, *group.quartiles, None)),
        quartiles=quartiles,
        levels=tuple(f"{count}" for count in group.levels),
    )
