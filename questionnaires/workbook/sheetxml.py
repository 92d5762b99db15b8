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
Numbers = NDArray[np.uint64]
Bytes = NDArray[np.uint8]
Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

_BLOCK = 1 << 19  # bytes whose working arrays stay in the processor's cache
_FOUND_LIMIT = 10_000  # formulas, error values and merges listed at most
_IS_PLAIN = np.zeros(256, np.bool_)  # first letters of the tags that programs write inside
_IS_PLAIN[list(b"crvfit/")] = True  # <sheetData>
_START = np.uint64(int.from_bytes(b'c r="', "big"))
_BYTE = np.uint64(255)
_LONGEST = 32  # bytes read from the start of a cell on
_LETTERS, _DIGITS = 3, 7  # XFD1048576 is the last cell of a sheet
_COLUMNS, _ROWS = 16_384, 1_048_576
_MERGE = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ERROR = 40  # characters of an error value
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
    found = _fast(xml)
    if found is None:
        return _Careful(percent_styles).scan(xml)
    if percent_styles:
        styles = "|".join(sorted(percent_styles)).encode()
        cells = re.finditer(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(?:' + styles + rb')"', xml)
        found.percents = [_cell(match[1].decode(), match[2].decode()) for match in cells]
    return found


def _fast(xml: bytes) -> SheetScan | None:
    """Scan plain XML as bytes; ``None`` when it is not the plain kind."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or end < start:
        return None
    start = xml.index(b">", start) + 1
    prefixed = xml.find(b":", start, end) >= 0 and xml.find(b":c", start, end) >= 0
    if prefixed:  # a prefixed cell, or text that looks like one
        return None
    result = SheetScan(merges=list(_merges(xml[end:])))
    bytes_ = np.frombuffer(xml, dtype=np.uint8)
    words = np.ndarray((len(xml) - 7,), dtype=">u8", buffer=xml, strides=(1,))
    for left in range(start, end, _BLOCK):
        if not _block(xml, bytes_, words, left, min(left + _BLOCK, end), result):
            return None
    return result


def _block(
    xml: bytes, bytes_: Bytes, words: Words, left: int, right: int, result: SheetScan
) -> bool:
    """Scan the tags that start in a block; false when they are not of the plain kind.

    *words* holds the eight bytes from every position on as one number.
    """
    tags = np.flatnonzero(bytes_[left:right] == ord("<")) + left
    first = bytes_[tags + 1]
    if not _IS_PLAIN[first].all():
        return False
    at = np.flatnonzero(first == ord("c"))
    cells = tags[at] + 1
    if not len(cells):
        return True
    if cells[-1] + _LONGEST > len(words) or (words[cells].astype(np.uint64) >> np.uint64(24) != _START).any():
        return False
    places = _places(words, cells + 5)
    if places is None:
        return False
    rows, columns = places
    following = np.append(tags, xml.find(b"<", int(cells[-1])))[at + 1]
    filled = bytes_[following - 2] != ord("/")  # <c r="A1" s="3"/> holds a format, no value
    if filled.any():
        result.reach(Cell(int(rows[filled].max()), int(columns[filled].max())))

    def cell_at(position: int) -> Cell:
        index = int(np.searchsorted(cells, position)) - 1
        return Cell(int(rows[index]), int(columns[index]))

    for position in tags[first == ord("f")][: _FOUND_LIMIT - len(result.formulas)].tolist():
        result.formulas.append(cell_at(position))
    values = tags[first == ord("v")]
    for position in values[bytes_[values + 3] == ord("#")].tolist():  # <v>#N/A</v>
        is_error = xml.rfind(b't="e"', xml.rfind(b"<c ", 0, position), position) >= 0
        if is_error and len(result.errors) < _FOUND_LIMIT:
            text = xml[position + 3 : xml.find(b"<", position + 3)][:_ERROR]
            result.errors[cell_at(position)] = text.decode("utf-8", "replace")
    return True


def _places(words: Words, at: Positions) -> tuple[Numbers, Numbers] | None:
    """Return rows and columns of the references starting at *at*, ``None`` if one is odd."""
    head, tail = words[at].astype(np.uint64), words[at + 8].astype(np.uint64)
    columns, rows = np.zeros(len(at), np.uint64), np.zeros(len(at), np.uint64)
    length = np.zeros(len(at), np.uint64)
    live = np.ones(len(at), np.bool_)
    for place in range(_LETTERS):
        value = (head >> np.uint64(56 - 8 * place) & _BYTE) - np.uint64(64)  # A is 1
        live &= (value >= 1) & (value <= 26)  # noqa: PLR2004  # letters
        columns = np.where(live, columns * np.uint64(26) + value, columns)
        length += live
    shift = length * np.uint64(8)
    digits = head << shift | tail >> (np.uint64(64) - shift)
    closed = np.zeros(len(at), np.bool_)
    live = length > 0
    for place in range(_DIGITS + 1):
        character = digits >> np.uint64(56 - 8 * place) & _BYTE
        closed |= live & (character == ord('"'))
        value = character - np.uint64(48)
        live &= value <= 9  # noqa: PLR2004  # digits; what is below 0 wraps around
        if not live.any():
            break
        rows = np.where(live, rows * np.uint64(10) + value, rows)
    if not closed.all() or (rows < 1).any() or (rows > _ROWS).any() or (columns > _COLUMNS).any():
        return None
    return rows - np.uint64(1), columns - np.uint64(1)


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
