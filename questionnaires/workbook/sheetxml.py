"""What a reader of values does not see in a sheet's XML: formulas, error values, merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from questionnaires.workbook.extent import LAST_COLUMN, LAST_ROW
from questionnaires.workbook.guard import safe_parser

__all__ = ["Cell", "Merge", "SheetScan", "percent_styles", "scan", "scan_carefully"]

_FOUND_LIMIT = 10_000  # formulas, error values and merges listed at most
_START = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_MERGE = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb"<v>([^<]{1,40})</v>")
_TRUTHS = ("TRUE()", "FALSE()")
_CONSTANT = re.compile(rb"<f(?:\s[^>]*)?>(?:TRUE|FALSE)\(\)</f>")  # LibreOffice's truth values
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
    """The cells of a sheet that need attention; and how far it reaches, where that was counted."""

    rows: int = 0
    columns: int = 0
    formulas: list[Cell] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    percents: list[Cell] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


def scan(xml: bytes, percent_styles: frozenset[str] = frozenset()) -> SheetScan:
    """Scan XML of the plain kind (see ``extent``) with searches for the few things that matter."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    found = SheetScan(merges=list(_merges(xml[end:])))
    for position in _finds(xml, b"<f", start, end):
        is_formula = xml[position + 2] in b"> /" and not _CONSTANT.match(xml, position)
        if is_formula and (cell := _cell_before(xml, position)):
            found.formulas.append(cell)
    for position in _finds(xml, b't="e"', start, end):
        value = _ERROR.search(xml, position, position + 400)
        if value and (cell := _cell_before(xml, position)):
            found.errors[cell] = value[1].decode("utf-8", "replace")
    if percent_styles:
        styles = "|".join(sorted(percent_styles)).encode()
        cells = re.finditer(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(?:' + styles + rb')"', xml)
        found.percents = [_cell(match[1].decode(), match[2].decode()) for match in cells]
    return found


def _finds(xml: bytes, needle: bytes, start: int, end: int) -> Iterator[int]:
    """Yield where *needle* is; its letter, rare in sheets, is much faster to look for."""
    letter = next(bytes([byte]) for byte in needle if byte in b"fe#")
    if xml.find(letter, start, end) < 0:
        return
    for _ in range(_FOUND_LIMIT):
        start = xml.find(needle, start, end)
        if start < 0:
            return
        yield start
        start += len(needle)


def _cell_before(xml: bytes, position: int) -> Cell | None:
    """Return the cell whose tag *position* is in or after."""
    match = _START.match(xml, max(0, xml.rfind(b"<c ", 0, position)))
    return _cell(match[1].decode(), match[2].decode()) if match else None


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


def scan_carefully(xml: bytes, percent_styles: frozenset[str] = frozenset()) -> SheetScan:
    """Scan XML however it is written, with a parser; raises ``ValueError`` when it is broken."""
    return _Careful(percent_styles).scan(xml)


class _Careful:
    """Follows the parser's events; also counts how far filled cells reach."""

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
            self._found.rows = max(self._found.rows, self._cell.row + 1)
            self._found.columns = max(self._found.columns, self._cell.column + 1)
            self._text = []
        elif name == "f":
            self._text = []
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if len(self._found.merges) < _FOUND_LIMIT:
                self._found.merges.append(Merge(_reference(first), _reference(last or first)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        following = Cell(max(self._cell.row, 0), self._cell.column + 1)
        self._cell = following if given is None else _reference(given)
        _checked(self._cell)
        self._error = attributes.get("t") == "e"
        if attributes.get("s") in self._percent_styles:
            self._found.percents.append(self._cell)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name not in ("v", "f") or self._text is None:
            return
        text, self._text = "".join(self._text), None
        if name == "f" and text not in _TRUTHS and len(self._found.formulas) < _FOUND_LIMIT:
            self._found.formulas.append(self._cell)
        elif name == "v" and self._error and len(self._found.errors) < _FOUND_LIMIT:
            self._found.errors[self._cell] = text


def _reference(text: str) -> Cell:
    match = _REF.match(text)
    if match is None:
        raise ValueError(f"cell {text}")
    return _cell(match[1], match[2])


def _checked(cell: Cell) -> Cell:
    if not (0 <= cell.row < LAST_ROW and -1 <= cell.column < LAST_COLUMN):
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
