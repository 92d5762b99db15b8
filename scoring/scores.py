"""The only functions that compute scores; one firm is a batch of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from questionnaires.answers import AnswerSheet, parse_sheet
from questionnaires.errors import Place, Problem
from questionnaires.model import Questionnaire
from questionnaires.profile import Profile
from scoring.applicability import apply
from scoring.compilation import compile_plan
from scoring.engine import evaluate
from scoring.errors import ScoringError
from scoring.frames import is_table
from scoring.matrix import Matrix, from_sheets
from scoring.scorecard import ScoreCard
from scoring.table import ScoreTable
from scoring.tabular import read_table
from scoring.trace import state_name

__all__ = ["answer_states", "score", "score_many"]


def score(
    questionnaire: Questionnaire,
    answers: Mapping[str, Any] | AnswerSheet,
    profile: Profile | Mapping[str, Any] | None = None,
    *,
    form: str = "full",
) -> ScoreCard:
    """Score one firm and explain the result.

    *answers* is ``{question_id: value}`` (see ``questionnaires/README.md`` for the values) or an
    accepted ``AnswerSheet``, which brings its own profile and form. *form* ``"quick"`` asks only
    the short form's questions. Raises ``ScoringError`` listing every answer that cannot be used.
    """
    if isinstance(answers, AnswerSheet):
        sheet = answers
    else:
        sheet, problems = parse_sheet(questionnaire, answers, profile, form=form)
        if problems:
            raise ScoringError(problems)
    return score_many(questionnaire, [sheet]).card(0)


def score_many(
    questionnaire: Questionnaire,
    table: Any,
    *,
    errors: Literal["raise", "reject"] = "raise",
) -> ScoreTable:
    """Score a batch: all nodes of all firms.

    *table* is a pandas or polars DataFrame, anything with the Arrow C stream interface, a sequence
    of ``AnswerSheet``, or a sequence of mappings. Tables have one row per firm, a column per
    question id (``id:numerator`` and ``id:denominator`` for ratios) and columns for profile facts.
    With ``errors="raise"`` the first bad table raises ``ScoringError`` listing every bad cell; with
    ``"reject"`` the bad rows are left out and listed in ``ScoreTable.problems``.
    """
    plan = compile_plan(questionnaire)
    if is_table(table):
        matrix, problems = read_table(plan, table)
    else:
        matrix, problems = _from_rows(questionnaire, table)
    if problems and errors == "raise":
        raise ScoringError(problems)
    applied = apply(plan, matrix)
    return ScoreTable(plan, applied, evaluate(plan, applied), tuple(problems))


def answer_states(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, str]:
    """Return what becomes of each question of one firm, as in ``ScoreCard.answers``, unscored.

    A form asks this at every answer; it takes a tenth of the time of a result.
    """
    plan = compile_plan(questionnaire)
    codes = apply(plan, from_sheets(plan, [sheet])).codes[:, 0].tolist()
    names = [state_name(code) for code in codes]
    return {planned.question.id: name for planned, name in zip(plan.questions, names, strict=True)}


def _from_rows(
    questionnaire: Questionnaire, rows: Sequence[AnswerSheet | Mapping[str, Any]]
) -> tuple[Matrix, list[Problem]]:
    """Return the matrix of the usable rows, and what is wrong with the others."""
    sheets: dict[int, AnswerSheet] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, AnswerSheet):
            sheets[number - 1] = row
            continue
        facts = {key: row[key] for key in row if key in _FACTS}
        answers = {key: row[key] for key in row if key not in _FACTS and key != "form"}
        sheet, found = parse_sheet(
            questionnaire, answers, facts, form=row.get("form", "full"), place=Place(row=number)
        )
        problems += found
        if not found:
            sheets[number - 1] = sheet
    matrix = from_sheets(compile_plan(questionnaire), list(sheets.values()))
    return replace(matrix, rows=np.array(list(sheets), dtype=np.intp)), problems


_FACTS = frozenset(Profile.__dataclass_fields__)
