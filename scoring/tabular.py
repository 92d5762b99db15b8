"""Data frames -> matrix: whole columns are translated at once, odd cells one by one.

A cell that the fast translation does not know (``３``, ``" 2 "``, ``N/A: no boiler``) goes through
the same validator as every other answer, so a table accepts and refuses exactly what a form does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from questionnaires.answers import Answer, AnswerSheet, nearest, parse_answer, parse_sheet
from questionnaires.cells import UNKNOWN_WORDS, cell_answer
from questionnaires.errors import Place, Problem
from questionnaires.model import Question
from questionnaires.profile import FACTS
from scoring.errors import MAX_PROBLEMS, Findings
from scoring.facts import read_facts
from scoring.frames import as_polars
from scoring.matrix import Matrix, empty, encode_answer
from scoring.plan import FIRST, Code, Plan, QuestionPlan

__all__ = ["read_table"]

_ODD = 65_535  # marks a cell for the careful road; no code reaches it (at most 12 options)
_BYTE = 256
_THREADS_FROM = 50_000  # rows

Codes = NDArray[np.unsignedinteger]
Floats = NDArray[np.float64]


def read_table(plan: Plan, table: Any) -> tuple[Matrix, list[Problem]]:
    """Return the matrix of the usable rows and the problems of the others.

    Row numbers count from 1, the first data row. A column that is neither a question nor a profile
    fact nor marked as private by a leading ``_`` is a problem, never ignored.
    """
    frame = as_polars(table)
    findings = Findings(np.zeros(frame.height, dtype=np.bool_))
    for problem in _unknown_columns(plan, frame):
        findings.add(problem)
    facts, quick = read_facts(frame, findings)
    codes, values = empty(plan, frame.height)

    def read(question: QuestionPlan) -> Findings:
        found, row = findings.beside(), question.index
        own = plan.quantities.get(row)
        figures = None if own is None else values[own]
        _column(question, frame, codes[row], figures, found)
        return found

    rows = None
    problems = list(findings.problems)
    for found in _each(read, plan, frame.height):
        problems += found.problems[: MAX_PROBLEMS - len(problems)]
    if findings.spoilt.any():
        good = ~findings.spoilt
        frame = frame.filter(pl.Series(good))
        facts, quick = read_facts(frame, Findings(np.zeros(frame.height, dtype=np.bool_)))
        codes, values, rows = codes[:, good], values[:, good], np.flatnonzero(good)
    sheet = _sheet_of(plan, frame)
    return Matrix(codes, values, facts, quick, sheet, _ids(frame), rows=rows), problems


def _ids(frame: pl.DataFrame) -> pl.Series:
    """Return what names the firms: credit codes, else names, else nothing."""
    for column in ("credit_code", "name"):
        if column in frame.columns:
            return frame[column].cast(pl.String).fill_null("")
    return pl.Series([], dtype=pl.String)


def _each(work: Callable[[QuestionPlan], Findings], plan: Plan, rows: int) -> Iterator[Findings]:
    """Yield the work's result for every question in order, on all cores for long tables."""
    if rows < _THREADS_FROM:
        yield from map(work, plan.questions)
        return
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(work, plan.questions)


def _unknown_columns(plan: Plan, frame: pl.DataFrame) -> Iterator[Problem]:
    known = {*FACTS, "form"}
    for question in plan.questionnaire.questions:
        names = _names(question)
        known.update(names)
        if len(names) > 1 and sum(name in frame.columns for name in names) == 1:
            missing = next(name for name in names if name not in frame.columns)
            yield Problem("table.half_a_ratio", Place(column=names[0]), {"missing": missing})
    for name in frame.columns:
        if name not in known and not name.startswith("_"):
            near = nearest(plan.questionnaire, name)
            yield Problem("table.unknown_column", Place(column=name), {"name": name, "near": near})


def _names(question: Question) -> tuple[str, ...]:
    if question.kind == "count_of":
        return f"{question.id}:numerator", f"{question.id}:denominator"
    return (question.id,)


def _column(
    plan: QuestionPlan, frame: pl.DataFrame, codes: Codes, values: Floats | None,
    findings: Findings,
) -> None:  # fmt: skip
    """Fill one question's row of codes (and values); take down what cannot be used."""
    question = plan.question
    names = _names(question)
    if any(name not in frame for name in names):
        return
    cells = [frame[name] for name in names]
    if values is None and _ladder(plan, cells[0], codes):
        return
    if values is None:
        found = _options(plan, cells[0])
    else:
        found, values[:] = (_ratio if len(cells) > 1 else _quantity)(question, cells)
    _careful(plan, cells, found, values, findings)
    codes[:] = found


def _numbers(cells: pl.Series) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return values (NaN where there is none), where a cell is empty, and where it is odd."""
    blank = cells.is_null().to_numpy()
    if not (cells.dtype.is_numeric() or cells.dtype == pl.String):
        # polars would make numbers of dates, truth values and single-field structs
        return np.full(len(cells), np.nan), blank, ~blank
    values = cells.cast(pl.Float64, strict=False).to_numpy()
    if cells.dtype == pl.String:
        blank = blank | (cells.str.strip_chars() == "").fill_null(value=True).to_numpy()
    else:  # NaN is how data frames write "nothing here"
        blank = blank | np.isnan(values)
    return values, blank, ~blank & ~np.isfinite(values)


def _quantity(question: Question, cells: list[pl.Series]) -> tuple[Codes, Floats]:
    values, blank, odd = _numbers(cells[0])
    low, high = question.range or (-np.inf, np.inf)
    with np.errstate(invalid="ignore"):
        odd |= ~blank & ~((values >= low) & (values <= high))
    codes = np.where(blank, Code.UNANSWERED, np.where(odd, _ODD, FIRST)).astype(np.uint16)
    return codes, np.where(codes == FIRST, values, np.nan)


def _ratio(question: Question, cells: list[pl.Series]) -> tuple[Codes, Floats]:
    (top, no_top, odd_top), (bottom, no_bottom, odd_bottom) = map(_numbers, cells)
    low, high = question.range or (0.0, np.inf)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = 100.0 * top / bottom
        sound = (top >= 0) & (bottom > 0) & (values >= low) & (values <= high)
    odd = odd_top | odd_bottom | ~sound
    blank = no_top & no_bottom
    codes = np.where(blank, Code.UNANSWERED, np.where(odd, _ODD, FIRST)).astype(np.uint16)
    return codes, np.where(codes == FIRST, values, np.nan)


def _ladder(plan: QuestionPlan, cells: pl.Series, codes: Codes) -> bool:
    """Fill in the codes of a column of nothing but rungs 1, 2, … and empty cells; say if it is."""
    if not cells.dtype.is_integer() or codes.dtype != np.uint8:
        return False
    low, high = (cast("int | None", end) for end in (cells.min(), cells.max()))
    if low is None or high is None or low < 1 or high > plan.rungs:
        return False
    # an empty cell becomes the number whose code wraps around to that of "unanswered"
    numbers = cells.cast(pl.UInt8).fill_null(_BYTE - (FIRST - 1)).to_numpy()
    np.add(numbers, np.uint8(FIRST - 1), out=codes)
    return True


def _options(plan: QuestionPlan, cells: pl.Series) -> Codes:
    by_id = {option_id: FIRST + offset for option_id, offset in plan.offsets.items()}
    if cells.dtype.is_float():
        cells = cells.fill_nan(None)  # NaN is how data frames write "nothing here"
        whole = cells.cast(pl.Int64, strict=False)
        codes = _rungs(by_id, whole).astype(np.uint16)
        codes[(whole != cells).fill_null(value=True).to_numpy()] = _ODD
    elif cells.dtype.is_integer():
        codes = _rungs(by_id, cells)
    elif cells.dtype == pl.String:
        known = {**by_id, "": Code.UNANSWERED, **dict.fromkeys(UNKNOWN_WORDS, Code.UNKNOWN)}
        codes = (
            cells.replace_strict(
                list(known), [int(c) for c in known.values()], default=_ODD, return_dtype=pl.UInt16
            )
            .fill_null(0)
            .to_numpy()
            .copy()
        )
    else:
        codes = np.full(len(cells), _ODD, dtype=np.uint16)
    if cells.null_count():
        codes[cells.is_null().to_numpy()] = Code.UNANSWERED
    return codes


def _rungs(by_id: dict[str, int], cells: pl.Series) -> Codes:
    """Return the codes of options written as whole numbers; odd where there is no such option."""
    small = cells.cast(pl.UInt8, strict=False)
    numbers = small.fill_null(0).to_numpy() if small.null_count() else small.to_numpy()
    table = np.full(_BYTE, _ODD, dtype=np.uint16)
    for option_id, code in by_id.items():
        if option_id.isdigit() and int(option_id) < len(table):
            table[int(option_id)] = code
    return table[numbers]


def _careful(
    plan: QuestionPlan, cells: list[pl.Series], codes: Codes, values: Floats | None,
    findings: Findings,
) -> None:  # fmt: skip
    """Validate the cells marked odd, each distinct one once, filling in codes and values."""
    if codes.dtype == np.uint8 or not len(odd := np.flatnonzero(codes == _ODD)):
        return
    question = plan.question
    known: dict[str, Answer | Problem | None] = {}
    contents = zip(*(series.gather(odd).to_list() for series in cells), strict=True)
    for row, content in zip(odd.tolist(), contents, strict=True):
        key = repr(content)  # lists and structs cannot be keys themselves
        if key not in known:
            known[key] = parse_answer(question, cell_answer(question, *content))
        answer = known[key]
        codes[row] = Code.UNANSWERED
        if isinstance(answer, Problem):
            place = Place(row=row + 1, column=cells[0].name)
            findings.add(replace(answer, place=place))
        elif answer is not None:
            codes[row] = encode_answer(plan, answer)
            if values is not None:
                values[row] = answer.number


def _sheet_of(plan: Plan, frame: pl.DataFrame) -> Callable[[int], AnswerSheet]:
    questionnaire = plan.questionnaire

    def sheet(row: int) -> AnswerSheet:
        cells = frame.row(row, named=True)
        answers = {
            question.id: cell_answer(question, *(_blank(cells[name]) for name in _names(question)))
            for question in questionnaire.questions
            if all(name in cells for name in _names(question))
        }
        facts = {key: _blank(cells[key]) for key in cells if key in FACTS}
        form = str(cells.get("form") or "full")
        return parse_sheet(questionnaire, answers, facts, form=form)[0]

    return sheet


def _blank(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value
