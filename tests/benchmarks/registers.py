"""Rows 3 and 10 of the budgets: a register on disk to scores, and to all that a park gets.

Row 10 is measured twice: what has to be done with a register, and the server's job that does it,
which also stores it in steps that survive a crash. The check before, which reads the register a
first time for the preview, is in neither.
"""

from __future__ import annotations

import logging
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

import questionnaires
import scoring
from api.kit.settings import Settings
from api.kit.storage import Storage
from assessment.register import assess_register
from questionnaires.files import read_answers, read_register
from reports.register import write_register_results
from tests.api.parks.campaign_world import world
from tests.benchmarks import firms, park_register
from tests.benchmarks.timing import RUNS, Row, against, seconds
from tests.benchmarks.world import opened

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


def park() -> Iterator[Row]:
    """Row 10 without storing or a server: ten thousand rows read, validated, scored, and handed back."""
    textile = questionnaires.load("textile")
    with tempfile.TemporaryDirectory() as folder:
        path, results = Path(folder) / "register.xlsx", Path(folder) / "results.xlsx"
        table = park_register.frame(ROWS_XLSX)
        path.write_bytes(park_register.rows_xlsx(table))

        def work() -> None:
            batch = assess_register(read_register(path, lambda _: textile))
            assert len(batch.digests) == ROWS_XLSX
            write_register_results(batch, results, "zh")

        yield against(
            f"register {ROWS_XLSX:,} x {table.width}: read, validated, scored, texts to store, result workbook",
            work, "calamine reading the file and a bare executemany of the rows",
            lambda: _stored_as_it_is(path, Path(folder) / "rows.db"), budget=3,
        )  # fmt: skip


def imported() -> Iterator[Row]:
    """Row 10 in the server: the job that reads, scores and stores a register that was confirmed."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        path.write_bytes(park_register.rows_xlsx(park_register.frame(ROWS_XLSX)))
        pairs = []
        for run in range(RUNS):
            mine = _job_seconds(path, Path(folder) / str(run))
            pairs.append((mine, seconds(lambda: _stored_as_it_is(path, Path(folder) / "rows.db"))))
    logging.disable(logging.NOTSET)
    yield Row(
        f"register of {ROWS_XLSX:,} taken over by the server, SQLite",
        statistics.median(mine for mine, _ in pairs), "s",
        "calamine reading the file and a bare executemany of the rows",
        statistics.median(mine / other for mine, other in pairs), 3,
    )  # fmt: skip


def _job_seconds(path: Path, data_dir: Path) -> float:
    """Return how long a new server takes for a register that has been checked and confirmed."""
    settings = Settings(data_dir=data_dir)
    database = opened(settings)
    state = SimpleNamespace(
        settings=settings, database=database, storage=Storage(data_dir / "documents")
    )
    park = world(SimpleNamespace(state=state))
    order = park.upload(path.read_bytes(), path.name)
    taken = seconds(lambda: park.confirm(order))
    if len(park.entries()) != ROWS_XLSX:
        raise RuntimeError("not all rows were stored")
    database.dispose()
    return taken


def _stored_as_it_is(path: Path, target: Path) -> None:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    places = range(len(rows[0]))
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as database:
        database.execute(f"CREATE TABLE r ({', '.join(f'c{n}' for n in places)})")
        database.executemany(f"INSERT INTO r VALUES ({', '.join('?' for _ in places)})", rows)
        database.commit()


ROWS = (parquet, csv, xlsx, park, imported)
