"""Thousands of rows into a workbook: XlsxWriter lays the sheets out, polars writes the cells.

Cell by cell XlsxWriter takes 6 s for 10,000 firms on 140 columns; whole columns take a tenth.
Every text is an inline string, so that one beginning with ``=`` is never a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import polars as pl

from questionnaires.workbook.layout import letter
from reports.sheets import LONGEST

__all__ = ["OVER", "add_rows"]

OVER = "#over:"
"""Before a column's name: the column of texts that stand in place of its cells."""


_FAST = 1  # of zlib's levels: a third larger than 6, in a third of the time
_AT_ONCE = 2000  # rows
_COLUMN = re.compile(r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_NUMBER = pl.col("#")  # of a row: no column of a register is named so
_NO_XML = r"[\x00-\x08\x0B\x0C\x0E-\x1F\u{FFFE}\u{FFFF}]"
_ESCAPED = r"(_x[0-9A-Fa-f]{4}_)"  # would be read as the character of that number
_EDGES = r"(?m)^\s|\s$"
_SPECIAL = f"[&<>]|{_NO_XML}|{_ESCAPED}"


def add_rows(
    book: bytes, frames: Mapping[int, pl.DataFrame], target: Path | BinaryIO, *, start: int
) -> None:
    """Write *book*, as XlsxWriter made it, to *target* with the rows of *frames* added.

    A frame goes below the first *start* rows of its sheet (counted from 0), its first column into
    A; cells take the style of their column. A column named ``OVER`` and another's name has no place
    of its own: its texts stand in the other's cells.
    """
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as new,
    ):
        parts = {f"xl/worksheets/sheet{sheet + 1}.xml": frame for sheet, frame in frames.items()}
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename in parts:
                _write_sheet(new, entry.filename, data.decode(), parts[entry.filename], start)
            else:
                new.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED)


def _write_sheet(
    archive: zipfile.ZipFile, name: str, xml: str, frame: pl.DataFrame, start: int
) -> None:
    columns = [column for column in frame.get_columns() if not column.name.startswith(OVER)]
    corner = f"{letter(max(0, len(columns) - 1))}{start + frame.height}"
    xml = _DIMENSION.sub(f'<dimension ref="A1:{corner}"/>', xml, count=1)
    before, end, after = xml.partition("</sheetData>")
    styles = _styles(before)
    cells = []
    for place, column in enumerate(columns):
        cell = _cell(column, place, styles)
        if (over := f"{OVER}{column.name}") in frame.columns:
            cell = pl.coalesce(_cell(frame[over], place, styles), cell)
        cells.append(cell)
    row = pl.concat_str(
        pl.format('<row r="{}">', _NUMBER), *cells, pl.lit("</row>"), ignore_nulls=True
    )
    with archive.open(name, "w") as out:  # by name: with its entry it would be packed slowly
        out.write(before.encode())
        numbered = frame.with_row_index("#", offset=start + 1)
        for text in _ahead(numbered.iter_slices(_AT_ONCE), row):
            out.write(text)
        out.write(f"{end}{after}".encode())


def _ahead(parts: Iterable[pl.DataFrame], row: pl.Expr) -> Iterator[bytes]:
    """Yield the rows of each part as XML, the next one in the making while one is compressed."""
    with ThreadPoolExecutor(1) as pool:
        waiting: Future[bytes] | None = None
        for part in parts:
            coming = pool.submit(lambda p: "".join(p.select(row).to_series()).encode(), part)
            if waiting is not None:
                yield waiting.result()
            waiting = coming
        if waiting is not None:
            yield waiting.result()


def _styles(xml: str) -> dict[int, str]:
    """Return the style of every column (from 0) that has one."""
    found = {}
    for first, last, style in _COLUMN.findall(xml):
        found.update(dict.fromkeys(range(int(first) - 1, int(last)), style))
    return found


def _cell(column: pl.Series, place: int, styles: Mapping[int, str]) -> pl.Expr:
    """Return the XML of a column's cells, null for those that are empty."""
    value = pl.col(column.name)
    opening, closing = "><v>", "</v>"
    if column.dtype == pl.Boolean:
        opening, value = ' t="b"><v>', value.cast(pl.Int8)
    elif column.dtype.is_float():
        value = pl.when(value.is_finite()).then(value)
    elif not column.dtype.is_integer():
        distinct = column.unique()
        keep = ' xml:space="preserve"' if distinct.str.contains(_EDGES).any() else ""
        opening, closing = f' t="inlineStr"><is><t{keep}>', "</t></is>"
        value = _text(column.name, distinct)
        value = pl.when(value != "").then(value)
    style = f' s="{styles[place]}"' if place in styles else ""
    template = f'<c r="{letter(place)}{{}}"{style}{opening}{{}}{closing}</c>'
    return pl.when(value.is_not_null()).then(pl.format(template, _NUMBER, value))


def _text(name: str, distinct: pl.Series) -> pl.Expr:
    """Return texts as XML; most columns hold nothing to escape, which one look finds out."""
    text = pl.col(name)
    long = (distinct.str.len_bytes() > LONGEST).any()
    if not long and not distinct.str.contains(_SPECIAL).any():
        return text
    text = text.str.slice(0, LONGEST).str.replace_all(_NO_XML, "")
    text = text.str.replace_all(_ESCAPED, "_x005F$1")
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.str.replace_all(char, entity, literal=True)
    return text
