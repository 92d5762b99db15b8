"""Sheets of a workbook: typed columns, texts never formulas, the same bytes every time.

Every text is written as text, so that one beginning with ``=`` is never a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import xlsxwriter

__all__ = ["LONGEST", "ROWS", "Cell", "Column", "Sheet", "opened"]

_CREATED = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)  # fixed: the same results give the same file
LONGEST = 32_767  # characters Excel keeps in a cell
ROWS = 1_048_576  # rows Excel keeps in a sheet
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_FORMATS = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E9EEF4", "bottom": 1},
    "text": {"valign": "top", "num_format": "@"},
    "wrap": {"valign": "top", "text_wrap": True, "num_format": "@"},
    "score": {"valign": "top", "num_format": "0.0"},
    "share": {"valign": "top", "num_format": "0.0%"},
    "count": {"valign": "top", "num_format": "0"},
}

Cell = str | float | int | None
Column = tuple[str, str, float]
"""Header, format and width of a column."""


@contextmanager
def opened(target: Any, title: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Open a workbook written to *target* (a path or an open file) with the formats of columns."""
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        book.set_properties({"title": title, "created": _CREATED})
        yield book, {name: book.add_format(styles) for name, styles in _FORMATS.items()}


class Sheet:
    """Where rows go; a table longer than a sheet goes on in another one."""

    def __init__(
        self,
        book: Any,
        title: str,
        columns: Sequence[Column],
        formats: Mapping[str, Any],
        keep: int,
    ) -> None:
        """Begin a sheet with *columns*; *keep* columns stay in sight."""
        self.book, self.title, self.columns = book, title, columns
        self.formats, self.keep = formats, keep
        self.parts = 0
        self.start()

    def start(self) -> None:
        """Begin a sheet with the header row, frozen together with the columns to *keep*."""
        self.parts += 1
        self.row = 0
        title = self.title if self.parts == 1 else f"{self.title} {self.parts}"
        self.sheet = self.book.add_worksheet(title)
        self.sheet.freeze_panes(1, self.keep)
        for position, (header, style, width) in enumerate(self.columns):
            self.sheet.set_column(position, position, width, self.formats[style])
            self.sheet.write_string(0, position, header, self.formats["head"])

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row; nothing where a number is missing."""
        if self.row + 1 >= ROWS:
            self.start()
        self.row += 1
        for position, (cell, column) in enumerate(zip(cells, self.columns, strict=True)):
            style = self.formats[column[1]]
            if isinstance(cell, str):
                self.sheet.write_string(self.row, position, cell[:LONGEST], style)
            elif cell is not None:
                self.sheet.write_number(self.row, position, cell, style)

    def finish(self) -> None:
        """Let the reader filter by any column."""
        if self.row:
            self.sheet.autofilter(0, 0, self.row, len(self.columns) - 1)

    def fill(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write all rows."""
        for row in rows:
            self.add(row)
        self.finish()
