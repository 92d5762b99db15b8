"""CSV -> register: encoding and separator are found out, broken quotes and ragged rows reported."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Questionnaire
from questionnaires.workbook.book import MAX_CELLS, Grid
from questionnaires.workbook.layout import MARK, TEXT_FACTS, QuestionnaireFor, letter
from questionnaires.workbook.register_rows import (
    Heading,
    find_heading,
    quoted_questionnaire,
    read_rows,
)
from questionnaires.workbook.register_table import Register, Spots, make_register
from questionnaires.workbook.sheetxml import SheetScan

__all__ = ["read_csv"]

_SEPARATORS = ",;\t"
_HEAD_BYTES = 1_000_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHER_KINDS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"PAR1")
_CONTENT = re.compile(rb"\S")
_ODD = re.compile(rb"\0|\r[^\n]")  # no text, or line ends that polars does not know
_SAMPLE = 1000  # rows that tell the types of the columns
_HEAD_RECORDS = 60  # the ids stand in the first ten, explanations may follow
_LAST_BYTE = 255
_UNNAMED = "_unnamed_"


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the first rows tell: the separator, the ids, and where the first firm is found."""

    separator: str
    heading: Heading
    first_row: int
    offset: int  # in bytes
    lines: int


def read_csv(source: Path | bytes, file: str, questionnaire_for: QuestionnaireFor) -> Register:
    """Read a register from CSV; raises ``QuestionnaireError`` when there is none in it."""
    text, head = _opened(source, file)
    heads = {separator: _records(head, separator) for separator in _SEPARATORS}
    marked = [quoted_questionnaire([row for row, _ in records]) for records in heads.values()]
    questionnaire = questionnaire_for(next(filter(None, marked), None))
    layout = _layout(heads, questionnaire, head, file)
    register = _fast(text, layout, questionnaire, file)
    if register is not None:
        return register
    data = text.read_bytes() if isinstance(text, Path) else text
    if not _is_utf8(data):
        data = _gb18030(data, file)
        register = _fast(data, layout, questionnaire, file)
    return register or _slow(data.decode(), layout, questionnaire, file)


def _opened(source: Path | bytes, file: str) -> tuple[Path | bytes, str]:
    """Return the content, or the file itself where it can be read as it is, and its beginning."""
    if isinstance(source, bytes):
        return _decoded(source, file)
    with source.open("rb") as opened:
        start = opened.read(_HEAD_BYTES)
    odd = start.startswith((codecs.BOM_UTF8, *_UTF16, *_OTHER_KINDS)) or _ODD.search(start)
    try:
        if not odd and b"\n" in start.lstrip():
            return source, _beginning(start)
    except UnicodeDecodeError:
        pass
    return _decoded(source.read_bytes(), file)


def _refused(code: str, file: str, row: int | None = None, **values: Any) -> QuestionnaireError:
    return QuestionnaireError([Problem(code, Place(file, row=row), values)])


def _decoded(data: bytes, file: str) -> tuple[bytes, str]:
    """Return the content (in UTF-8, if its beginning tells the encoding) and its beginning."""
    if not _CONTENT.search(data.removeprefix(codecs.BOM_UTF8)):
        raise _refused("file.empty", file)
    if data.startswith(_OTHER_KINDS):
        raise _refused("file.wrong_kind", file, expected="CSV")
    if data.startswith(_UTF16):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError as error:
            raise _refused("file.unknown_encoding", file) from error
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data[:_HEAD_BYTES]:
        raise _refused("file.wrong_kind", file, expected="CSV")
    if b"\n" not in data[:_HEAD_BYTES]:  # the line ends of old Macintosh programs
        data = data.replace(b"\r", b"\n")
    try:
        return data, _beginning(data)
    except UnicodeDecodeError:
        data = _gb18030(data, file)
        return data, _beginning(data)


def _beginning(data: bytes) -> str:
    return codecs.getincrementaldecoder("utf-8")().decode(data[:_HEAD_BYTES])


def _gb18030(data: bytes, file: str) -> bytes:
    try:
        return data.decode("gb18030").encode()
    except UnicodeError as error:
        raise _refused("file.unknown_encoding", file) from error


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _records(text: str, separator: str) -> list[tuple[list[str], int]]:
    """Return the first records, each with the number of bytes up to its end."""
    read = 0

    def lines() -> Iterator[str]:
        nonlocal read
        for line in io.StringIO(text, newline=""):
            read += len(line.encode())
            yield line

    records: list[tuple[list[str], int]] = []
    try:
        for record in csv.reader(lines(), delimiter=separator):
            records.append((record, read))
            if len(records) == _HEAD_RECORDS:
                break
    except csv.Error:  # reported when the whole file is read
        pass
    return records


def _layout(
    heads: Mapping[str, list[tuple[list[str], int]]], questionnaire: Questionnaire, head: str,
    file: str,
) -> _Layout:  # fmt: skip
    """Choose the separator that gives the most columns, and find the first firm."""
    found: list[tuple[int, str, Heading]] = []
    for separator, records in heads.items():
        rows = [row for row, _ in records]
        heading = find_heading(rows, questionnaire, Place(file))
        if heading:
            found.append((len(heading.columns), separator, heading))
    if not found:
        raise _refused("table.no_columns", file)
    _, separator, heading = max(found, key=lambda item: item[0])
    records = heads[separator]
    firsts = (number for number, _ in heading.firms([row for row, _ in records]))
    first = next(firsts, len(records) + 1)
    offset = records[first - 2][1]
    return _Layout(separator, heading, first, offset, head.encode()[:offset].count(b"\n"))


def _fast(
    text: Path | bytes, layout: _Layout, questionnaire: Questionnaire, file: str
) -> Register | None:
    """Read all firms at once; ``None`` when the file needs a closer look."""
    heading = layout.heading
    name_of = {index: name for name, index in heading.columns.items()}
    names = [name_of.get(index, f"{_UNNAMED}{index}") for index in range(heading.width)]
    # an absolute path: a name may start with ~ or hold characters of a pattern
    read = partial(
        pl.read_csv,
        text.absolute() if isinstance(text, Path) else text[layout.offset :],
        glob=False,
        skip_lines=layout.lines if isinstance(text, Path) else 0,
        has_header=False,
        separator=layout.separator,
        new_columns=names,
    )
    worded = {question.id for question in questionnaire.questions if not question.is_quantity}
    frame = _frame(read, names, worded)
    if frame is None:
        return None
    rows = np.arange(frame.height, dtype=np.int64) + layout.first_row
    firm = pl.any_horizontal(pl.col(names[heading.has_marks :]).is_not_null())
    if heading.has_marks:
        marked = pl.col(names[0]).str.strip_chars_start().str.starts_with(MARK)
        firm &= ~marked.fill_null(value=False)
    kept = frame.select(firm).to_series()
    if not kept.all():
        frame, rows = frame.filter(kept), rows[kept.to_numpy()]
    letters = {name: letter(index) for name, index in heading.columns.items()}
    spots = Spots(file, rows, head=heading.row, letters=letters)
    unnamed = [index for index in range(heading.has_marks, heading.width) if index not in name_of]
    notes = [
        Problem(
            "table.unnamed_column",
            Place(file, row=heading.row, column=letter(index)),
            severity="warning",
        )
        for index in unnamed
        if frame[names[index]].is_not_null().any()
    ]
    return make_register(questionnaire, frame.select(list(heading.columns)), spots, notes=notes)


def _frame(
    read: Callable[..., pl.DataFrame], names: list[str], worded: Container[str]
) -> pl.DataFrame | None:
    """Return the columns with the types that their first rows show, or as text where that errs."""
    texts: dict[str, Any] = dict.fromkeys(names, pl.String)
    plain = {name: texts[name] for name in names if name in TEXT_FACTS or name.startswith("_")}
    try:
        sample = read(schema_overrides=plain, n_rows=_SAMPLE, infer_schema_length=_SAMPLE)
        types = {column.name: _type(column, worded) for column in sample}
    except pl.exceptions.NoDataError:
        return pl.DataFrame(schema=texts)
    except pl.exceptions.PolarsError:
        types = texts
    for schema in (types, texts):
        try:
            return read(schema_overrides=schema)
        except pl.exceptions.PolarsError:
            continue
    return None


def _type(column: pl.Series, worded: Container[str]) -> pl.DataType:
    """Return the type of a column by its first rows; rungs take one byte instead of eight."""
    small = column.dtype.is_integer() and column.is_between(0, _LAST_BYTE).all()
    return pl.UInt8() if small and column.name in worded else column.dtype


def _slow(text: str, layout: _Layout, questionnaire: Questionnaire, file: str) -> Register:
    """Read record by record, to say which one is broken and use the others."""
    heading = layout.heading
    rows: list[list[str]] = []
    ragged: dict[int, Problem] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator)
    try:
        for number, row in enumerate(reader, start=1):
            if number * heading.width > MAX_CELLS:
                raise _refused("table.too_big", file, rows=number, columns=heading.width)
            if any(cell.strip() for cell in row[heading.width :]) and number > heading.row:
                values = {"found": len(row), "expected": heading.width}
                ragged[number] = Problem("table.ragged_row", Place(file, row=number), values)
            rows.append([*row, *[""] * (heading.width - len(row))][: heading.width])
    except csv.Error as error:
        raise _refused("table.broken_csv", file, reader.line_num, why=error) from error
    return read_rows(questionnaire, heading, Grid(file, "", rows, SheetScan()), ragged)
