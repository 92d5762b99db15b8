"""Score what is sent; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires import Questionnaire, QuestionnaireError, parse_sheet
from questionnaires.answers import AnswerSheet
from questionnaires.errors import Problem
from scoring import ScoreCard, ScoreTable, score, score_many

__all__ = ["Raw", "Scored", "score_all", "score_one"]


@dataclass(frozen=True, slots=True)
class Raw:
    """One firm as it was sent."""

    answers: dict[str, Any]
    profile: dict[str, Any]
    form: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A batch: ``rows`` has for each firm its row in the table, or what is wrong with it."""

    table: ScoreTable
    sheets: tuple[AnswerSheet, ...]
    rows: tuple[int | tuple[Problem, ...], ...]


def score_one(questionnaire: Questionnaire, firm: Raw) -> ScoreCard:
    """Return the explained result; raises ``QuestionnaireError`` with all that is wrong."""
    sheet, problems = parse_sheet(questionnaire, firm.answers, firm.profile, form=firm.form)
    if problems:
        raise QuestionnaireError(problems)
    return score(questionnaire, sheet)


def score_all(questionnaire: Questionnaire, firms: Sequence[Raw]) -> Scored:
    """Score the firms that can be; one call for all of them."""
    sheets: list[AnswerSheet] = []
    rows: list[int | tuple[Problem, ...]] = []
    for firm in firms:
        sheet, problems = parse_sheet(questionnaire, firm.answers, firm.profile, form=firm.form)
        rows.append(tuple(problems) or len(sheets))
        if not problems:
            sheets.append(sheet)
    return Scored(score_many(questionnaire, sheets), tuple(sheets), tuple(rows))
