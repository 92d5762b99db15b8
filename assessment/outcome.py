"""One firm's assessment: what it answered, what that is worth, and on which questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questionnaires.answers import AnswerSheet
from questionnaires.model import Questionnaire
from scoring import ScoreCard, score_many

__all__ = ["Outcome", "assess"]


@dataclass(frozen=True)
class Outcome:
    """An accepted answer sheet with its frozen result; nothing recomputes it."""

    questionnaire: Questionnaire
    sheet: AnswerSheet
    card: ScoreCard


def assess(questionnaire: Questionnaire, sheets: Sequence[AnswerSheet]) -> Iterator[Outcome]:
    """Score all sheets in one call and yield one outcome per sheet, in order."""
    table = score_many(questionnaire, sheets)
    for sheet, card in zip(sheets, table.cards(), strict=True):
        yield Outcome(questionnaire, sheet, card)
