"""The park report as a workbook: a sheet per purpose, numbers unrounded, every member in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from assessment.cohort import QUANTILES, Cohort
from reports.park.sections.forward import Forward, forward
from reports.park.sections.members import ordered
from reports.park.sections.method import method
from reports.park.view import ParkView, Place
from reports.sections.view import Heading
from reports.sheets import Cell, Column, Sheet, opened
from reports.wording import Words
from scoring.engine import NO_LEVEL
from scoring.plan import ROOT

__all__ = ["form_columns", "form_rows", "write_workbook"]

_NOWHERE = Heading("", "", "")
_TENTHS = tuple(f"q{round(100 * p)}" for p in QUANTILES)
_NODES = (
    ("number", "text", 8.0), ("id", "text", 26.0), ("node", "text", 34.0),
    ("members", "count", 9.0), *((name, "score", 9.0) for name in _TENTHS),
    ("weak", "share", 11.0),
)  # fmt: skip
_ITEMS = (
    ("number", "text", 8.0), ("id", "text", 34.0), ("question", "wrap", 60.0),
    ("practice", "text", 30.0), ("members", "count", 9.0), ("facility", "share", 10.0),
    ("open", "share", 10.0), ("cost", "score", 12.0), ("losers", "count", 12.0),
    ("losers_share", "share", 10.0),
)  # fmt: skip
_GROUPS = (
    ("by", "text", 14.0), ("group", "text", 24.0), ("members", "count", 9.0),
    ("q25", "score", 9.0), ("q50", "score", 9.0), ("q75", "score", 9.0),
)  # fmt: skip
_TASKS = (
    ("id", "text", 22.0), ("task", "wrap", 60.0), ("members", "count", 9.0),
    *((name, "score", 9.0) for name in _TENTHS),
)  # fmt: skip
_MEMBERS = (
    ("member", "text", 34.0), ("credit_code", "text", 21.0), ("level", "count", 8.0),
    ("level_name", "text", 12.0),
)  # fmt: skip


def write_workbook(cohort: Cohort, target: Path | str | BinaryIO, lang: str, place: Place) -> None:
    """Write the report on *cohort* to *target*; the same cohort gives the same bytes.

    Sheets: the summary to pass on, members with all their scores as a map in colours, spreads,
    questions, groups, tasks, definitions. A member's scores stand in it only where its park may
    see them; a group that is held back shows no figure. Text is never a formula.
    """
    words = Words(lang)
    view = ParkView(cohort, words, place)
    name = str(target) if isinstance(target, Path) else target
    with opened(name, words("park.book.title", park=words.line(place.name))) as (book, formats):

        def sheet(
            key: str, columns: Sequence[Column], rows: Iterator[list[Cell]], keep: int = 1
        ) -> Any:
            made = Sheet(book, words(f"park.book.{key}"), columns, formats, keep)
            made.fill(rows)
            return made

        sheet("forward", form_columns(words), form_rows(forward(view, _NOWHERE)))
        _colour(sheet("members", _member_columns(view), _members(view)), view)
        sheet("spreads", [*_named(words, _NODES), *_level_columns(view)], _nodes(view), 3)
        sheet("items", _named(words, _ITEMS), _items(view), 3)
        sheet("groups", [*_named(words, _GROUPS), *_level_columns(view)], _groups(view), 2)
        sheet("tasks", _named(words, _TASKS), _tasks(view))
        sheet("method", form_columns(words), _method(view))


def form_columns(words: Words) -> list[Column]:
    """Return the columns of the summary to pass on: what it is about, and what is said."""
    return [(words("park.column.entry"), "wrap", 46.0), (words("park.column.value"), "wrap", 80.0)]


def form_rows(form: Forward) -> Iterator[list[Cell]]:
    """Return the rows of the summary to pass on, note and lines to sign last."""
    for group in form.groups:
        yield [group.title, ""]
        for row in group.rows:
            yield [row.label, row.value]
    yield ["", form.note]
    for line in form.signatures:
        yield [line, ""]


def _named(words: Words, columns: Sequence[Column]) -> list[Column]:
    return [(words(f"park.column.{key}"), style, width) for key, style, width in columns]


def _level_columns(view: ParkView) -> list[Column]:
    return [(view.level(level), "count", 11.0) for level in view.questionnaire.levels]


def _member_columns(view: ParkView) -> list[Column]:
    titles = ((node.id, view.titles[node.id]) for node in view.cohort.nodes)
    scores = [
        (f"{view.numbers.get(key, '')} {title}".strip(), "score", 10.0) for key, title in titles
    ]
    return [*_named(view.words, _MEMBERS), *scores]


def _colour(sheet: Any, view: ParkView) -> None:
    """Shade the scores from low to high; Excel keeps the shades when the reader sorts."""
    first, last = len(_MEMBERS), len(_MEMBERS) + len(view.cohort.nodes) - 1
    shades = {"min_color": "#FFFFFF", "max_color": "#7F9DC0", "min_type": "num", "max_type": "num",
              "min_value": 0, "max_value": 100, "type": "2_color_scale"}  # fmt: skip
    if len(view.cohort):
        sheet.sheet.conditional_format(1, first, len(view.cohort), last, shades)


def _members(view: ParkView) -> Iterator[list[Cell]]:
    cohort = view.cohort
    names = {level.level: view.words.text(level.name) for level in view.questionnaire.levels}
    codes = cohort.members.credit_codes
    rows = cohort.scores.T.tolist()
    levels = cohort.levels.tolist()
    nothing: list[Cell] = [None] * len(cohort.nodes)
    for row in ordered(view):
        level = levels[row]
        known = level != NO_LEVEL
        scores: list[Cell] = [None if np.isnan(score) else score for score in rows[row]]
        yield [
            view.member(row), codes[row] or "", level if known else None, names.get(level, ""),
            *(scores if view.shown(row) else nothing),
        ]  # fmt: skip


def _nodes(view: ParkView) -> Iterator[list[Cell]]:
    for node in view.cohort.nodes:
        number = view.numbers.get(node.id, "")
        counts: list[Cell] = [*node.levels] if node.id == ROOT or node.weak is not None else []
        counts += [None] * (len(node.levels) - len(counts))
        yield [
            number, node.id, view.titles[node.id], node.members, *node.quantiles, node.weak, *counts
        ]  # fmt: skip


def _items(view: ParkView) -> Iterator[list[Cell]]:
    cohort = view.cohort
    for item in cohort.items:
        start = [view.numbers[item.id], item.id, view.titles[item.id], view.titles[item.practice]]
        if item.facility is None:
            yield [*start, item.members or None, None, None, None, None, None]
            continue
        share = item.losers / max(1, len(cohort))
        yield [*start, item.members, item.facility, item.open, item.cost, item.losers, share]


def _groups(view: ParkView) -> Iterator[list[Cell]]:
    count = len(view.questionnaire.levels)
    mark = view.words("park.held_mark")
    for grouping in view.cohort.groupings:
        by = view.words(f"park.by.{grouping.fact}")
        for group in grouping.groups:
            title = view.fact(grouping.fact, group.key)
            if group.members is None or group.quartiles is None or group.levels is None:
                yield [by, f"{title}{mark}", *[None] * (4 + count)]
            else:
                yield [by, title, group.members, *group.quartiles, *group.levels]


def _tasks(view: ParkView) -> Iterator[list[Cell]]:
    titles = {task.id: view.words.text(task.title) for task in view.questionnaire.tasks}
    for task in view.questionnaire.tasks:
        titles.update({clause.id: view.words.text(clause.title) for clause in task.clauses})
    for clause in view.cohort.clauses:
        yield [clause.id, titles[clause.id], clause.members, *clause.quantiles]


def _method(view: ParkView) -> Iterator[list[Cell]]:
    found = method(view, _NOWHERE)
    for point in (*found.points, *found.record):
        yield [point.title, point.text]
