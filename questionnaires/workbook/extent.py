"""How far a sheet's cells reach, from its XML, before a reader lays out all cells between them.

A file of a kilobyte may hold the cells A1 and XFD1048576, and a reader would make room for the
17 billion between them. An XML parser takes several times as long to find out as the reader takes
to read, so plain XML, as spreadsheet programs write it, is looked at as an array of bytes.
"""

from __future__ import annotations

import re
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from questionnaires.workbook.guard import safe_parser

__all__ = ["LAST_COLUMN", "LAST_ROW", "check_strings", "extent", "filled_extent"]

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of a sheet (XFD1048576), counted from 1."""

_BLOCK = 1 << 18  # bytes whose working arrays stay in the processor's cache
_START = b'<c r="'
_START_WORD = np.uint64(int.from_bytes(_START, "little") << 16)
_BYTE = np.uint64(255)
_LETTERS, _DIGITS = 3, 7
_TAIL = 32  # bytes after a cell's start that are looked at
_ENCODING = re.compile(rb'encoding\s*=\s*["\']([^"\']*)')
_STRINGS = re.compile(rb"<(?:[^<>\s/:]+:)?sst[\s/>]")
_STRINGS_AT_LEAST = 5_000_000  # some programs declare the cells instead; room for these is no harm
_HEAD = 65_536  # bytes in which the first tag of a part ends
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/])?>')

Words = NDArray[np.uint64]


def extent(xml: bytes) -> tuple[int, int] | None:
    """Return how many rows and columns the cells reach, empty ones included.

    ``None`` when a cell may be written in another way than ``<c r="B5" …``, or has a reference of
    ten characters; then nothing is known.
    """
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or end < start or not _is_utf8(xml):
        return None
    words = np.ndarray((max(0, len(xml) - 7),), dtype="<u8", buffer=xml, strides=(1,))
    characters = np.frombuffer(xml, dtype=np.uint8)
    rows = columns = 0
    for left in range(start, end, _BLOCK):
        block = characters[left : min(left + _BLOCK, end) + 1]
        is_c = block[1:] == ord("c")
        if ((block[:-1] == ord(":")) & is_c).any():
            return None  # a prefixed cell (or text that looks like one)
        cells = np.flatnonzero((block[:-1] == ord("<")) & is_c) + left
        if len(cells):
            if cells[-1] + _TAIL > len(words):
                return None
            reached = _reached(words, cells)
            if reached is None:
                return None
            rows, columns = max(rows, reached[0]), max(columns, reached[1])
    return rows, columns


def _is_utf8(xml: bytes) -> bool:
    declared = _ENCODING.search(xml[:200])
    plain = xml.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    return plain and (declared is None or declared[1].lower() in (b"utf-8", b"us-ascii"))


def _reached(words: Words, cells: NDArray[np.int64]) -> tuple[int, int] | None:
    """Return the greatest row and column; *words* has the eight bytes from each position on.

    A word holds the first byte lowest: ``<c r="AB`` and the eight bytes after it.
    """
    first, second = words[cells], words[cells + 8]
    if (first << np.uint64(16) != _START_WORD).any():
        return None
    reference = first >> np.uint64(48) | second << np.uint64(16)
    columns = (reference & _BYTE) - np.uint64(64)  # A is 1
    letters = np.full(len(cells), 8, np.uint64)  # in bits
    is_letter = (columns >= 1) & (columns <= 26)  # noqa: PLR2004  # letters; below A wraps around
    if not is_letter.all():
        return None
    for place in range(1, _LETTERS):
        value = (reference >> np.uint64(8 * place) & _BYTE) - np.uint64(64)
        is_letter &= (value >= 1) & (value <= 26)  # noqa: PLR2004
        if not is_letter.any():
            break
        columns = np.where(is_letter, columns * np.uint64(26) + value, columns)
        letters = np.where(is_letter, np.uint64(8 * place + 8), letters)
    digits = reference >> letters | second >> np.uint64(48) << (np.uint64(64) - letters)
    others = digits[1:][digits[1:] != digits[:-1]]  # most cells stand in the row of the one before
    rows = _numbers(np.append(others, digits[0]))
    if rows is None:
        return None
    row, column = int(rows.max()), int(columns.max())
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def _numbers(digits: Words) -> Words | None:
    """Return the number in front of each closing quote, ``None`` where there is none."""
    numbers = np.zeros(len(digits), np.uint64)
    live = np.ones(len(digits), np.bool_)
    ended = np.zeros(len(digits), np.bool_)
    for _ in range(_DIGITS + 1):
        byte = digits & _BYTE
        ended |= live & (byte == ord('"'))
        value = byte - np.uint64(48)
        live &= value <= 9  # noqa: PLR2004  # digits; below 0 wraps around
        if not live.any():
            break
        numbers = np.where(live, numbers * np.uint64(10) + value, numbers)
        digits = digits >> np.uint64(8)
    return numbers if ended.all() and (numbers >= 1).all() else None


def filled_extent(xml: bytes) -> tuple[int, int]:
    """Return how many rows and columns the cells with content reach (slow; plain XML only).

    Formats without content, ``<c r="A1" s="3"/>``, may be spread over a whole sheet.
    """
    rows = columns = 0
    for match in _FILLED.finditer(xml):
        rows = max(rows, int(match[2]))
        column = 0
        for character in match[1]:
            column = column * 26 + character - 64
        columns = max(columns, column)
    return rows, columns


def check_strings(xml: bytes) -> None:
    """Raise ``ValueError`` when the table of strings declares more of them than it can hold.

    A reader makes room for as many as are declared before it sees the first one.
    """
    if not xml:
        return
    if not _is_utf8(xml) or (xml.count(b"sst") > 2 and len(_STRINGS.findall(xml)) > 1):  # noqa: PLR2004  # start, end
        raise ValueError("strings")
    declared: list[str] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        declared.extend(value for name, value in attributes.items() if name == "uniqueCount")
        parser.StartElementHandler = None

    parser = safe_parser()
    parser.StartElementHandler = start
    try:
        parser.Parse(xml[:_HEAD], len(xml) <= _HEAD)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    most = max(len(xml), _STRINGS_AT_LEAST)
    if any(not text.isdecimal() or int(text) > most for text in declared):
        raise ValueError("count of strings")
