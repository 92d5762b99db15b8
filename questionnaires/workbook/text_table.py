"""CSV -> register: encoding and separator are found out, broken quotes and ragged rows reported."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Questionnaire
from questionnaires.workbook.book import MAX_CELLS, Grid
from questionnaires.workbook.layout import HEAD_ROWS, letter
from questionnaires.workbook.register_rows import (
    Heading,
    find_heading,
    is_marked,
    quoted_questionnaire,
    read_rows,
)
from questionnaires.workbook.register_table import Register, Spots, make_register
from questionnaires.workbook.sheetxml import SheetScan

__all__ = ["read_csv"]

_SEPARATORS = ",;\t"
_HEAD_BYTES = 1_000_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"PAR1")
_TEXT_FACTS = ("name", "credit_code", "region", "industry", "processes", "form")


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the first rows tell: the separator, the ids, and where the first firm starts."""

    separator: str
    heading: Heading
    first_row: int
    offset: int


def read_csv(
    data: bytes, file: str, questionnaire_for: Callable[[str | None], Questionnaire]
) -> Register:
    """Read a register from CSV; raises ``QuestionnaireError`` when there is none in it."""
    text, head = _decoded(data, file)
    reference = next(
        (ref for s in _SEPARATORS if (ref := quoted_questionnaire([r for r, _ in _records(head, s)]))),
        None,
    )
    questionnaire = questionnaire_for(reference)
    layout = _layout(head, questionnaire, file)
    register = _fast(text, layout, questionnaire, file)
    if register is None:
        text = _gb18030(data, file) if text is data and not _is_utf8(data) else text
        register = _slow(text.decode("utf-8"), layout, questionnaire, file)
    return register


def _problem(code: str, file: str, row: int | None = None, **values: Any) -> QuestionnaireError:
    return QuestionnaireError([Problem(code, Place(file, row=row), values)])


def _decoded(data: bytes, file: str) -> tuple[bytes, str]:
    """Return the content in UTF-8 and the text of its beginning."""
    if not data.strip():
        raise _problem("file.empty", file)
    if data.startswith(_NO_TEXT):
        raise _problem("file.wrong_kind", file, expected="CSV")
    if data.startswith(_UTF16):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise _problem("file.unknown_encoding", file) from error
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data[:_HEAD_BYTES]:
        raise _problem("file.wrong_kind", file, expected="CSV")
    if b"\n" not in data[:_HEAD_BYTES]:  # line ends of old Macintosh programs
        data = data.replace(b"\r", b"\n")
    try:
        head = codecs.getincrementaldecoder("utf-8")().decode(data[:_HEAD_BYTES])
    except UnicodeDecodeError:
        data = _gb18030(data, file)
        head = codecs.getincrementaldecoder("utf-8")().decode(data[:_HEAD_BYTES])
    return data, head


def _gb18030(data: bytes, file: str) -> bytes:
    try:
        return data.decode("gb18030").encode()
    except UnicodeError as error:
        raise _problem("file.unknown_encoding", file) from error


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _records(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Yield records, each with the number of bytes read up to its end."""
    read = 0

    def lines() -> Iterator[str]:
        nonlocal read
        for line in io.StringIO(text, newline=""):
            read += len(line.encode())
            yield line

    try:
        for record in csv.reader(lines(), delimiter=separator):
            yield record, read
    except csv.Error:  # reported when the whole is read
        return


def _layout(head: str, questionnaire: Questionnaire, file: str) -> _Layout:
    best: tuple[int, str, Heading] | None = None
    for separator in _SEPARATORS:
        rows = [row for row, _ in zip_first(_records(head, separator), HEAD_ROWS)]
        heading = find_heading(rows, questionnaire, Place(file))
        if heading and (best is None or len(heading.columns) > best[0]):
            best = len(heading.columns), separator, heading
    if best is None:
        raise _problem("table.no_columns", file)
    _, separator, heading = best
    ...
