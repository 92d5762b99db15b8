"""A park's register with its results: the rows as they came in, and what became of each."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import polars as pl

from assessment.register import Batch
from questionnaires.cells import SEPARATOR
from questionnaires.workbook.corrections import (
    DO,
    NUMERAL,
    ROW,
    WHAT,
    marked_cells,
    reasons,
    write_corrections,
)
from questionnaires.workbook.layout import MARK, letter
from questionnaires.workbook.register import Column, columns_named, style_of
from reports.rows import OVER, add_rows
from reports.sheets import ROWS, opened
from reports.wording import Words
from scoring.engine import NO_LEVEL
from scoring.plan import ROOT

__all__ = ["write_register_results", "write_rows_to_correct"]

_HEAD = 2  # rows: ids, titles
_STATUS = "_status"
_FORMATS = {
    ROW: ("count", 8.0), _STATUS: ("text", 18.0), WHAT: ("wrap", 44.0), DO: ("wrap", 44.0),
    "_level": ("count", 8.0), "_level_name": ("text", 12.0), "_index": ("score", 9.0),
    "_high": ("score", 9.0), "_coverage": ("share", 11.0),
}  # fmt: skip
_SCORE = ("score", 11.0)
_WIDTHS = {"name": 30.0, "credit_code": 21.0}
_OWN = 14.0
_RED = {"bg_color": "#F6C9C4"}
_GUIDE = ("rows", "rejected", "again", "ids", "score")


def write_register_results(batch: Batch, target: Path | BinaryIO, lang: str) -> None:
    """Write every row of the register with its status, results and reasons to *target*.

    The columns added have private ids, so that the workbook reads back as a register.
    """
    words = Words(lang)
    results = _results(batch, words)
    original = batch.register.original
    own = [name for name in original.columns if name not in results.columns]
    first = [name for name in ("name", "credit_code") if name in own]
    rest = [name for name in own if name not in first]
    mark = pl.Series("", [None], dtype=pl.String).new_from_index(0, original.height)
    columns = columns_named(batch.register.questionnaire, own, lang)
    cells = _cells(batch, columns, lang)
    frame = pl.concat(
        [mark.to_frame(), cells.select(first), results, cells.select(rest)], how="horizontal"
    )
    over = cells.select(pl.exclude(own))
    parts = list(pl.concat([frame, over], how="horizontal").iter_slices(ROWS - _HEAD))
    head = io.BytesIO()
    questionnaire = batch.register.questionnaire
    titles = {column.id: column.title for column in columns} | _titles(batch, words)
    with opened(head, words("register.title", title=words.text(questionnaire.title))) as found:
        for number, part in enumerate(parts, start=1):
            name = words("register.sheet") + (f" {number}" if number > 1 else "")
            _lay_out(
                *found,
                name,
                part.select(frame.columns),
                titles,
                f"{MARK} {questionnaire.ref}",
                words,
            )
        _explain(*found, batch, words)
    add_rows(head.getvalue(), dict(enumerate(parts)), target, start=_HEAD)


def write_rows_to_correct(batch: Batch, target: Path | BinaryIO, lang: str) -> None:
    """Write only the rows that were rejected, in the layout of a register, to be imported again."""
    added = _titles(batch, Words(lang))
    write_corrections(batch.register, batch.faults, target, lang=lang, results=added)


def _titles(batch: Batch, words: Words) -> dict[str, str]:
    """Return ids and titles of the columns that are added."""
    own = {key: words(f"register.{key[1:]}") for key in (ROW, _STATUS, WHAT, DO)}
    own |= {key: words(f"book.column.{key[1:]}") for key in _FORMATS if key not in own}
    dimensions = batch.register.questionnaire.dimensions
    return own | {f"_{d.id}": words.text(d.title) for d in dimensions}


def _results(batch: Batch, words: Words) -> pl.DataFrame:
    """Return what is added to every row of the register; scores only where it was accepted."""
    table, height = batch.outcomes.table, batch.register.frame.height
    numbers, root = table.numbers, table.row(ROOT)

    def spread(values: Any) -> pl.Series:
        found = np.full(height, np.nan)
        found[batch.rows] = values
        return pl.Series(found, nan_to_null=True)

    levels = numbers.levels[root].astype(np.float64)
    levels[numbers.levels[root] == NO_LEVEL] = np.nan
    names = {level.level: words.text(level.name) for level in batch.register.questionnaire.levels}
    level = spread(levels).cast(pl.Int64)
    found = (
        {ROW: pl.Series(batch.register.spots.rows)}
        | _said(batch, words)
        | {
            "_level": level,
            "_level_name": level.replace_strict(names, default=None, return_dtype=pl.String),
            "_index": spread(numbers.scores[root]),
            "_high": spread(numbers.highs[root]),
            "_coverage": spread(numbers.coverage[root]),
        }
    )
    for dimension in batch.register.questionnaire.dimensions:
        found[f"_{dimension.id}"] = spread(numbers.scores[table.row(dimension.id)])
    return pl.DataFrame(found)


def _said(batch: Batch, words: Words) -> dict[str, pl.Series]:
    """Return status, what is wrong and what to do of every row."""
    height = batch.register.frame.height
    status = [words("register.rejected")] * height
    what: list[str | None] = [None] * height
    todo: list[str | None] = [None] * height
    unfinished = words("register.unfinished"), words("register.finish")
    named = {True: words("register.assessed"), False: words("register.partial")}
    for row, complete in zip(batch.rows.tolist(), batch.complete.tolist(), strict=True):
        status[row] = named[complete]
        if not complete:
            what[row], todo[row] = unfinished
    for row, problems in batch.faults.items():
        what[row], todo[row] = reasons(problems, words.lang)
    texts: Mapping[str, Sequence[str | None]] = {_STATUS: status, WHAT: what, DO: todo}
    return {key: pl.Series(cells, dtype=pl.String) for key, cells in texts.items()}


def _cells(batch: Batch, columns: Sequence[Column], lang: str) -> pl.DataFrame:
    """Return the park's own cells, and over some columns the texts that stand among numbers.

    A column of numbers was read as text when it holds a word; its numbers stay numbers.
    """
    original = batch.register.original
    cells = {column.id: _plain(original[column.id]) for column in columns}
    texts: dict[str, pl.Series] = {}
    for column in columns:
        found = cells[column.id]
        if found.dtype == pl.String and style_of(column) == "cell":
            distinct = found.drop_nulls().unique()
            numbers = distinct.filter(distinct.str.contains(NUMERAL))
            values = numbers.cast(pl.Float64)
            cells[column.id] = found.replace_strict(numbers, values, default=None)
            texts[column.id] = found.set(cells[column.id].is_not_null(), None)
    for (row, name), text in marked_cells(batch.register, batch.faults, lang).items():
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, original.height)
        texts[name] = texts.get(name, nothing).scatter(row, text)
    return pl.DataFrame(cells | {f"{OVER}{name}": found for name, found in texts.items()})


def _plain(column: pl.Series) -> pl.Series:
    """Return a column that a sheet can hold; a Parquet file may have lists and dates."""
    kind = column.dtype
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join(SEPARATOR)
    if kind == pl.Boolean or kind.is_float() or kind.is_integer():
        return column
    return column.cast(pl.Float64 if kind.is_decimal() else pl.String)


def _lay_out(
    book: Any, formats: Mapping[str, Any], name: str, frame: pl.DataFrame,
    titles: Mapping[str, str], reference: str, words: Words,
) -> None:  # fmt: skip
    """Lay out a sheet of results: ids, titles, widths, formats, filters; the rows come later."""
    sheet = book.add_worksheet(name)
    quiet = book.add_format({"font_color": "#6B7780", "font_size": 9, "num_format": "@"})
    last, width = _HEAD + frame.height - 1, frame.width
    columns = list(frame.schema.items())
    for place, (key, kind) in enumerate(columns):
        text = "text" if kind == pl.String else "plain"
        style, wide = _FORMATS.get(key) or (
            _SCORE if key in titles and key[:1] == "_" else (text, _WIDTHS.get(key, _OWN))
        )
        sheet.set_column(place, place, wide if place else 5.0, formats.get(style))
        sheet.write_string(0, place, key or MARK, quiet)
    sheet.write_string(1, 0, reference, quiet)
    for place, (key, _) in enumerate(columns[1:], start=1):
        sheet.write_string(1, place, titles.get(key) or key, formats["head"])
    sheet.set_row(1, 45)
    keys = list(frame.columns)
    status = letter(keys.index(_STATUS))
    rule = f'=${status}{_HEAD + 1}="{words("register.rejected")}"'
    red = {"type": "formula", "criteria": rule, "format": book.add_format(_RED)}
    sheet.conditional_format(_HEAD, 0, last, width - 1, red)
    sheet.autofilter(1, 0, last, width - 1)
    sheet.freeze_panes(_HEAD, keys.index(_STATUS) + 1)


def _explain(book: Any, formats: Mapping[str, Any], batch: Batch, words: Words) -> None:
    sheet = book.add_worksheet(words("register.help"))
    sheet.set_column(0, 0, 24, formats["text"])
    sheet.set_column(1, 1, 100, formats["wrap"])
    complete = int(batch.complete.sum())
    counts = [
        (words("register.assessed"), words("register.count", n=complete)),
        (words("register.partial"), words("register.count", n=len(batch) - complete)),
        (words("register.rejected"), words("register.rows", n=len(batch.faults))),
    ]
    lines = [("", words(f"register.guide.{key}")) for key in _GUIDE]
    for row, (label, text) in enumerate([*counts, *lines]):
        sheet.write_string(row, 0, label, formats["text"])
        sheet.write_string(row, 1, text, formats["wrap"])
