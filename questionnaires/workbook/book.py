"""An opened workbook: its sheets as rows of cells, with what values alone do not show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import python_calamine

from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.workbook.extent import check_strings, extent, filled_extent
from questionnaires.workbook.guard import Package, open_package
from questionnaires.workbook.layout import HEAD_ROWS
from questionnaires.workbook.sheetxml import (
    Cell,
    SheetScan,
    percent_styles,
    scan,
    scan_carefully,
)

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
            check_strings(package.strings)
            self._book = python_calamine.load_workbook(io.BytesIO(package.data))
            self._percent_styles = percent_styles(package.styles)

    @cached_property
    def grids(self) -> list[Grid]:
        """All sheets that can be read; raises when there is none because of its size.

        Names with a leading underscore are private, as those of columns are.
        """
        problems: list[Problem] = []
        names = [name for name in self._package.sheets if not name.startswith("_")]
        grids = [grid for name in names if (grid := self._grid(name, problems))]
        if not grids and problems:
            raise QuestionnaireError(problems)
        return grids

    def _grid(self, name: str, problems: list[Problem]) -> Grid | None:
        xml = self._package.sheets[name]
        with _damage_reported(self.file):
            reach = extent(xml)
            found = None if reach else scan_carefully(xml, self._percent_styles)
            rows, columns = reach or (found.rows, found.columns) if found else reach or (0, 0)
            if rows * columns > MAX_CELLS and found is None:
                rows, columns = filled_extent(xml)
            if rows * columns > MAX_CELLS:
                size = {"rows": f"{rows:,}", "columns": f"{columns:,}"}
                problems.append(Problem("table.too_big", Place(self.file, sheet=name), size))
                return None
            with ThreadPoolExecutor(1) as pool:  # the reader lets other threads run meanwhile
                sheet = pool.submit(self._book.get_sheet_by_name, name)
                found = found or scan(xml, self._percent_styles)
                cells = sheet.result().to_python(skip_empty_area=False)
        return Grid(self.file, name, cells, found)


def open_book(data: bytes, file: str) -> Book:
    """Open the workbook in *data*; raises ``QuestionnaireError`` when that is not safe."""
    return Book(open_package(data, file), file)


@contextmanager
def _damage_reported(file: str) -> Iterator[None]:
    """Turn whatever the readers raise for broken content into one problem."""
    try:
        yield
    except BaseException as error:
        # a panic of the Rust reader is no Exception, and its class cannot be imported
        known = isinstance(error, (ValueError, python_calamine.CalamineError, OSError))
        if not known and type(error).__name__ != "PanicException":
            raise
        raise QuestionnaireError(
            [Problem("file.damaged", Place(file), {"why": str(error)})]
        ) from error


def cell_text(value: Any) -> str:
    """Return what a cell shows: ``3`` for 3.0, ISO dates, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  # exact
        return str(int(value))
    return str(value)
