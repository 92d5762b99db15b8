"""How far a firm answers each task and clause of the policy notice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.plan import OPEN, Plan
from scoring.scorecard import ClauseScore

__all__ = ["alignment"]


def alignment(
    plan: Plan, states: Sequence[int], credits: Sequence[float], shares: Sequence[float]
) -> tuple[ClauseScore, ...]:
    """Return every task followed by its clauses; a question may serve several clauses.

    *states* are codes with all options folded into one, *shares* the questions' shares of the
    index (0 where a question does not count), all in questionnaire order.
    """
    weights = np.array(shares)
    still_open = np.append(OPEN, 0.0)[np.array(states)]
    counted = plan.serving @ weights
    lost = plan.serving @ (weights * (100.0 - np.array(credits)))
    gap = plan.serving @ (weights * still_open)
    found = []
    for row, ((clause, task), serving) in enumerate(
        zip(plan.clauses, plan.serving_ids, strict=True)
    ):
        total = float(counted[row])
        if total <= 0:
            found.append(ClauseScore(clause, task, None, None, None, serving))
            continue
        score = max(0.0, 100.0 - float(lost[row]) / total)
        missing = float(gap[row]) / total
        high, coverage = min(100.0, score + 100.0 * missing), max(0.0, 1.0 - missing)
        found.append(ClauseScore(clause, task, score, high, coverage, serving))
    return tuple(found)
