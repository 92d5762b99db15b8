"""Row 3 of the budgets: a register on disk to scores, against only reading the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

import scoring
from questionnaires.files import read_answers
from tests.benchmarks import firms
from tests.benchmarks.timing import Row, against

ROWS_XLSX, COLUMNS_XLSX = 10_000, 90


def score_file(path: Path) -> scoring.ScoreTable:
    """Do what the command line does with a register, up to the scores."""
    register = read_answers(path, lambda _: firms.questionnaire()).register
    assert register is not None
    return scoring.score_many(firms.questionnaire(), register.frame, errors="reject")


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    names = pl.Series("name", [f"示例{i}" for i in range(frame.height)])
    return frame.select(names, pl.all())


def parquet() -> Iterator[Row]:
    """Parquet of a million firms and eighty answers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.parquet"
        _named(firms.frame()).write_parquet(path)
        yield against(
            "Parquet 1,000,000 x 80 to scores", lambda: score_file(path),
            "polars reading the file", lambda: pl.read_parquet(path), budget=1.5,
        )  # fmt: skip


def csv() -> Iterator[Row]:
    """CSV of a million firms and eighty answers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        _named(firms.frame()).write_csv(path)
        yield against(
            "CSV 1,000,000 x 80 to scores", lambda: score_file(path),
            "polars reading the file", lambda: pl.read_csv(path), budget=1.5,
        )  # fmt: skip


def xlsx() -> Iterator[Row]:
    """Workbook of ten thousand firms and ninety columns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        frame = _named(firms.frame().head(ROWS_XLSX))
        notes = [f"_note{i}" for i in range(COLUMNS_XLSX - frame.width)]
        frame = frame.with_columns(pl.lit("备注").alias(note) for note in notes)
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, frame.columns)
            for number, row in enumerate(frame.iter_rows(), start=1):
                sheet.write_row(number, 0, row)
        yield against(
            "XLSX 10,000 x 90 to scores", lambda: score_file(path),
            "calamine reading the file",
            lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(),
            budget=1.5,
        )  # fmt: skip


ROWS = (parquet, csv, xlsx)
