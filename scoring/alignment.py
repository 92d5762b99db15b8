"""How far a firm answers each task and clause of the policy notice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from questionnaires.model import Questionnaire
from scoring import kernels
from scoring.scorecard import AnswerScore, ClauseScore

__all__ = ["alignment"]

_OPEN = ("unanswered", "unknown", "pending")


def alignment(
    questionnaire: Questionnaire, answers: Mapping[str, AnswerScore]
) -> tuple[ClauseScore, ...]:
    """Return every task followed by its clauses; a question may serve several clauses."""
    found: list[ClauseScore] = []
    for task in questionnaire.tasks:
        clauses = {clause.id for clause in task.clauses}
        found.append(_clause(questionnaire, answers, task.id, task.id, clauses))
        found += [
            _clause(questionnaire, answers, clause.id, task.id, {clause.id})
            for clause in task.clauses
        ]
    return tuple(found)


def _clause(
    questionnaire: Questionnaire,
    answers: Mapping[str, AnswerScore],
    clause_id: str,
    task_id: str,
    wanted: set[str],
) -> ClauseScore:
    serving = [q.id for q in questionnaire.questions if wanted.intersection(q.clauses)]
    counting = [answers[question_id] for question_id in serving]
    counting = [a for a in counting if a.credit is not None and a.weight > 0]
    if not counting:
        return ClauseScore(clause_id, task_id, None, None, None, tuple(serving))
    weights = [answer.weight for answer in counting]
    still_open = [answer.state in _OPEN for answer in counting]
    credits = [answer.credit for answer in counting]
    highs = [
        100.0 if is_open else credit for is_open, credit in zip(still_open, credits, strict=True)
    ]
    score, high = (float(kernels.aggregate(v, weights)) for v in (credits, highs))
    covered = kernels.aggregate(1.0 - np.array(still_open), weights, ceiling=1.0)
    return ClauseScore(clause_id, task_id, score, high, float(covered), tuple(serving))
