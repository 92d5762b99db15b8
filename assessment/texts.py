"""Answers and profiles of whole tables as the JSON texts that are stored, cell by distinct cell.

The texts are those of ``json.dumps`` for ``AnswerSheet.to_plain`` and the profile's facts; only
rows that scoring accepted may be handed in. No Python code runs per firm and answer: each distinct
cell goes once through the validator, and polars joins the pieces.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from questionnaires.answers import Answer, parse_answer
from questionnaires.cells import cell_answer, column_names
from questionnaires.credit_codes import plain_codes
from questionnaires.model import Question, Questionnaire
from questionnaires.numbers import clean_text
from questionnaires.profile import FACTS, Profile, parse_profile

__all__ = ["answer_texts", "fact_texts", "object_texts"]


def answer_texts(questionnaire: Questionnaire, frame: pl.DataFrame) -> list[pl.Series]:
    """Return per question of the table its JSON, null where there is no answer."""
    found = []
    for question in questionnaire.questions:
        names = column_names(question)
        if all(name in frame.columns for name in names):
            cells = [frame[name] for name in names]
            found.append(_answers(question, cells).alias(question.id))
    return found


def fact_texts(frame: pl.DataFrame) -> list[pl.Series]:
    """Return per fact of the profile its JSON, for firms that do not give it that of nothing."""
    empty = Profile()
    found = []
    for fact in FACTS:
        nothing = json.dumps(getattr(empty, fact))
        if fact in frame.columns:
            texts = _facts(frame[fact]).fill_null(nothing)
        else:
            texts = pl.Series([nothing]).new_from_index(0, frame.height)
        found.append(texts.alias(fact))
    return found


def object_texts(columns: Sequence[pl.Series], height: int) -> list[str]:
    """Return per row the JSON object of the columns that have something there."""
    if not columns:
        return ["{}"] * height
    entries = [pl.lit(f"{json.dumps(c.name)}: ") + pl.col(c.name) for c in columns]
    inside = pl.concat_str(entries, separator=", ", ignore_nulls=True)
    joined = pl.DataFrame(columns).select(pl.lit("{") + inside + pl.lit("}"))
    texts: list[str] = joined.to_series().to_list()
    return texts


def _answers(question: Question, cells: list[pl.Series]) -> pl.Series:
    if not question.is_quantity:
        return _mapped(cells[0], lambda cell: _text(question, cell))
    numbers = [_numbers(series) for series in cells]
    texts = [_mapped(series, _number) for series in numbers]
    if len(texts) > 1:
        template = '{{"numerator": {}, "denominator": {}}}'
        found = pl.select(pl.format(template, *texts)).to_series()
    else:
        found = texts[0]
    given = np.any([series.is_not_null() for series in cells], axis=0)
    odd = np.flatnonzero(given & found.is_null().to_numpy())
    careful = [_text(question, *(series[row] for series in cells)) for row in odd.tolist()]
    return found.scatter(odd, careful) if careful else found


def _numbers(cells: pl.Series) -> pl.Series:
    """Return the numbers of a column, null where there is none or a closer look is needed."""
    if not (cells.dtype.is_numeric() or cells.dtype == pl.String):
        return pl.Series([None], dtype=pl.Float64).new_from_index(0, len(cells))
    values = cells.cast(pl.Float64, strict=False)
    return pl.select(pl.when(values.is_finite()).then(values)).to_series()


def _number(value: float) -> str:
    return repr(value + 0.0)  # turns -0.0 into 0.0, as reading a number does


def _text(question: Question, *cells: Any) -> str | None:
    plain = (None if _is_nan(cell) else cell for cell in cells)
    answer = parse_answer(question, cell_answer(question, *plain))
    return json.dumps(answer.to_plain(question)) if isinstance(answer, Answer) else None


def _is_nan(cell: Any) -> bool:
    return isinstance(cell, float) and cell != cell  # noqa: PLR0124  # so data frames write "nothing"


def _facts(cells: pl.Series) -> pl.Series:
    fact = cells.name
    if fact == "credit_code" and cells.dtype == pl.String:
        plain = plain_codes(cells)
        quoted = pl.format('"{}"', plain)
        return pl.select(pl.when(plain != "").then(quoted)).to_series()
    if fact == "name" and cells.dtype == pl.String:
        return _mapped(cells, lambda cell: json.dumps(clean_text(cell)))
    if fact == "revenue" and cells.dtype.is_numeric():
        return _mapped(_numbers(cells), _number)

    def text(cell: Any) -> str | None:
        profile, _ = parse_profile({} if _is_nan(cell) else {fact: cell})
        return json.dumps(getattr(profile, fact))

    return _mapped(cells, text)


def _mapped(cells: pl.Series, text: Callable[[Any], str | None]) -> pl.Series:
    """Return the text of every cell, found out once for each distinct one."""
    if isinstance(cells.dtype, pl.List):
        listed = [None if cell is None else text(cell) for cell in cells.to_list()]
        return pl.Series(listed, dtype=pl.String)
    distinct = cells.drop_nulls().unique()
    texts = pl.Series([text(cell) for cell in distinct.to_list()], dtype=pl.String)
    return cells.replace_strict(distinct, texts, default=None, return_dtype=pl.String)
