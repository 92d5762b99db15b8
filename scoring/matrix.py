"""Answers of many firms as one table of small integer codes, and of values for quantities."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from operator import attrgetter, getitem
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from questionnaires import codes as code_lists
from questionnaires.answers import Answer, AnswerSheet, AnswerState
from questionnaires.profile import Profile
from scoring.plan import FIRST, Code, Plan, QuestionPlan

__all__ = [
    "Codes",
    "Facts",
    "Matrix",
    "empty",
    "encode_answer",
    "facts_of",
    "from_sheets",
    "no_sheet",
]

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

    def take(self, firms: NDArray[np.intp]) -> Facts:
        """Return the facts of some firms, by position and in that order."""
        return Facts(*(getattr(self, name)[firms] for name in self.__slots__))


@dataclass(slots=True)
class Matrix:
    """A batch of answers; rows are questions in questionnaire order, columns are firms."""

    codes: Codes
    values: Floats
    """Per quantity (``Plan.quantities``) the value of every firm, NaN where there is none."""
    facts: Facts
    quick: NDArray[np.bool_]
    """Which firms filled in the short form."""
    sheet: Callable[[int], AnswerSheet]
    """The answers of one firm as a sheet, for explaining its result."""
    ids: Sequence[str] | pl.Series = ()
    variants: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 0), np.uint8))
    """Per question with variants (``Plan.varied``) which row of its credits or anchors each firm
    takes; ``applicability.apply`` finds it out."""
    rows: NDArray[np.intp] | None = None
    """Which rows of the table handed in the firms are; ``None`` when none was left out."""

    @classmethod
    def of_codes(cls, codes: Codes) -> Matrix:
        """Return a matrix of worded answers alone, without facts or sheets behind it."""
        firms = codes.shape[1]
        none = np.empty((0, firms))
        return cls(codes, none, facts_of([]), np.zeros(firms, np.bool_), no_sheet)

    @property
    def firms(self) -> int:
        """Number of firms."""
        return int(self.codes.shape[1])

    def take(self, firms: NDArray[np.intp]) -> Matrix:
        """Return the answers of some firms, by position and in that order."""
        return Matrix(
            codes=self.codes.take(firms, axis=1),
            values=self.values.take(firms, axis=1),
            facts=self.facts.take(firms),
            quick=self.quick[firms],
            sheet=lambda firm: self.sheet(int(firms[firm])),
            ids=[self.ids[firm] for firm in firms.tolist()] if len(self.ids) else (),
            variants=self.variants.take(firms, axis=1),
            rows=firms if self.rows is None else self.rows[firms],
        )


def no_sheet(firm: int) -> AnswerSheet:
    """Stand in for ``Matrix.sheet`` where there are numbers alone."""
    raise LookupError(f"no sheet stands behind firm {firm}")


def empty(plan: Plan, firms: int) -> tuple[Codes, Floats]:
    """Return codes ("unanswered" everywhere) and value rows for a batch of *firms*."""
    codes = np.zeros((len(plan.questions), firms), dtype=plan.code_type)
    return codes, np.full((len(plan.quantities), firms), np.nan)


_NOTHING = Answer(AnswerState.ANSWERED, math.nan)  # stands where a question has no answer
_STATE_CODES = {
    AnswerState.UNKNOWN: int(Code.UNKNOWN),
    AnswerState.NOT_APPLICABLE: int(Code.NOT_APPLICABLE),
}
_value = attrgetter("value")


class _Options(dict[Any, int]):
    """Values of one question's answers -> codes, each found out when it is first met."""

    def __init__(self, plan: QuestionPlan) -> None:
        super().__init__({_NOTHING.value: int(Code.UNANSWERED), None: int(Code.UNKNOWN)})
        self._plan = plan

    def __missing__(self, value: Any) -> int:
        code = encode_answer(self._plan, Answer(AnswerState.ANSWERED, value))
        self[value] = code
        return code


@lru_cache(maxsize=64)
def _worded(plan: Plan) -> tuple[list[str], list[_Options]]:
    """Return ids and code tables of the questions that are answered by options."""
    found = [planned for planned in plan.questions if not planned.question.is_quantity]
    return [planned.question.id for planned in found], [_Options(planned) for planned in found]


def from_sheets(plan: Plan, sheets: Sequence[AnswerSheet]) -> Matrix:
    """Lay accepted answers out as a matrix; answers to other questions are left aside."""
    codes, values = empty(plan, len(sheets))
    worded, options = _worded(plan)
    measured = [plan.questions[index].question.id for index in plan.quantities]
    found = array(codes.dtype.char)
    figures: list[Any] = []
    for sheet in sheets:  # no Python code runs per answer: a thousand firms have 100,000
        get = sheet.answers.get
        found.extend(map(getitem, options, map(_value, map(get, worded, repeat(_NOTHING)))))
        figures.extend(map(_value, map(get, measured, repeat(_NOTHING))))
    by_firm = np.frombuffer(found, dtype=codes.dtype).reshape(len(sheets), len(worded))
    codes[[plan.positions[question] for question in worded]] = by_firm.T
    numbers = np.array([v if type(v) is float else _figure(v) for v in figures], dtype=np.float64)
    values[:] = numbers.reshape(len(sheets), len(measured)).T
    codes[list(plan.quantities)] = np.where(np.isnan(values), Code.UNKNOWN, FIRST)
    for index, firm in np.argwhere(codes == Code.UNKNOWN).tolist():
        answer = sheets[firm].answers.get(plan.questions[index].question.id)
        codes[index, firm] = Code.UNANSWERED if answer is None else _STATE_CODES[answer.state]
    return Matrix(
        codes=codes,
        values=values,
        facts=facts_of([sheet.profile for sheet in sheets]),
        quick=np.array([sheet.form == "quick" for sheet in sheets], dtype=np.bool_),
        sheet=sheets.__getitem__,
        ids=[sheet.profile.credit_code or sheet.profile.name for sheet in sheets],
    )


def _figure(value: Any) -> float:
    """Return a quantity: the percentage of a ratio, or the number itself."""
    if isinstance(value, tuple):
        return 100.0 * value[0] / value[1]
    return math.nan if value is None else float(value)


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
    employees = _figures([profile.employees for profile in profiles])
    revenue = _figures([profile.revenue for profile in profiles])
    return Facts(
        processes=np.array([sum(bits[p] for p in f.processes) for f in profiles], dtype=np.int64),
        size=size_codes(employees, revenue),
        employees=employees,
        revenue=revenue,
        industry=np.array([f.industry or "" for f in profiles], dtype=np.object_),
        region=np.array([f.region or "" for f in profiles], dtype=np.object_),
    )


def _figures(given: Sequence[float | None]) -> Floats:
    return np.array([math.nan if figure is None else figure for figure in given], np.float64)


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
