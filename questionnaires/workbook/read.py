"""One door for reading: a workbook (form or register), CSV or Parquet."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from questionnaires.answers import AnswerSheet
from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Questionnaire
from questionnaires.workbook.book import Grid, open_book
from questionnaires.workbook.form_page import find_sheet
from questionnaires.workbook.form_reading import quoted_form, read_form
from questionnaires.workbook.layout import FORM_MARK, PROFILE_MARK, QuestionnaireFor, known_columns
from questionnaires.workbook.register_rows import find_heading, quoted_questionnaire, read_rows
from questionnaires.workbook.register_table import Register, Spots, make_register

__all__ = ["MAX_TABLE_CELLS", "FilledForm", "read_parquet", "read_workbook"]

MAX_TABLE_CELLS = 500_000_000
"""Rows x columns of a Parquet file; a million firms on 140 columns have 140 million."""

_PARQUET = b"PAR1"


@dataclass(frozen=True)
class FilledForm:
    """One firm's workbook: what it quotes, what can be used of it, and what cannot."""

    questionnaire: Questionnaire
    place: Place
    """Where the questionnaire is quoted."""
    sheet: AnswerSheet
    problems: tuple[Problem, ...]
    mark: str = ""
    """What the form was marked with when it was written."""
    confidence: Mapping[str, str] = field(default_factory=dict)
    """How sure the firm says it is, by question."""


def read_workbook(
    data: bytes, file: str, questionnaire_for: QuestionnaireFor
) -> FilledForm | Register:
    """Read a form or a register; raises ``QuestionnaireError`` when it is neither."""
    grids = open_book(data, file).grids
    answers = find_sheet(grids, FORM_MARK)
    if answers is None:
        return _register(grids, file, questionnaire_for)
    quoted, _, mark = quoted_form(answers)
    questionnaire = questionnaire_for(quoted)
    sheet, sure, problems = read_form(questionnaire, answers, find_sheet(grids, PROFILE_MARK))
    place = Place(file, sheet=answers.sheet, row=1, column="B")
    return FilledForm(questionnaire, place, sheet, tuple(problems), mark, sure)


def _register(grids: list[Grid], file: str, questionnaire_for: QuestionnaireFor) -> Register:
    quoted = [reference for grid in grids if (reference := quoted_questionnaire(grid.head))]
    questionnaire = questionnaire_for(quoted[0] if quoted else None)
    found = [
        (grid, heading)
        for grid in grids
        if (heading := find_heading(grid.head, questionnaire, Place(file, sheet=grid.sheet)))
    ]
    if not found:
        blank = all(cell == "" for grid in grids for row in grid.rows for cell in row)
        code = "file.empty" if blank else "table.unknown_layout"
        raise QuestionnaireError([Problem(code, Place(file))])
    if len(found) > 1:
        values = {"sheets": ", ".join(grid.sheet for grid, _ in found)}
        raise QuestionnaireError([Problem("table.several_tables", Place(file), values)])
    grid, heading = found[0]
    return read_rows(questionnaire, heading, grid)


def read_parquet(source: Path | bytes, file: str, questionnaire_for: QuestionnaireFor) -> Register:
    """Read a register from Parquet; raises ``QuestionnaireError`` when there is none in it."""
    _check_parquet(source, file)
    questionnaire = questionnaire_for(None)
    try:
        lazy = pl.scan_parquet(source if isinstance(source, Path) else io.BytesIO(source))
        names = lazy.collect_schema().names()
        height = lazy.select(pl.len()).collect().item()
        if height * len(names) > MAX_TABLE_CELLS:
            size = {"rows": f"{height:,}", "columns": f"{len(names):,}"}
            raise QuestionnaireError([Problem("table.too_big", Place(file), size)])
        if not known_columns(questionnaire) & set(names):
            raise QuestionnaireError([Problem("table.no_columns", Place(file))])
        frame = lazy.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        problem = Problem("file.damaged", Place(file), {"why": str(error)})
        raise QuestionnaireError([problem]) from error
    spots = Spots(file, np.arange(1, frame.height + 1, dtype=np.int64))
    return make_register(questionnaire, frame, spots)


def _check_parquet(source: Path | bytes, file: str) -> None:
    if isinstance(source, Path):
        with source.open("rb") as opened:
            ends = opened.read(4)
    else:
        ends = source[:4]
    if not ends:
        raise QuestionnaireError([Problem("file.empty", Place(file))])
    if ends != _PARQUET:
        raise QuestionnaireError([Problem("file.wrong_kind", Place(file), {"expected": "Parquet"})])
