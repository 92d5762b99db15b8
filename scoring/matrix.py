"""Answers of many firms as one table of small integer codes, and of values for quantities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires import codes as code_lists
from questionnaires.answers import Answer, AnswerSheet, AnswerState
from questionnaires.profile import Profile
from scoring.plan import FIRST, Code, Plan, QuestionPlan

__all__ = ["Codes", "Facts", "Matrix", "empty", "encode_answer", "facts_of", "from_sheets"]

Codes = NDArray[np.unsignedinteger]
Floats = NDArray[np.float64]


@dataclass(slots=True)
class Facts:
    """Profile facts as arrays of one entry per firm; a missing figure is NaN, a missing code -1."""

    processes: NDArray[np.int64]  # bit i: runs the i-th process of the code list
    size: NDArray[np.int8]  # position in the code list, -1 unknown
    employees: Floats
    revenue: Floats
    industry: NDArray[np.object_]
    region: NDArray[np.object_]

    def given(self, fact: str) -> NDArray[np.bool_]:
        """Return which firms gave a fact."""
        if fact == "processes":
            return self.processes != 0
        if fact == "size":
            return self.size >= 0
        if fact in ("employees", "revenue"):
            return ~np.isnan(getattr(self, fact))
        present: NDArray[np.bool_] = getattr(self, fact) != ""
        return present


@dataclass(slots=True)
class Matrix:
    """A batch of answers; rows are questions in questionnaire order, columns are firms."""

    codes: Codes
    values: dict[int, Floats]
    """Per quantity (by question position) the value of every firm, NaN where there is none."""
    facts: Facts
    quick: NDArray[np.bool_]
    """Which firms filled in the short form."""
    sheet: Callable[[int], AnswerSheet]
    """The answers of one firm as a sheet, for explaining its result."""
    ids: Sequence[str] = ()
    variants: dict[int, NDArray[np.uint8]] | None = None
    """Per question with variants which row of its credits or anchors each firm takes."""

    @classmethod
    def of_codes(cls, codes: Codes) -> Matrix:
        """Return a matrix of worded answers alone, without facts or sheets behind it."""
        return cls(codes, {}, facts_of([]), np.zeros(codes.shape[1], np.bool_), _no_sheet)

    @property
    def firms(self) -> int:
        """Number of firms."""
        return int(self.codes.shape[1])


def _no_sheet(firm: int) -> AnswerSheet:
    raise LookupError(f"no sheet stands behind firm {firm}")


def empty(plan: Plan, firms: int) -> tuple[Codes, dict[int, Floats]]:
    """Return codes ("unanswered" everywhere) and value rows for a batch of *firms*."""
    codes = np.zeros((len(plan.questions), firms), dtype=plan.code_type)
    values = {q.index: np.full(firms, np.nan) for q in plan.questions if q.question.is_quantity}
    return codes, values


_STATE_CODES = {
    AnswerState.UNKNOWN: int(Code.UNKNOWN),
    AnswerState.NOT_APPLICABLE: int(Code.NOT_APPLICABLE),
}


def from_sheets(plan: Plan, sheets: Sequence[AnswerSheet]) -> Matrix:
    """Lay accepted answers out as a matrix; answers to other questions are left aside."""
    values = empty(plan, len(sheets))[1]
    known: list[dict[Any, int]] = [{} for _ in plan.questions]  # answers met before -> codes
    rows = []
    for firm, sheet in enumerate(sheets):
        row = [int(Code.UNANSWERED)] * len(plan.questions)
        for question_id, answer in sheet.answers.items():
            index = plan.positions.get(question_id)
            if index is None:
                continue
            if index in values:
                values[index][firm] = answer.number
                row[index] = encode_answer(plan.questions[index], answer)
                continue
            key = answer.state, answer.value  # an option may be called like a state
            code = known[index].get(key)
            if code is None:
                code = known[index][key] = encode_answer(plan.questions[index], answer)
            row[index] = code
        rows.append(row)
    codes = np.array(rows, dtype=plan.code_type).reshape(len(sheets), len(plan.questions))
    return Matrix(
        codes=np.ascontiguousarray(codes.T),
        values=values,
        facts=facts_of([sheet.profile for sheet in sheets]),
        quick=np.array([sheet.form == "quick" for sheet in sheets], dtype=np.bool_),
        sheet=sheets.__getitem__,
        ids=[sheet.profile.credit_code or sheet.profile.name for sheet in sheets],
    )


def encode_answer(plan: QuestionPlan, answer: Answer) -> int:
    """Return the code of an accepted answer."""
    if answer.state is not AnswerState.ANSWERED:
        return _STATE_CODES[answer.state]
    if plan.question.is_quantity:
        return FIRST
    if isinstance(answer.value, tuple):  # ticked options: the sum of their bits
        return FIRST + sum(plan.offsets[str(option)] for option in answer.value)
    return FIRST + plan.offsets[str(answer.value)]


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
    for position in range(len(limits) - 1, -1, -1):
        limit = limits[position]
        fits = (employees >= limit["employees"]) & (revenue >= limit["revenue"])
        sizes[known & fits] = position
    small = limits[-2]
    sizes[(employees < small["employees"]) | (revenue < small["revenue"])] = len(limits) - 1
    return sizes
