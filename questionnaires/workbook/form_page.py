"""A sheet of a filled-in form: its rows by id, its cells by column, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.numbers import clean_text
from questionnaires.workbook.book import Grid, cell_text
from questionnaires.workbook.cell_faults import cell_faults
from questionnaires.workbook.layout import ID, letter
from questionnaires.workbook.words import said

__all__ = ["Page", "find_sheet", "open_page"]

_INPUTS = ("answer", "state", "reason", "value", "confidence")
_ID_HEADS = said("answers.head.id") | said("profile.head.id")
_FEWEST = 3  # column names that make a row the one that names the columns


@dataclass(slots=True)
class Page:
    """Rows are counted from 0, as in ``grid``; places count them from 1, as people do."""

    grid: Grid
    columns: Mapping[str, int]
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    """Rows that hold a cell with a problem; what else they say is not used."""

    def cell(self, row: int, column: str) -> Any:
        """Return the content of a cell, ``""`` where there is none."""
        place = self.columns.get(column)
        cells = self.grid.rows[row]
        return "" if place is None or place >= len(cells) else cells[place]

    def text(self, row: int, column: str) -> str:
        """Return what the cell shows, as one trimmed line."""
        return clean_text(cell_text(self.cell(row, column)))

    def place(self, row: int, column: str, named: str | None = None) -> Place:
        """Return where the cell is."""
        shown = letter(self.columns[column]) if column in self.columns else None
        return Place(self.grid.file, sheet=self.grid.sheet, row=row + 1, column=shown, field=named)

    def report(self, code: str, row: int, column: str, named: str | None, **values: Any) -> None:
        """Note what is wrong with a cell; the row's answer is not used then."""
        self.problems.append(Problem(code, self.place(row, column, named), values))
        self.refused.add(row)


def find_sheet(grids: Sequence[Grid], mark: str) -> Grid | None:
    """Return the sheet that has *mark* at the top; raises when several have."""
    found = [grid for grid in grids if any(row and row[0] == mark for row in grid.head)]
    if len(found) > 1:
        values = {"sheets": ", ".join(grid.sheet for grid in found)}
        raise QuestionnaireError([Problem("table.several_tables", Place(found[0].file), values)])
    return found[0] if found else None


def open_page(grid: Grid, known: Sequence[str]) -> Page:
    """Find the columns (named *known* in a row at the top) and the row of every id."""
    start, columns = _columns(grid, known)
    page = Page(grid, columns)
    for index in range(start, len(grid.rows)):
        key = page.text(index, ID)
        if index == start and key.lower() in _ID_HEADS:
            continue
        if not key:
            _report_orphans(page, index)
        elif key in page.rows:
            page.report("table.repeated_question", index, ID, key, id=key)
            page.refused.add(page.rows[key])  # which of the two is meant?
        else:
            page.rows[key] = index
    _report_cells(page)
    return page


def _columns(grid: Grid, known: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Return the row below the one that names the columns, and where each column is."""
    for index, row in enumerate(grid.head):
        names = [cell_text(cell).strip() for cell in row]
        if ID in names and len(set(names) & set(known)) >= _FEWEST:
            return index + 1, {name: place for place, name in enumerate(names) if name in known}
    place = Place(grid.file, sheet=grid.sheet)
    raise QuestionnaireError([Problem("table.unknown_layout", place)])


def _report_orphans(page: Page, row: int) -> None:
    for column in _INPUTS:
        if value := page.text(row, column):
            page.report("form.row_without_id", row, column, None, value=value)


def _report_cells(page: Page) -> None:
    """Report formulas, error values and merges among the cells that are filled in."""
    id_of = {row: key for key, row in page.rows.items()}
    names = {page.columns[name]: name for name in _INPUTS if name in page.columns}
    for cell, code, values in cell_faults(page.grid.scan, id_of, names):
        if cell.row not in page.refused:
            page.report(code, cell.row, names[cell.column], id_of[cell.row], **values)
