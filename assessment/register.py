"""A park's register assessed: who was accepted with which result, and what is wrong with the rest.

Every row is validated before anything is done with one. A file-level fault (a column nobody knows)
makes the whole register unusable; any other rejects its row alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assessment.outcome import Outcomes, assess
from assessment.texts import answer_texts, fact_texts, object_texts
from questionnaires.credit_codes import plain_codes
from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.numbers import clean_text
from questionnaires.profile import parse_profile
from questionnaires.workbook import Register
from questionnaires.workbook.register_table import MAX_PROBLEMS

__all__ = ["NEEDED_FACTS", "Batch", "assess_register"]

NEEDED_FACTS = ("name", "processes", "employees", "revenue")
"""Without these facts nothing can be submitted; a firm that is not invented has a code as well."""

_VISIBLE = r"[^\s\p{Z}\p{C}]"

_UNNAMED = {"name": "table.no_name", "credit_code": "table.no_credit_code"}
"""What is wrong with a row that lacks the fact."""


@dataclass(frozen=True)
class Batch:
    """The firms of a register: all arrays and lists have one entry per accepted firm, in order.

    ``problems`` are placed in the file, from top to bottom, with the warnings; ``faults`` are the
    errors among them by row of the register's frame.
    """

    register: Register
    outcomes: Outcomes
    problems: tuple[Problem, ...]
    faults: Mapping[int, tuple[Problem, ...]]

    def __len__(self) -> int:
        """Return the number of firms accepted."""
        return len(self.outcomes)

    @property
    def rows(self) -> NDArray[np.intp]:
        """Which row of the register's frame each firm is."""
        return self.outcomes.table.rows

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The cells of the accepted firms."""
        return self.register.frame[self.rows]

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """Which firms answered everything they are asked and gave every fact needed."""
        facts = self.outcomes.table.facts
        given = [facts.given(fact) for fact in NEEDED_FACTS if fact != "name"]
        found: NDArray[np.bool_] = np.all(given, axis=0) & ~self.outcomes.table.provisional
        return found

    @cached_property
    def names(self) -> list[str]:
        """Their names."""
        return [clean_text(name) for name in self.frame["name"].cast(pl.String).to_list()]

    @cached_property
    def credit_codes(self) -> list[str]:
        """Their credit codes; empty only in a register of invented firms without any."""
        if "credit_code" not in self.frame.columns:
            return [""] * len(self)
        return plain_codes(self.frame["credit_code"].cast(pl.String)).fill_null("").to_list()

    @cached_property
    def fictional(self) -> NDArray[np.bool_]:
        """Which are invented firms."""
        return _fictional(self.frame)

    @cached_property
    def forms(self) -> list[str]:
        """Which form they filled in, ``full`` or ``quick``."""
        return ["quick" if quick else "full" for quick in self.outcomes.table.quick.tolist()]

    @cached_property
    def profiles_json(self) -> list[str]:
        """Their profiles without the computed size class, as ``json.dumps`` writes them."""
        return object_texts(fact_texts(self.frame), len(self))

    @cached_property
    def answers_json(self) -> list[str]:
        """Their answers in the form of ``AnswerSheet.to_plain``, as ``json.dumps`` writes them."""
        return object_texts(answer_texts(self.register.questionnaire, self.frame), len(self))

    @cached_property
    def digests(self) -> list[str]:
        """SHA-256 over questionnaire, form, profile and answers: equal when nothing changed."""
        start = hashlib.sha256(self.register.questionnaire.digest.encode())
        found = []
        for parts in zip(self.forms, self.profiles_json, self.answers_json, strict=True):
            own = start.copy()
            own.update("\n".join(("", *parts)).encode())
            found.append(own.hexdigest())
        return found


def assess_register(register: Register, *, keyed: bool = True) -> Batch:
    """Validate and score all rows of *register* in one call.

    Every row needs a name and a credit code, which is the key of a firm in its park; unless
    *keyed*, a register of invented firms may go without codes altogether. Raises
    ``QuestionnaireError`` when the file as a whole cannot be used: a column is unknown or missing,
    or nearly everything is wrong.
    """
    register = register.refuse(_unnamed(register, keyed=keyed))
    outcomes = assess(register.questionnaire, register.frame)
    found = outcomes.problems
    whole = [problem for problem in found if problem.place.row is None]
    if whole:
        raise QuestionnaireError(register.place(whole))
    problems = _sorted([*register.problems, *register.place(found)])
    if len(problems) >= MAX_PROBLEMS:
        raise QuestionnaireError(problems)
    row_of = {number: row for row, number in enumerate(register.spots.rows.tolist())}
    faults: dict[int, tuple[Problem, ...]] = {}
    for problem in problems:
        row = row_of.get(problem.place.row or 0)
        if row is not None and problem.severity == "error":
            faults[row] = (*faults.get(row, ()), problem)
    return Batch(register, outcomes, tuple(problems), faults)


def _sorted(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems from top to bottom; those of a row stay in order."""
    return sorted(problems, key=lambda problem: problem.place.row or 0)


def _unnamed(register: Register, *, keyed: bool) -> dict[tuple[int, str], Problem]:
    """Return the problems of rows that do not say which firm they are."""
    frame, spots = register.frame, register.spots
    blanks = {column: _blank(frame, column) for column in _UNNAMED}
    if not keyed and blanks["credit_code"].all():
        blanks["credit_code"] &= ~_fictional(frame)
    found: dict[tuple[int, str], Problem] = {}
    for column, blank in blanks.items():
        if column not in frame.columns and blank.any():
            place = Place(spots.file, sheet=spots.sheet, row=spots.head)
            raise QuestionnaireError([Problem("table.missing_column", place, {"name": column})])
        for row in np.flatnonzero(blank)[:MAX_PROBLEMS].tolist():
            found[row, column] = Problem(_UNNAMED[column], spots.cell(row, column))
    return found


def _blank(frame: pl.DataFrame, column: str) -> NDArray[np.bool_]:
    if column not in frame.columns:
        return np.ones(frame.height, dtype=np.bool_)
    texts = frame[column].cast(pl.String)
    plain = plain_codes(texts) if column == "credit_code" else texts
    return ~plain.str.contains(_VISIBLE).fill_null(value=False).to_numpy()


def _fictional(frame: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows are marked as invented firms."""
    if "fictional" not in frame.columns:
        return np.zeros(frame.height, dtype=np.bool_)
    cells = frame["fictional"]
    marks = {cell: parse_profile({"fictional": cell})[0].fictional for cell in cells.unique()}
    return np.array([marks[cell] for cell in cells.to_list()], dtype=np.bool_)
