"""A park's register as a workbook: invented members (示例), and faults planted in known cells.

``book(5000)`` is always the same: 5,000 rows, of which ``FAULTS`` are each wrong in one cell.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import polars as pl
import xlsxwriter

import questionnaires
from questionnaires.cells import column_names
from questionnaires.model import Question
from questionnaires.workbook.layout import letter
from reports.rows import OVER, add_rows
from tests.benchmarks.parks import members
from tests.codes import credit_code

HEAD = 3
"""Rows above the first firm: ids, questions, hints."""

_SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row of the file: the column it is placed at, and its code."""

    row: int
    column: str
    code: str


@cache
def frame(firms: int, *, whole: bool = False) -> pl.DataFrame:
    """Return the register of so many members without a fault; a few answers are words.

    *whole*: answers that are missing are those of the firm above, so that every row is complete.
    """
    random = np.random.default_rng(firms)
    found = members(firms).with_columns(
        pl.Series("credit_code", [credit_code(n) for n in range(1, firms + 1)]),
        pl.col("processes").list.join("; "),
        pl.lit("full").alias("form"),
        pl.lit("是").alias("fictional"),
        pl.Series("_备注", [f"第{n % 7 + 1}片区" for n in range(firms)]),
    )
    words: list[pl.Expr] = []
    for question in questionnaires.load("textile").questions:
        if not question.is_quantity:
            share = random.random(firms)
            unknown, not_for = pl.Series(share < 0.02), pl.Series(share > 0.98)
            word = pl.when(unknown).then(pl.lit("不清楚"))
            if question.may_not_apply:
                word = word.when(not_for).then(pl.lit("不适用：没有这类设备"))
            words.append(word.otherwise(pl.col(question.id)).alias(question.id))
    first = ["name", "credit_code"]
    found = found.with_columns(words).select(*first, pl.exclude(*first))
    if not whole:
        return found
    answers = pl.col([name for name in found.columns if "." in name])
    above = answers.fill_null(strategy="forward").fill_null(strategy="backward")
    return found.with_columns(above)


def rows_xlsx(table: pl.DataFrame) -> bytes:
    """Return the table as a register's workbook, ids on top; rungs are numbers, as people type."""
    texts = {q.id: q.text.to("zh") for q in questionnaires.load("textile").questions}
    head, target = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(head) as laid_out:
        sheet = laid_out.add_worksheet("登记表")
        text = laid_out.add_format({"num_format": "@"})
        for place, (name, kind) in enumerate(table.schema.items(), start=1):
            sheet.set_column(place, place, 14, text if kind == pl.String else None)
            sheet.write_string(0, place, name)
            sheet.write_string(1, place, texts.get(name, ""))
        for row, mark in enumerate(("#", "# textile@1.0.0", "# 从第4行开始填")):
            sheet.write_string(row, 0, mark)
    blank = pl.lit(None, dtype=pl.String).alias("#mark")
    ladders = [q.id for q in questionnaires.load("textile").questions if q.kind == "level"]
    rungs = [pl.col(name).cast(pl.Float64, strict=False) for name in ladders]
    words = [pl.when(rung.is_null()).then(pl.col(rung.meta.output_name())) for rung in rungs]
    over = [word.alias(f"{OVER}{name}") for word, name in zip(words, ladders, strict=True)]
    written = table.select(blank, pl.all()).with_columns(*rungs, *over)
    add_rows(head.getvalue(), {0: written}, target, start=HEAD)
    return target.getvalue()


@cache
def book(firms: int, *, whole: bool = False) -> tuple[bytes, tuple[Fault, ...]]:
    """Return the register of so many members with all faults planted, and the faults.

    Rows with a fault in the credit code say that their firm is real: an invented one needs none.
    """
    table = frame(firms, whole=whole)
    step = firms // (len(FAULTS) + 1)
    assert step > HEAD, "too few rows for all faults"
    rows = [(n + 1) * step for n in range(len(FAULTS))]
    # a cell that is empty would not be in the file, where the fault is to take its place
    filled = {name: table[name].to_list() for name, _, _ in FAULTS}
    for row, (name, _, _) in zip(rows, FAULTS, strict=True):
        if name == "credit_code":
            filled["fictional"][row - HEAD - 1] = "否"
        filled[name][row - HEAD - 1] = "x" if table[name].dtype == pl.String else 1
    table = table.with_columns(
        pl.Series(name, cells, dtype=table[name].dtype, strict=False)
        for name, cells in filled.items()
    )
    places = {name: place for place, name in enumerate(table.columns, start=1)}
    cells = [(places[name], row, xml) for row, (name, _, xml) in zip(rows, FAULTS, strict=True)]
    faults = tuple(
        Fault(row, letter(places[name.replace(":denominator", ":numerator")]), code)
        for row, (name, code, _) in zip(rows, FAULTS, strict=True)
    )
    merges = [f for f in faults if f.code == "table.merged"]
    beside = letter(places["_备注"])
    merged = [f"{fault.column}{fault.row}:{beside}{fault.row}" for fault in merges]
    return _planted(rows_xlsx(table), cells, merged), faults


Cells = Sequence[tuple[int, int, str]]
"""Column, row and XML of cells, by row."""


def _planted(data: bytes, cells: Cells, merged: Sequence[str]) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == _SHEET:
                content = _sheet(content, cells, merged)
            new.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _sheet(xml: bytes, cells: Cells, merged: Sequence[str]) -> bytes:
    pieces, at = [], 0
    for column, row, content in cells:
        name = f'<c r="{letter(column)}{row}"'
        start = xml.index(name.encode(), at)
        end = xml.index(b"</c>", start) + len(b"</c>")
        pieces += [xml[at:start], content.replace("<c", name, 1).encode()]
        at = end
    before, end_tag, after = xml[at:].partition(b"</sheetData>")
    merges = "".join(f'<mergeCell ref="{cells}"/>' for cells in merged)
    listed = f'<mergeCells count="{len(merged)}">{merges}</mergeCells>'
    return b"".join([*pieces, before, end_tag, listed.encode(), after])


def _text(value: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _number(value: float) -> str:
    return f"<c><v>{value!r}</v></c>"


def _first(**wanted: Any) -> Question:
    found = (q for q in questionnaires.load("textile").questions if q.weight)
    return next(q for q in found if all(getattr(q, key) == value for key, value in wanted.items()))


def _identity() -> Iterator[tuple[str, str, str]]:
    yield "name", "table.no_name", ""
    yield "name", "table.no_name", _text(" \u3000\u200b")
    yield "name", "profile.name_too_long", _text("示例" * 101)
    yield "credit_code", "table.no_credit_code", ""
    yield "credit_code", "table.no_credit_code", _text(" - ")
    yield "credit_code", "profile.bad_credit_code", _text(credit_code(1)[:-2] + "00")
    yield "credit_code", "profile.bad_credit_code", _text(credit_code(1)[:-1])
    yield "credit_code", "profile.code_is_a_number", _number(913306021234567000.0)
    yield "credit_code", "profile.code_is_a_number", _text("9.1330E+17")
    yield "credit_code", "table.duplicate_firm", _text(credit_code(1))
    yield "credit_code", "table.duplicate_firm", _text(f" {credit_code(2)[:9].lower()}-{credit_code(2)[9:]}")  # fmt: skip
    yield "credit_code", "table.duplicate_firm", _text(credit_code(3).replace("9", "９"))


def _facts() -> Iterator[tuple[str, str, str]]:
    yield "region", "profile.bad_region", _text("999999")
    yield "industry", "profile.bad_industry", _text("5101")
    yield "processes", "profile.bad_process", _text("dyeing; 炼钢")
    yield "processes", "profile.bad_process", _text("印染厂")
    yield "employees", "profile.bad_employees", _text("约200人")
    yield "employees", "profile.bad_employees", _number(20.5)
    yield "revenue", "profile.bad_revenue", _number(-5.0)
    yield "form", "sheet.bad_form", _text("长的")
    yield "fictional", "profile.bad_fictional", _text("也许")
    yield "employees", "table.error_value", '<c t="e"><v>#N/A</v></c>'
    yield "revenue", "table.formula", "<c><f>SUM(A1:A3)</f><v>6</v></c>"


def _answers() -> Iterator[tuple[str, str, str]]:
    textile = questionnaires.load("textile")
    ladder, number = _first(kind="level", may_not_apply=False).id, _first(kind="number")
    optional = _first(may_not_apply=True, is_quantity=False).id
    ticks = _first(kind="multiple")
    top, bottom = column_names(_first(kind="count_of"))
    both = "; ".join(option.id for option in ticks.options)
    yield ladder, "answer.no_such_option", _number(9.0)
    yield ladder, "answer.no_such_option", _text("很好")
    yield ladder, "answer.must_apply", _text("不适用：不想答")
    yield ladder, "table.formula", '<c t="str"><f>HYPERLINK("x")</f><v>3</v></c>'
    yield column_names(textile.questions[-1])[-1], "table.merged", ""
    yield optional, "answer.no_reason", _text("不适用")
    yield ticks.id, "answer.exclusive_option", _text(both)
    yield number.id, "answer.not_a_number", _text("75吨")
    yield number.id, "answer.not_a_number", _text("1e999")
    yield number.id, "answer.out_of_range", _number(-1.0)
    yield number.id, "answer.out_of_range", _number(1e12)
    yield top, "answer.needs_two_figures", ""
    yield top, "answer.negative_count", _number(-3.0)
    yield bottom, "answer.zero_denominator", _number(0.0)


FAULTS = (*_identity(), *_facts(), *_answers())
