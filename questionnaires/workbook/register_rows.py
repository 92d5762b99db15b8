"""Rows of cells -> register: finds the ids, skips the explanations, builds whole columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Questionnaire
from questionnaires.numbers import clean_text
from questionnaires.workbook.book import Grid, cell_text
from questionnaires.workbook.cell_faults import cell_faults
from questionnaires.workbook.layout import (
    HEAD_ROWS,
    MARK,
    TEXT_FACTS,
    known_columns,
    letter,
    percent_columns,
)
from questionnaires.workbook.register_table import Register, Spots, make_register
from questionnaires.workbook.sheetxml import SheetScan

__all__ = ["Heading", "find_heading", "is_marked", "quoted_questionnaire", "read_rows"]

Columns = list[Sequence[Any]]

_REFERENCE = re.compile(rf"^{MARK}\s*([a-z0-9][a-z0-9_.-]*@\d+\.\d+\.\d+\S*)")


@dataclass(frozen=True, slots=True)
class Heading:
    """The row of ids: its number in the file, and the place of every column that has an id."""

    row: int
    columns: dict[str, int]
    has_marks: bool
    width: int

    def firms(self, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
        """Yield number and cells of every row of the file that is a firm."""
        for number, row in enumerate(rows[self.row :], start=self.row + 1):
            marked = self.has_marks and row and is_marked(row[0])
            if not marked and (any(row) or any(cell != "" for cell in row)):
                yield number, row


def is_marked(cell: Any) -> bool:
    """Whether the first cell of a row says that the row is not a firm."""
    return isinstance(cell, str) and cell.lstrip().startswith(MARK)


def quoted_questionnaire(head: Sequence[Sequence[Any]]) -> str | None:
    """Return the questionnaire that the marked rows at the top name, if they do."""
    for row in head[:HEAD_ROWS]:
        match = _REFERENCE.match(row[0]) if row and isinstance(row[0], str) else None
        if match:
            return match.group(1)
    return None


def find_heading(
    head: Sequence[Sequence[Any]], questionnaire: Questionnaire, place: Place
) -> Heading | None:
    """Find the row with the most known ids among the first ten; ``None`` when none has any.

    One alone is not enough: "name" stands on top of many tables. Raises ``QuestionnaireError``
    when a column is there twice.
    """
    known = known_columns(questionnaire)
    best, most = None, 1
    for index, row in enumerate(head[:HEAD_ROWS]):
        found = {cell.strip() for cell in row if isinstance(cell, str)} & known
        if len(found) > most:
            best, most = index, len(found)
    if best is None:
        return None
    names = [clean_text(cell_text(cell)) for cell in head[best]]
    has_marks = bool(names) and is_marked(names[0])
    columns: dict[str, int] = {}
    problems = []
    for index, name in enumerate(names):
        if not name or (index == 0 and has_marks):
            continue
        if name in columns:
            spot = Place(place.file, sheet=place.sheet, row=best + 1, column=letter(index))
            problems.append(Problem("table.duplicate_column", spot, {"name": name}))
        columns[name] = index
    if problems:
        raise QuestionnaireError(problems)
    return Heading(best + 1, columns, has_marks, len(names))


def read_rows(
    questionnaire: Questionnaire,
    heading: Heading,
    grid: Grid,
    faults: Mapping[int, Problem] | None = None,
) -> Register:
    """Return the register in *grid*; raises ``QuestionnaireError`` when it holds no firms.

    *faults* are problems with whole rows, by their number in the file.
    """
    firms = list(heading.firms(grid.rows))
    spots = Spots(
        file=grid.file,
        rows=np.array([number for number, _ in firms], dtype=np.int64),
        sheet=grid.sheet or None,
        head=heading.row,
        letters={name: letter(index) for name, index in heading.columns.items()},
    )
    by_place: Columns = list(zip(*(row for _, row in firms), strict=True))
    by_place += [("",) * len(firms)] * (heading.width - len(by_place))
    _show_percents(questionnaire, heading, grid, spots, by_place)
    columns = {name: _column(name, by_place[index]) for name, index in heading.columns.items()}
    cells = _cell_problems(questionnaire, heading, grid.scan, spots)
    column = min(known_columns(questionnaire) & columns.keys(), key=heading.columns.__getitem__)
    for row, number in enumerate(spots.rows.tolist() if faults else ()):
        if faults and number in faults:
            cells.setdefault((row, column), faults[number])
    if "credit_code" in heading.columns:
        for row, value in enumerate(by_place[heading.columns["credit_code"]]):
            if isinstance(value, float):
                place = spots.cell(row, "credit_code")
                problem = Problem("profile.code_is_a_number", place, {"value": cell_text(value)})
                cells.setdefault((row, "credit_code"), problem)
    notes = _unnamed(heading, spots, by_place)
    return make_register(questionnaire, pl.DataFrame(columns), spots, cells, notes)


def _column(name: str, cells: Sequence[Any]) -> pl.Series:
    """Return the cells as numbers, or else as the text they show, each distinct one seen once."""
    kinds = set(map(type, cells))
    if bool in kinds:  # True is 1 to a set
        cells = [cell_text(cell) for cell in cells]
        kinds = {str}
    if kinds == {str}:
        column = pl.Series(name, cells, dtype=pl.String)
        return column.set(column == "", None)
    if name not in TEXT_FACTS and kinds <= {float, str}:
        filled = [None if cell == "" else cell for cell in cells] if str in kinds else cells
        with suppress(TypeError):  # words among the numbers
            return pl.Series(name, filled, dtype=pl.Float64)
    texts = {cell: cell_text(cell) or None for cell in set(cells)}
    return pl.Series(name, list(map(texts.__getitem__, cells)), dtype=pl.String)


def _show_percents(
    questionnaire: Questionnaire, heading: Heading, grid: Grid, spots: Spots, by_place: Columns
) -> None:
    """Take the number that a percentage cell shows: 75 for a stored 0.75."""
    if not grid.scan.percents:
        return
    names = percent_columns(questionnaire)
    places = {index for name, index in heading.columns.items() if name in names}
    row_of = {number - 1: row for row, number in enumerate(spots.rows.tolist())}
    changed = {index: list(by_place[index]) for index in places}
    for cell, shown in grid.percent_values():
        if cell.column in changed and cell.row in row_of:
            changed[cell.column][row_of[cell.row]] = shown
    for index, cells in changed.items():
        by_place[index] = cells


def _cell_problems(
    questionnaire: Questionnaire, heading: Heading, found: SheetScan, spots: Spots
) -> dict[tuple[int, str], Problem]:
    """Return what is wrong with cells of the table itself; what stands beside it is no fault."""
    known = known_columns(questionnaire)
    name_of = {index: name for name, index in heading.columns.items() if name in known}
    row_of = {number - 1: row for row, number in enumerate(spots.rows.tolist())}
    problems: dict[tuple[int, str], Problem] = {}
    for cell, code, values in cell_faults(found, row_of, name_of):
        key = row_of[cell.row], name_of[cell.column]
        problems.setdefault(key, Problem(code, spots.cell(*key), values))
    return problems


def _unnamed(heading: Heading, spots: Spots, by_place: Columns) -> list[Problem]:
    """Warn of columns that have content but no id."""
    named = {*heading.columns.values(), *({0} if heading.has_marks else ())}
    return [
        Problem(
            "table.unnamed_column",
            Place(spots.file, sheet=spots.sheet, row=heading.row, column=letter(index)),
            severity="warning",
        )
        for index, cells in enumerate(by_place)
        if index not in named and any(cell not in ("", None) for cell in cells)
    ]
