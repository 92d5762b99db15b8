"""What a reader of values does not see in a sheet's XML: extent, formulas, error values, merges.

Whole sheets are scanned as arrays of bytes, some hundred times faster than an XML parser. That is
sound only for the plain XML that spreadsheet programs write; anything else goes to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from questionnaires.workbook.guard import safe_parser

__all__ = ["Cell", "Merge", "SheetScan", "percent_styles", "scan"]

Positions = NDArray[np.int64]

_FOUND_LIMIT = 10_000  # formulas, error values and merges listed at most
_PLAIN_TAGS = b"crvfit/"  # first letters of the tags inside <sheetData> that programs write
_START = b'c r="'
_LETTERS, _DIGITS = 3, 7  # XFD1048576 is the last cell of a sheet
_COLUMNS, _ROWS = 16_384, 1_048_576
_MERGE = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb"<v>([^<]{1,40})</v>")
_REF = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_PERCENT_FORMATS = {"9", "10"}  # built in: 0% and 0.00%


class Cell(NamedTuple):
    """A cell's row and column, both counted from 0."""

    row: int
    column: int


class Merge(NamedTuple):
    """The corners of merged cells, counted from 0, the last ones included."""

    first: Cell
    last: Cell


@dataclass(slots=True)
class SheetScan:
    """One sheet: how far its filled cells reach, and the cells that need attention."""

    rows: int = 0
    columns: int = 0
    formulas: list[Cell] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    percents: list[Cell] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    def reach(self, cell: Cell) -> None:
        """Count *cell* as filled."""
        self.rows, self.columns = max(self.rows, cell.row + 1), max(self.columns, cell.column + 1)


def scan(xml: bytes, percent_styles: frozenset[str] = frozenset()) -> SheetScan:
    """Scan a sheet; raises ``ValueError`` for XML that is broken or reaches beyond a sheet."""
    found = _fast(xml) if not percent_styles else None
    return found if found is not None else _Careful(percent_styles).scan(xml)


def _fast(xml: bytes) -> SheetScan | None:
    """Scan plain XML as bytes; ``None`` when it is not the plain kind."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or end < start or xml.find(b"<sheetData", start + 1) >= 0:
        return None
    start = xml.index(b">", start) + 1
    data = np.frombuffer(xml, dtype=np.uint8)
    tags = np.flatnonzero(data[start:end] == ord("<")) + start
    first = data[tags + 1]
    if not np.isin(np.unique(first), np.frombuffer(_PLAIN_TAGS, dtype=np.uint8)).all():
        return None
    if xml.find(b":c", start, end) >= 0:  # a prefixed cell, or text that looks like one
        return None
    is_cell = first == ord("c")
    cells = tags[is_cell] + 1
    for offset, character in enumerate(_START):
        if not (data[np.minimum(cells + offset, end)] == character).all():
            return None
    places = _places(data, cells + len(_START))
    if places is None:
        return None
    rows, columns = places
    result = SheetScan(merges=list(_merges(xml[end:])))
    following = np.append(tags, end)[np.flatnonzero(is_cell) + 1]
    filled = data[following - 2] != ord("/")  # <c r="A1" s="3"/> holds a format, no value
    if filled.any():
        result.rows, result.columns = int(rows[filled].max()) + 1, int(columns[filled].max()) + 1

    def cell_at(position: int) -> Cell:
        index = int(np.searchsorted(cells, position)) - 1
        return Cell(int(rows[index]), int(columns[index]))

    formulas = tags[first == ord("f")][:_FOUND_LIMIT]
    result.formulas = [cell_at(position) for position in formulas.tolist()]
    for position in _finds(xml, b't="e"', start, end):
        value = _ERROR.search(xml, position, min(end, position + 400))
        result.errors[cell_at(position)] = value.group(1).decode("utf-8", "replace") if value else ""
    return result


def _places(data: NDArray[np.uint8], at: Positions) -> tuple[Positions, Positions] | None:
    """Return rows and columns of the references starting at *at*, ``None`` if one is odd."""
    columns, rows = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    position = at.copy()
    last = len(data) - 1
    for base, low, most, total in ((26, 64, _LETTERS, columns), (10, 48, _DIGITS, rows)):
        count = np.zeros(len(at), np.int64)
        live = np.ones(len(at), np.bool_)
        for _ in range(most):
            value = data[np.minimum(position, last)].astype(np.int64) - low
            live &= (value >= (low == 64)) & (value < base + (low == 64))  # noqa: PLR2004  # A is 1, 0 is 0
            np.copyto(total, total * base + value, where=live)
            position += live
            count += live
        if (count == 0).any():
            return None
    ends = data[np.minimum(position, last)] == ord('"')
    if not ends.all() or (rows < 1).any() or (rows > _ROWS).any() or (columns > _COLUMNS).any():
        return None
    return rows - 1, columns - 1


def _finds(xml: bytes, needle: bytes, start: int, end: int) -> Iterator[int]:
    for _ in range(_FOUND_LIMIT):
        start = xml.find(needle, start, end)
        if start < 0:
            return
        yield start
        start += len(needle)


def _merges(xml: bytes) -> Iterator[Merge]:
    for number, match in enumerate(_MERGE.finditer(xml)):
        if number == _FOUND_LIMIT:
            return
        left, top, right, bottom = match.groups()
        yield Merge(_cell(left.decode(), top.decode()), _cell(right.decode(), bottom.decode()))


def _cell(letters: str, digits: str) -> Cell:
    column = 0
    for character in letters:
        column = column * 26 + ord(character) - 64
    return Cell(int(digits) - 1, column - 1)


class _Careful:
    """The same with an XML parser, which follows every way of writing the same content."""

    def __init__(self, percent_styles: frozenset[str]) -> None:
        self._percent_styles = percent_styles
        self._found = SheetScan()
        self._cell = Cell(-1, -1)
        self._error = False
        self._text: list[str] | None = None

    def scan(self, xml: bytes) -> SheetScan:
        parser = safe_parser()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        return self._found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            given = attributes.get("r", "")
            row = int(given) - 1 if given.isdecimal() else self._cell.row + 1
            self._cell = _checked(Cell(row, -1))
        elif name == "c":
            self._start_cell(attributes)
        elif name in ("v", "is"):
            self._found.reach(self._cell)
            self._text = []
        elif name == "f" and len(self._found.formulas) < _FOUND_LIMIT:
            self._found.formulas.append(self._cell)
        elif name == "mergeCell":
            corners = [_REF.match(ref) for ref in attributes.get("ref", "").split(":")]
            if len(corners) == 2 and all(corners) and len(self._found.merges) < _FOUND_LIMIT:  # noqa: PLR2004  # first and last
                first, last = (_cell(*corner.groups()) for corner in corners if corner)
                self._found.merges.append(Merge(first, last))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        match = _REF.match(attributes.get("r", ""))
        following = Cell(max(self._cell.row, 0), self._cell.column + 1)
        self._cell = _checked(_cell(*match.groups()) if match else following)
        self._error = attributes.get("t") == "e"
        if attributes.get("s") in self._percent_styles:
            self._found.percents.append(self._cell)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "v" and self._text is not None:
            if self._error and len(self._found.errors) < _FOUND_LIMIT:
                self._found.errors[self._cell] = "".join(self._text)
            self._text = None


def _checked(cell: Cell) -> Cell:
    if not (0 <= cell.row < _ROWS and -1 <= cell.column < _COLUMNS):
        raise ValueError(f"cell {cell.row + 1}:{cell.column + 1}")
    return cell


def percent_styles(styles: bytes) -> frozenset[str]:
    """Return the cell styles that show a number as a percentage: there, 75% is stored as 0.75."""
    percent = set(_PERCENT_FORMATS)
    found: list[str] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = tag.rpartition(":")[2]
        if name == "numFmt" and "%" in _unquoted(attributes.get("formatCode", "")):
            percent.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            found.append(attributes.get("numFmtId", ""))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag.rpartition(":")[2] != "cellXfs"

    parser = safe_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(styles or b"<styleSheet/>", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return frozenset(str(index) for index, number in enumerate(found) if number in percent)


def _unquoted(code: str) -> str:
    """Leave out the literal text of a number format: ``0"%"`` shows a sign, it does not scale."""
    return re.sub(r'"[^"]*"|\\.', "", code)
