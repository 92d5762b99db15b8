"""How far a firm answers each task and clause of the policy notice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.plan import OPEN, Plan
from scoring.scorecard import ClauseScore

__all__ = ["alignment"]

_OPEN = np.append(OPEN, 0.0)  # by code, options folded


def alignment(
    plan: Plan, states: Sequence[int], credits: Sequence[float], shares: Sequence[float]
) -> tuple[ClauseScore, ...]:
    """Return every task followed by its clauses; a question may serve several clauses.

    *states* are codes with all options folded into one, *shares* the questions' shares of the
    index (0 where a question does not count), all in questionnaire order.
    """
    weights = np.array(shares)
    still_open = _OPEN.take(states)
    counted = (plan.serving @ weights).tolist()
    losses = (plan.serving @ (weights * (100.0 - np.array(credits)))).tolist()
    gaps = (plan.serving @ (weights * still_open)).tolist()
    found = []
    for (clause, task), serving, total, lost, gap in zip(
        plan.clauses, plan.serving_ids, counted, losses, gaps, strict=True
    ):
        if total <= 0:
            found.append(ClauseScore(clause, task, None, None, None, serving))
            continue
        score = max(0.0, 100.0 - lost / total)
        missing = gap / total
        high, coverage = min(100.0, score + 100.0 * missing), max(0.0, 1.0 - missing)
        found.append(ClauseScore(clause, task, score, high, coverage, serving))
    return tuple(found)
