"""An opened workbook: its sheets as rows of cells, with what values alone do not show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import python_calamine

from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.workbook.guard import Package, open_package
from questionnaires.workbook.layout import HEAD_ROWS
from questionnaires.workbook.sheetxml import Cell, SheetScan, percent_styles, scan

__all__ = ["MAX_CELLS", "Book", "Grid", "cell_text", "open_book"]

MAX_CELLS = 10_000_000
"""Rows x columns of a sheet, empty cells between filled ones included."""


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet from its cell A1 on. Empty cells are ``""``, all numbers are floats."""

    file: str
    sheet: str
    rows: list[list[Any]]
    scan: SheetScan

    @property
    def head(self) -> list[list[Any]]:
        """The rows at the top, in which ids and marks stand."""
        return self.rows[:HEAD_ROWS]

    def percent_values(self) -> Iterator[tuple[Cell, float]]:
        """Yield the cells shown as a percentage with the number that is shown (75 for 0.75)."""
        for cell in self.scan.percents:
            if cell.row < len(self.rows) and cell.column < len(self.rows[cell.row]):
                value = self.rows[cell.row][cell.column]
                if isinstance(value, float):
                    yield cell, round(value * 100, 10)  # 0.07 x 100 is 7.000000000000001


class Book:
    """A workbook whose sheets are read when they are asked for."""

    def __init__(self, package: Package, file: str) -> None:
        """Hand the guarded bytes to the reader."""
        self._package, self.file = package, file
        with _damage_reported(file):
            self._book = python_calamine.load_workbook(package.archive())
            self._percent_styles = percent_styles(package.parts.get("xl/styles.xml", b""))

    @cached_property
    def grids(self) -> list[Grid]:
        """All sheets that can be read; raises when there is none because of its size."""
        problems: list[Problem] = []
        grids = [grid for name in self._package.sheets if (grid := self._grid(name, problems))]
        if not grids and problems:
            raise QuestionnaireError(problems)
        return grids

    def _grid(self, name: str, problems: list[Problem]) -> Grid | None:
        with _damage_reported(self.file):
            found = scan(self._package.sheets[name], self._percent_styles)
        if found.rows * found.columns > MAX_CELLS:
            size = {"rows": f"{found.rows:,}", "columns": f"{found.columns:,}"}
            problems.append(Problem("table.too_big", Place(self.file, sheet=name), size))
            return None
        with _damage_reported(self.file):
            cells = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return Grid(self.file, name, cells, found)


def open_book(data: bytes, file: str) -> Book:
    """Open the workbook in *data*; raises ``QuestionnaireError`` when that is not safe."""
    return Book(open_package(data, file), file)


class _damage_reported:  # noqa: N801  # reads as a word in a with statement
    """Turn whatever the readers raise for broken XML into one problem."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: object) -> None:
        # a panic of the Rust reader is no Exception and has no importable class
        is_ours = isinstance(error, (ValueError, python_calamine.CalamineError, OSError))
        if is_ours or (kind is not None and kind.__name__ == "PanicException"):
            problem = Problem("file.damaged", Place(self._file), {"why": str(error)})
            raise QuestionnaireError([problem]) from error


def cell_text(value: Any) -> str:
    """Return what a cell shows: ``3`` for 3.0, ISO dates, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  # exact
        return str(int(value))
    return str(value)
