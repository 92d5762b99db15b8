"""Score what is sent; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires import Questionnaire, QuestionnaireError, parse_sheet
from questionnaires.answers import AnswerSheet
from questionnaires.errors import Place, Problem
from scoring import ScoreCard, ScoreTable, score, score_many

__all__ = ["MOST_PROBLEMS", "Raw", "Scored", "score_all", "score_one", "sheet_of"]

MOST_PROBLEMS = 20
"""Problems told of one firm in a batch."""
_MOST_GUESSES = 100  # nearest ids looked for in a batch; each takes most of a millisecond


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
    return score(questionnaire, sheet_of(questionnaire, firm))


def sheet_of(questionnaire: Questionnaire, firm: Raw) -> AnswerSheet:
    """Return what was sent as answers; raises ``QuestionnaireError`` with all that is wrong."""
    sheet, problems = parse_sheet(questionnaire, firm.answers, firm.profile, form=firm.form)
    if problems:
        raise QuestionnaireError(problems)
    return sheet


def score_all(questionnaire: Questionnaire, firms: Sequence[Raw]) -> Scored:
    """Score the firms that can be; one call for all of them.

    Of a firm that cannot, at most ``MOST_PROBLEMS`` problems are told: there are no more questions
    wrong in an honest mistake, and millions of ids that nobody asks must not cost minutes.
    """
    sheets: list[AnswerSheet] = []
    rows: list[int | tuple[Problem, ...]] = []
    guesses = _MOST_GUESSES
    for firm in firms:
        strange = [key for key in firm.answers if not questionnaire.has(key)][:MOST_PROBLEMS]
        guessed, told = strange[:guesses], strange[max(0, guesses) :]
        guesses -= len(guessed)
        known = {key: raw for key, raw in firm.answers.items() if questionnaire.has(key)}
        answers = known | {key: firm.answers[key] for key in guessed}
        sheet, problems = parse_sheet(questionnaire, answers, firm.profile, form=firm.form)
        problems += [_strange(questionnaire, key) for key in told]
        rows.append(tuple(problems[:MOST_PROBLEMS]) or len(sheets))
        if not problems:
            sheets.append(sheet)
    return Scored(score_many(questionnaire, sheets), tuple(sheets), tuple(rows))


def _strange(questionnaire: Questionnaire, key: str) -> Problem:
    """Return the problem of an unknown id, with any id as an example instead of the nearest."""
    values = {"id": key, "near": questionnaire.questions[0].id}
    return Problem("answer.unknown_question", Place(field=key), values)
