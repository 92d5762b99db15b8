"""The members by level; a long list stands in the workbook."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.park.view import ParkView
from reports.sections.view import Heading
from scoring.engine import NO_LEVEL

__all__ = ["LevelMembers", "Member", "Members", "members"]

_LONGEST = 150


@dataclass(frozen=True, slots=True)
class Member:
    """One member with its index, a dash where the park may see its level only."""

    name: str
    index: str


@dataclass(frozen=True, slots=True)
class LevelMembers:
    """Members of one level in rows of two."""

    title: str
    count: str
    rows: tuple[tuple[Member, Member | None], ...]


@dataclass(frozen=True, slots=True)
class Members:
    """All levels, highest first."""

    heading: Heading
    lead: str
    levels: tuple[LevelMembers, ...]


def members(view: ParkView, heading: Heading) -> Members | None:
    """Return the list; nothing when it is too long for paper."""
    cohort, words = view.cohort, view.words
    if not 0 < len(cohort) <= _LONGEST:
        return None
    found = []
    levels = [(level.level, view.level(level)) for level in view.questionnaire.levels]
    for number, title in [*levels[::-1], (NO_LEVEL, words("park.no_level"))]:
        own = [row for row in ordered(view) if cohort.levels[row] == number]
        if own:
            people = [Member(view.member(row), index(view, row)) for row in own]
            half = -(-len(people) // 2)
            pairs = zip(people[:half], [*people[half:], None], strict=False)
            found.append(LevelMembers(title, words("park.members", n=len(own)), tuple(pairs)))
    return Members(heading, words("park.members_lead"), tuple(found))


def ordered(view: ParkView) -> list[int]:
    """Return all members by index; one that shows its level only stands where its name puts it."""
    rows = view.cohort.order.tolist()
    shown = [row for row in rows if view.shown(row)]
    hidden = sorted((row for row in rows if not view.shown(row)), key=view.member)
    return shown + hidden


def index(view: ParkView, row: int) -> str:
    """Return a member's index where the park may see it."""
    score = view.cohort.scores[0, row]
    return view.words.score(None if np.isnan(score) or not view.shown(row) else float(score))
