"""One firm's assessment: what it answered, what that is worth, and on which questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.answers import AnswerSheet
from questionnaires.errors import Problem
from questionnaires.model import Questionnaire
from scoring import ScoreCard, ScoreTable, score_many

__all__ = ["Outcome", "Outcomes", "assess"]


@dataclass(frozen=True)
class Outcome:
    """An accepted answer sheet with its frozen result; nothing recomputes it."""

    questionnaire: Questionnaire
    sheet: AnswerSheet
    card: ScoreCard
    confidence: Mapping[str, str] = field(default_factory=dict)
    """What the firm says of how sure it is, by question; no score depends on it."""


class Outcomes:
    """The outcomes of a batch, made one by one while iterating, and what was rejected."""

    def __init__(self, questionnaire: Questionnaire, table: Any) -> None:
        """Score *table* (whatever ``scoring.score_many`` takes), leaving out rows with problems."""
        self._questionnaire = questionnaire
        self._scored = score_many(questionnaire, table, errors="reject")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the rows left out."""
        return self._scored.problems

    @property
    def table(self) -> ScoreTable:
        """The results of all firms as arrays."""
        return self._scored

    def __len__(self) -> int:
        """Return the number of firms assessed."""
        return len(self._scored)

    def __iter__(self) -> Iterator[Outcome]:
        """Yield the outcomes in the order of the rows."""
        for firm, card in enumerate(self._scored.cards()):
            yield Outcome(self._questionnaire, self._scored.sheet(firm), card)


def assess(questionnaire: Questionnaire, table: Any) -> Outcomes:
    """Score answer sheets, or a table of firms, in one call."""
    return Outcomes(questionnaire, table)
