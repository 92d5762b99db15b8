"""Answers of many firms as columns of small integer codes (and of values, for quantities)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires import codes as code_lists
from questionnaires.answers import Answer, AnswerSheet, AnswerState
from questionnaires.model import Question
from questionnaires.profile import Profile
from scoring.plan import FIRST, Code, Plan, QuestionPlan

__all__ = [
    "Column",
    "Facts",
    "Matrix",
    "code_type",
    "encode_answer",
    "facts_of",
    "from_sheets",
    "size_codes",
    "option_codes",
]

Codes = NDArray[np.uint8] | NDArray[np.uint16]
Floats = NDArray[np.float64]


@dataclass(slots=True)
class Column:
    """One question: a code per firm, and the value per firm where the code says there is one."""

    codes: Codes
    values: Floats | None = None
    variant: NDArray[np.uint8] | None = None
    """Which row of the credits or anchors applies; ``None`` is the default row for everybody."""


@dataclass(slots=True)
class Facts:
    """Profile facts as arrays of one entry per firm; a missing figure is NaN, a missing code -1."""

    processes: NDArray[np.int64]  # bit i: runs the i-th process of the code list
    size: NDArray[np.int8]  # position in the code list, -1 unknown
    employees: Floats
    revenue: Floats
    industry: NDArray[np.object_]
    region: NDArray[np.object_]


@dataclass(slots=True)
class Matrix:
    """A batch: one column per question in questionnaire order, facts, and which form was used."""

    columns: list[Column]
    facts: Facts
    quick: NDArray[np.bool_]
    sheet: Callable[[int], AnswerSheet]
    """The answers of one firm as a sheet, for explaining its result."""
    ids: Sequence[str] = ()

    @property
    def firms(self) -> int:
        """Number of firms."""
        return len(self.quick)


def code_type(width: int) -> type[np.uint8] | type[np.uint16]:
    """Return the smallest unsigned type that holds *width* codes."""
    return np.uint8 if width <= np.iinfo(np.uint8).max + 1 else np.uint16


def option_codes(question: Question) -> dict[str, int]:
    """Return option id -> code (for ``multiple``: the code's offset is the sum of their bits)."""
    if question.kind == "multiple":
        return {option.id: 1 << bit for bit, option in enumerate(question.options)}
    return {option.id: FIRST + i for i, option in enumerate(question.options)}


_STATE_CODES = {
    AnswerState.UNKNOWN: Code.UNKNOWN,
    AnswerState.NOT_APPLICABLE: Code.NOT_APPLICABLE,
}


def from_sheets(plan: Plan, sheets: Sequence[AnswerSheet]) -> Matrix:
    """Lay accepted answers out as a matrix; answers to other questions are left aside."""
    answers = [sheet.answers for sheet in sheets]
    return Matrix(
        columns=[_column(question, answers) for question in plan.questions],
        facts=facts_of([sheet.profile for sheet in sheets]),
        quick=np.array([sheet.form == "quick" for sheet in sheets], dtype=np.bool_),
        sheet=sheets.__getitem__,
        ids=[sheet.profile.credit_code or sheet.profile.name for sheet in sheets],
    )


def _column(plan: QuestionPlan, answers: Sequence[Mapping[str, Answer]]) -> Column:
    question_id = plan.question.id
    found = [sheet.get(question_id) for sheet in answers]
    encode = encode_answer(plan.question)
    codes = np.fromiter(
        (Code.UNANSWERED if answer is None else encode(answer) for answer in found),
        dtype=code_type(plan.width),
        count=len(found),
    )
    if not plan.question.is_quantity:
        return Column(codes)
    values = np.array([np.nan if answer is None else answer.number for answer in found])
    return Column(codes, values)


def encode_answer(question: Question) -> Callable[[Answer], int]:
    """Return the function that gives an accepted answer's code."""
    table = {} if question.is_quantity else option_codes(question)

    def encode(answer: Answer) -> int:
        if answer.state is not AnswerState.ANSWERED:
            return _STATE_CODES[answer.state]
        if question.is_quantity:
            return FIRST
        if question.kind == "multiple":
            chosen = answer.value if isinstance(answer.value, tuple) else ()
            return FIRST + sum(table[str(option)] for option in chosen)
        return table[str(answer.value)]

    return encode


def facts_of(profiles: Sequence[Profile]) -> Facts:
    """Return the facts of *profiles* as arrays."""
    bits = {process: 1 << i for i, process in enumerate(code_lists.processes())}
    employees = np.array([np.nan if f.employees is None else f.employees for f in profiles])
    revenue = np.array([np.nan if f.revenue is None else f.revenue for f in profiles])
    return Facts(
        processes=np.array([sum(bits[p] for p in f.processes) for f in profiles], dtype=np.int64),
        size=size_codes(employees, revenue),
        employees=employees,
        revenue=revenue,
        industry=np.array([f.industry or "" for f in profiles], dtype=np.object_),
        region=np.array([f.region or "" for f in profiles], dtype=np.object_),
    )


def size_codes(employees: Floats, revenue: Floats) -> NDArray[np.int8]:
    """Return the position of each firm's size class (see ``profile.size_class``), -1 unknown."""
    limits = list(code_lists.sizes().values())
    known = ~(np.isnan(employees) | np.isnan(revenue))
    sizes = np.full(employees.shape, -1, dtype=np.int8)
    with np.errstate(invalid="ignore"):
        for position in range(len(limits) - 1, -1, -1):
            limit = limits[position]
            fits = (employees >= limit["employees"]) & (revenue >= limit["revenue"])
            sizes[known & fits] = position
        small = limits[-2]
        sizes[(employees < small["employees"]) | (revenue < small["revenue"])] = len(limits) - 1
    return sizes
