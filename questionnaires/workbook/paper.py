"""A workbook being written: styles, text that can never become a formula, and drop-downs."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from unicodedata import east_asian_width

import xlsxwriter

from questionnaires.workbook.layout import letter

__all__ = ["Paper", "Sheet"]

Sheet = Any
"""A worksheet of XlsxWriter, which has no type information."""

_CREATED = datetime(2024, 4, 12, tzinfo=UTC).replace(tzinfo=None)
"""Written into every workbook, so that the same content gives the same bytes."""

_CELL_LIMIT = 32_767  # characters in a cell
_INLINE_LIMIT = 255  # characters of a list inside a data validation
_TITLE_LIMIT = 32
_MESSAGE_LIMIT = 255
_LISTS = "_lists"

_LINE, _PADDING, _HIGHEST = 13.5, 4, 400  # points; Excel's limit is 409
_WIDE, _NARROW = 1.9, 0.98  # widths of a Chinese and a Latin character, with slack for line breaks

_BASE = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
_BOXED = {"border": 1, "border_color": "#C9D1D6"}
_INPUT = {**_BOXED, "bg_color": "#FFF8DC", "locked": False}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "font_color": "#0B4F5C", "text_wrap": False},
    "plain": {},
    "quiet": {"font_color": "#6B7780", "font_size": 9},
    "head": {**_BOXED, "bold": True, "bg_color": "#0B4F5C", "font_color": "#FFFFFF"},
    "subhead": {**_BOXED, "bg_color": "#DDE9EB", "font_size": 9},
    "dimension": {"bold": True, "font_size": 13, "bg_color": "#BFD9DE", "text_wrap": False},
    "practice": {"bold": True, "bg_color": "#E6F0F2", "text_wrap": False},
    "band": {"bg_color": "#E6F0F2"},
    "wide_band": {"bg_color": "#BFD9DE"},
    "id": {**_BOXED, "font_color": "#9AA5AC", "font_size": 8, "num_format": "@"},
    "text": _BOXED,
    "help": {**_BOXED, "font_color": "#4A5960", "font_size": 9},
    "sub": {**_BOXED, "indent": 2},
    "locked": {**_BOXED, "bg_color": "#F1F3F4", "font_color": "#6B7780", "font_size": 9},
    "input": _INPUT,
    "input_text": {**_INPUT, "num_format": "@"},
    "id_head": {**_BOXED, "bold": True, "font_size": 9, "bg_color": "#DDE9EB", "num_format": "@"},
    "mark": {"font_color": "#9AA5AC", "font_size": 8, "text_wrap": False, "num_format": "@"},
    "wrong": {**_BOXED, "bg_color": "#F6C9C4", "num_format": "@"},
    "cell": {},
    "cell_text": {"num_format": "@"},
}


class Paper:
    """An XLSX workbook in memory, written out in one piece by ``save``."""

    def __init__(self, title: str) -> None:
        """Start an empty workbook."""
        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, {"in_memory": True})
        self._book.set_properties({"title": title[:_MESSAGE_LIMIT], "created": _CREATED})
        self._styles: dict[str, Any] = {}
        self._lists: dict[tuple[str, ...], int] = {}

    def sheet(self, name: str, *, one_page_wide: bool = True) -> Sheet:
        """Add a sheet, set up for A4 across."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        if one_page_wide:
            sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&P / &N")
        return sheet

    def style(self, name: str) -> Any:
        """Return the format called *name* (see ``_STYLES``)."""
        if name not in self._styles:
            self._styles[name] = self._book.add_format({**_BASE, **_STYLES[name]})
        return self._styles[name]

    def put(self, sheet: Sheet, row: int, column: int, value: Any, style: str) -> None:
        """Write one cell (counted from 0): text always as text, whatever sign it starts with."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.style(style))
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.style(style))
        elif isinstance(value, (int, float)) and float(f"{value:.16G}") == value:
            sheet.write_number(row, column, value, self.style(style))
        else:  # a number of 17 digits would lose its last one, as text it keeps it
            text = value if isinstance(value, str) else repr(value)
            sheet.write_string(row, column, text[:_CELL_LIMIT], self.style(style))

    def choices(
        self,
        sheet: Sheet,
        cells: tuple[int, int, int, int],
        items: Sequence[str],
        *,
        hint: tuple[str, str] = ("", ""),
        strict: bool = True,
    ) -> None:
        """Give *cells* (first row, first column, last row, last column) a drop-down of *items*."""
        self._validate(sheet, cells, hint, strict, validate="list", source=self._source(items))

    def numbers(
        self,
        sheet: Sheet,
        cells: tuple[int, int, int, int],
        bounds: tuple[float, float],
        *,
        hint: tuple[str, str] = ("", ""),
        strict: bool = True,
    ) -> None:
        """Let *cells* take numbers within *bounds* only (a warning when not *strict*)."""
        low, high = bounds
        rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        self._validate(sheet, cells, hint, strict, **rule)

    def _validate(
        self,
        sheet: Sheet,
        cells: tuple[int, int, int, int],
        hint: tuple[str, str],
        strict: bool,
        **rule: Any,
    ) -> None:
        title, message = hint
        options = {**rule, "error_type": "stop" if strict else "warning"}
        if message:
            shown = {"title": _cut(title, _TITLE_LIMIT), "message": _cut(message, _MESSAGE_LIMIT)}
            options |= {f"input_{key}": text for key, text in shown.items()}
            options |= {f"error_{key}": text for key, text in shown.items()}
        sheet.data_validation(*cells, options)

    def _source(self, items: Sequence[str]) -> list[str] | str:
        """Return the list itself when Excel can hold it, else its place on the hidden sheet."""
        joined = ",".join(items)
        if len(joined) <= _INLINE_LIMIT and joined.count(",") < len(items) and '"' not in joined:
            return list(items)
        column = letter(self._lists.setdefault(tuple(items), len(self._lists)))
        return f"='{_LISTS}'!${column}$1:${column}${len(items)}"

    def _write_lists(self) -> None:
        sheet = self._book.add_worksheet(_LISTS)
        sheet.hide()
        for items, column in self._lists.items():
            for row, item in enumerate(items):
                sheet.write_string(row, column, item)

    def widths(self, sheet: Sheet, widths: Iterable[float]) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def fit(self, sheet: Sheet, row: int, texts: Iterable[tuple[str, float]]) -> None:
        """Make a row as high as the longest of *texts* (each with its column's width) needs.

        Spreadsheet programs disagree about doing that themselves when they open a file.
        """
        lines = max((_lines(text, width) for text, width in texts), default=1)
        sheet.set_row(row, min(_HIGHEST, lines * _LINE + _PADDING))

    def save(self, target: BinaryIO | Path) -> None:
        """Finish the workbook and write it to *target*."""
        if self._lists:
            self._write_lists()
        self._book.close()
        if isinstance(target, Path):
            target.write_bytes(self._out.getvalue())
        else:
            target.write(self._out.getvalue())


def _lines(text: str, width: float) -> int:
    """Estimate on how many lines *text* breaks in a column of *width* characters."""
    return sum(
        max(
            1,
            math.ceil(sum(_WIDE if east_asian_width(c) in "WF" else _NARROW for c in part) / width),
        )
        for part in text.split("\n")
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
