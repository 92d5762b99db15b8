"""The map of members and practices: each member by itself, or members taken together when many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from reports.park.view import ParkView
from reports.sections.view import Heading

__all__ = ["SHADES", "Cell", "Heat", "HeatGroup", "HeatMap", "HeatRow", "Key", "cell", "heat"]

_MOST_ROWS = 60  # members that are still read one by one
_ROWS_WITH_KEYS = 30  # beside which the names of the columns fit on a page
SHADES = 5
"""Shades of a cell, palest first; as many as levels in our own questionnaire."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the class of its shade, empty where nothing counts, and its number."""

    shade: str
    label: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A member, or members taken together, with a cell per practice."""

    label: str
    index: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatGroup:
    """So many neighbouring columns under one name."""

    label: str
    columns: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows of members and columns of practices."""

    rows_are: str
    rows: tuple[HeatRow, ...]
    columns: tuple[str, ...]
    groups: tuple[HeatGroup, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A column's number and what it stands for."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Heat:
    """The map, the same by level where members are taken together, and the columns by name."""

    heading: Heading
    lead: str
    map: HeatMap
    by_level: HeatMap | None
    by_level_lead: str
    keys: tuple[Key, ...]
    """Empty where the table of spreads, a page before, names the columns as well."""


def heat(view: ParkView, heading: Heading) -> Heat | None:
    """Return the map; nothing when there is not a single row to show."""
    cohort, words = view.cohort, view.words
    practices = view.questionnaire.practices
    shown = [row for row in cohort.order.tolist() if view.shown(row)]
    each = len(cohort) <= _MOST_ROWS and bool(shown)
    rows = _member_rows(view, shown) if each else _band_rows(view)
    if not rows:
        return None
    levels = [] if each else _level_rows(view)
    keys = tuple(Key(view.numbers[p.id], view.titles[p.id]) for p in practices)
    return Heat(
        heading=heading,
        lead=words("park.heat_members" if each else "park.heat_bands", n=len(cohort)),
        map=_map(view, rows, words("park.member" if each else "park.rank")),
        by_level=_map(view, levels, words("park.level")) if levels else None,
        by_level_lead=words("park.heat_levels", n=cohort.limits.smallest),
        keys=keys if len(rows) + len(levels) <= _ROWS_WITH_KEYS else (),
    )


def _map(view: ParkView, rows: Sequence[HeatRow], rows_are: str) -> HeatMap:
    dimensions = view.questionnaire.dimensions
    return HeatMap(
        rows_are=rows_are,
        rows=tuple(rows),
        columns=tuple(view.numbers[practice.id] for practice in view.questionnaire.practices),
        groups=tuple(HeatGroup(view.titles[d.id], len(d.practices)) for d in dimensions),
    )


def _practice_rows(view: ParkView) -> list[int]:
    ids = [node.id for node in view.cohort.nodes]
    return [ids.index(practice.id) for practice in view.questionnaire.practices]


def _member_rows(view: ParkView, shown: Sequence[int]) -> list[HeatRow]:
    scores, practices = view.cohort.scores, _practice_rows(view)
    return [_row(view, view.member(row), scores[:, row], practices) for row in shown]


def _band_rows(view: ParkView) -> list[HeatRow]:
    sizes, medians = view.cohort.bands()
    practices, first, rows = _practice_rows(view), 1, []
    for size, scores in zip(sizes, medians, strict=True):
        label = view.words("park.band", first=first, last=first + size - 1)
        rows.append(_row(view, label, scores, practices))
        first += size
    return rows


def _level_rows(view: ParkView) -> list[HeatRow]:
    practices = _practice_rows(view)
    levels = zip(view.questionnaire.levels, view.cohort.by_level, strict=True)
    rows = [
        _row(view, view.level(level), s, practices) for level, s in levels if not np.isnan(s[0])
    ]
    return rows[::-1]


def _row(view: ParkView, label: str, scores: np.ndarray, practices: Sequence[int]) -> HeatRow:
    cells = tuple(cell(view, float(scores[row])) for row in practices)
    return HeatRow(label, view.words.score(None if np.isnan(scores[0]) else scores[0]), cells)


def cell(view: ParkView, score: float) -> Cell:
    """Return a score as a cell of a map; an empty one for NaN."""
    if math.isnan(score):
        return Cell("", "")
    thresholds = view.thresholds
    reached = sum(score >= threshold for threshold in thresholds) - 1
    whole = Decimal(score).quantize(Decimal(1), ROUND_HALF_EVEN)
    return Cell(f"h{max(0, reached) * SHADES // len(thresholds)}", f"{whole + 0}")
