"""A register that was read: a data frame for scoring, and where in the file each cell stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from questionnaires.cells import SEPARATOR, UNKNOWN_WORDS, cell_answer
from questionnaires.credit_codes import plain_codes
from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Question, Questionnaire
from questionnaires.workbook.book import cell_text
from questionnaires.workbook.layout import TEXT_FACTS, known_columns

__all__ = ["MAX_PROBLEMS", "UNUSABLE", "Register", "Spots", "make_register"]

UNUSABLE = "#" * 201
"""Put into a cell that reading found a problem with: no column takes it (a name has at most 200
characters), so that whoever scores the frame refuses the row as well."""

MAX_PROBLEMS = 10_000
"""Problems listed at most; a table with more is wrong as a whole (a shifted column, say)."""

_MANGLED_CODE = r"^\d(\.\d+)?[eE]\+?\d+$"  # 9.1330E+17
_SHOWN_AS_TEXT = (pl.Null, pl.Date, pl.Datetime, pl.Time, pl.Categorical, pl.Enum)
_LABELS = 5_000  # distinct cells of a column that are compared with the options' labels


@dataclass(frozen=True)
class Spots:
    """Where the cells of a frame stand in the file.

    *rows* is the row number in the file of each row of the frame, *letters* the spreadsheet column
    of each column; a file without lettered columns (Parquet) has none.
    """

    file: str
    rows: NDArray[np.int64]
    sheet: str | None = None
    head: int | None = None
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(self, row: int, column: str) -> Place:
        """Return the place of a cell; *row* counts the frame's rows from 0."""
        return self._place(int(self.rows[row]), column)

    def heading(self, column: str) -> Place:
        """Return the place of a column's id."""
        return self._place(self.head, column)

    def _place(self, row: int | None, column: str) -> Place:
        # without letters the id itself says which column it is
        shown = self.letters.get(column) or column
        named = column if shown != column else None
        return Place(self.file, sheet=self.sheet, row=row, column=shown, field=named)


@dataclass(frozen=True)
class Register:
    """A register that was read.

    ``frame`` has a row per firm and the columns that ``scoring.score_many`` understands; rows with
    a problem are still in it, with a cell that scoring refuses. ``problems`` are those found while
    reading; pass those that scoring finds through ``place`` to learn where they are in the file.
    ``original`` holds the cells as they were read.
    """

    questionnaire: Questionnaire
    frame: pl.DataFrame
    original: pl.DataFrame
    spots: Spots
    cells: Mapping[tuple[int, str], Problem] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What reading found, from top to bottom."""
        return (*self.notes, *(self.cells[key] for key in sorted(self.cells)))

    def refuse(self, cells: Mapping[tuple[int, str], Problem]) -> Register:
        """Return the register with problems of more cells; of one cell's the first stays."""
        frame = _with_spoilt(self.frame, cells)
        return replace(self, frame=frame, cells={**cells, **self.cells})

    def place(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return scoring's problems with their place in the file, without those already known."""
        known = {(row, column.partition(":")[0]) for row, column in self.cells}
        placed = []
        for problem in problems:
            row, column = problem.place.row, problem.place.column or problem.place.field or ""
            if row is None:
                place = self.spots.heading(column) if column else Place(self.spots.file)
            elif (row - 1, column.partition(":")[0]) in known:
                continue
            else:
                place = self.spots.cell(row - 1, column)
            placed.append(replace(problem, place=place))
        return tuple(placed)


def make_register(
    questionnaire: Questionnaire,
    frame: pl.DataFrame,
    spots: Spots,
    cells: Mapping[tuple[int, str], Problem] | None = None,
    notes: Iterable[Problem] = (),
) -> Register:
    """Return the register of *frame* with whatever else can be wrong with its cells.

    Raises ``QuestionnaireError`` for a table without firms or with a column of a strange type.
    """
    if not frame.height:
        raise QuestionnaireError(
            [Problem("table.no_rows", Place(spots.file, sheet=spots.sheet, row=spots.head))]
        )
    found = dict(cells or {})
    original = frame
    frame = _plain_types(questionnaire, frame, spots)
    _credit_codes(frame, spots, found)
    if len(found) >= MAX_PROBLEMS:
        raise QuestionnaireError([*notes, *found.values()])
    changed = [
        tidy
        for question in questionnaire.questions
        if not question.is_quantity
        and question.id in frame.columns
        and (tidy := _tidy(question, frame[question.id])) is not None
    ]
    frame = _with_spoilt(frame.with_columns(changed), found)
    return Register(questionnaire, frame, original, spots, found, tuple(notes))


def _plain_types(questionnaire: Questionnaire, frame: pl.DataFrame, spots: Spots) -> pl.DataFrame:
    """Make every known column numbers, text or truth values; a Parquet file may hold more."""
    lists = {q.id for q in questionnaire.questions if q.kind == "multiple"} | {"processes"}
    known = known_columns(questionnaire)
    changed, problems = [], []
    for column in frame.get_columns():
        kind = column.dtype
        if column.name not in known or kind in (pl.String, pl.Boolean, pl.Float64, pl.Int64):
            continue
        if kind in _SHOWN_AS_TEXT:
            changed.append(column.cast(pl.String))
        elif kind.is_decimal() or kind.is_float():
            changed.append(column.cast(pl.Float64))
        elif not kind.is_integer() and not (column.name in lists and kind == pl.List(pl.String)):
            values = {"name": column.name, "kind": type(kind).__name__}
            problems.append(Problem("table.bad_type", spots.heading(column.name), values))
    if problems:
        raise QuestionnaireError(problems)
    frame = frame.with_columns(changed)
    texts = [
        _as_text(frame[fact])
        for fact in sorted(TEXT_FACTS)
        if fact in frame.columns and frame[fact].dtype.is_numeric() and fact != "credit_code"
    ]
    return frame.with_columns(texts)


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        return column
    cells = [None if value is None else cell_text(value) for value in column.to_list()]
    return pl.Series(column.name, cells, dtype=pl.String)


def _credit_codes(frame: pl.DataFrame, spots: Spots, found: dict[tuple[int, str], Problem]) -> None:
    """Report codes that were turned into numbers, and the second row of the same firm."""
    if "credit_code" not in frame.columns:
        return
    codes = frame["credit_code"]
    if codes.dtype != pl.String:
        mangled = codes.is_not_null()
        codes = _as_text(codes)
    else:
        mangled = codes.str.contains(_MANGLED_CODE).fill_null(value=False)
    for row in mangled.arg_true().to_list()[:MAX_PROBLEMS]:
        values = {"value": codes[row]}
        problem = Problem("profile.code_is_a_number", spots.cell(row, "credit_code"), values)
        found.setdefault((row, "credit_code"), problem)
    plain = plain_codes(codes)
    usable = ~mangled & (plain != "").fill_null(value=False)
    repeated = (usable & ~plain.is_first_distinct()).arg_true().to_list()
    first: dict[str | None, int] = {}
    if repeated:
        for row, code in enumerate(plain.to_list()):
            first.setdefault(code, row)
    for row in repeated[:MAX_PROBLEMS]:
        values = {"code": plain[row], "first": int(spots.rows[first[plain[row]]])}
        problem = Problem("table.duplicate_firm", spots.cell(row, "credit_code"), values)
        found.setdefault((row, "credit_code"), problem)


def _tidy(question: Question, column: pl.Series) -> pl.Series | None:
    """Return the column with rungs as whole numbers and labels as ids, ``None`` if it is so."""
    if column.dtype == pl.Float64:
        values = column.to_numpy()
        missing = np.isnan(values)
        whole = missing | ((np.floor(values) == values) & (np.abs(values) < 1e15))  # noqa: PLR2004  # exact
        if not whole.all():
            return _as_text(column)
        if not missing.any():
            return pl.Series(column.name, values.astype(np.int64))
        return pl.Series(column.name, values, nan_to_null=True).cast(pl.Int64)
    if column.dtype != pl.String:
        return None
    cells = column.unique()
    if len(cells) > _LABELS:  # so many are not labels
        return None
    ids = {option.id for option in question.options}
    ids_of = {
        cell: meant
        for cell in cells.to_list()
        if cell and cell not in ids and (meant := _meant(question, cell, ids))
    }
    return column.replace(ids_of) if ids_of else None


def _meant(question: Question, cell: str, ids: set[str]) -> str | None:
    """Return the ids meant by a label or text, in the way the register writes them."""
    raw = cell_answer(question, cell)
    chosen = [raw] if isinstance(raw, str) else raw
    if isinstance(chosen, list) and chosen and set(chosen) <= ids:
        written = SEPARATOR.join(chosen)
        return None if written in UNKNOWN_WORDS else written
    return None


def _with_spoilt(frame: pl.DataFrame, found: Mapping[tuple[int, str], Problem]) -> pl.DataFrame:
    columns = {column for _, column in found}
    return frame.with_columns(_spoilt(frame[column], found) for column in sorted(columns))


def _spoilt(column: pl.Series, found: Mapping[tuple[int, str], Problem]) -> pl.Series:
    rows = [row for row, name in found if name == column.name]
    if isinstance(column.dtype, pl.List):
        column = pl.Series(column.name, [None if v is None else SEPARATOR.join(v) for v in column])
    return _as_text(column).scatter(rows, UNUSABLE)
