"""Scores, levels and their reasons, for one firm and for a million.

>>> import questionnaires, scoring
>>> textile = questionnaires.load("textile")
>>> card = scoring.score(textile, {}, {"processes": ["garment"]})
>>> card.score, card.provisional
(0.0, True)
"""

from scoring.errors import ScoringError
from scoring.scorecard import ScoreCard
from scoring.scores import answer_states, score, score_many
from scoring.table import ScoreTable

__all__ = [
    "ScoreCard", "ScoreTable", "ScoringError", "answer_states", "score", "score_many",
]  # fmt: skip
