"""What every practice looks like at the level it has, and at the next one."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Practice
from reports.sections.view import Heading, View

__all__ = ["StepGroup", "StepRow", "Steps", "steps"]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One practice: the picture of today, and of one level up."""

    number: str
    title: str
    level: str
    now: str
    next_level: str
    next: str


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The practices of one dimension."""

    number: str
    title: str
    rows: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The pictures of all practices that count."""

    heading: Heading
    groups: tuple[StepGroup, ...]


def steps(view: View, heading: Heading) -> Steps | None:
    """Return today and the next step of each practice; ``None`` without any such sentences."""
    groups = []
    for dimension in view.questionnaire.dimensions:
        found = [_row(view, practice) for practice in dimension.practices]
        rows = tuple(row for row in found if row is not None)
        if rows:
            number, title = view.numbers[dimension.id], view.titles[dimension.id]
            groups.append(StepGroup(number, title, rows))
    return Steps(heading, tuple(groups)) if groups else None


def _row(view: View, practice: Practice) -> StepRow | None:
    words, levels = view.words, view.questionnaire.levels
    level = view.card.nodes[practice.id].level
    position = view.position(level)
    if position is None or len(practice.looks_like) != len(levels):
        return None
    last = position + 1 == len(levels)
    return StepRow(
        number=view.numbers[practice.id],
        title=view.titles[practice.id],
        level=view.level(level),
        now=words.text(practice.looks_like[position]),
        next_level="" if last else view.level(levels[position + 1].level),
        next=words("steps.top") if last else words.text(practice.looks_like[position + 1]),
    )
