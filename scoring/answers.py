"""What the answers of many firms are worth and what they cost, as arrays of questions and firms.

The same numbers as in each firm's ``ScoreCard`` (a test compares them), for cohorts, where making
thousands of cards would take minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import kernels
from scoring.engine import Numbers
from scoring.matrix import Matrix
from scoring.plan import COUNTS, FIRST, LAST_OPEN, NodePlan, Plan
from scoring.selection import answer_credits

__all__ = ["Answers", "Credits", "read_answers", "read_credits"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answers:
    """Rows are questions in questionnaire order, columns firms.

    ``counts``: the question counts for the firm; ``open``: it counts and has no settled answer;
    ``credits``: 0-100, 0 where open, NaN where it does not count; ``lost``: points the index would
    gain if this answer alone were worth 100; ``shares``: share of the index (0-1) after spreading.
    """

    counts: Mask
    open: Mask
    credits: Floats
    lost: Floats
    shares: Floats

    def take(self, firms: NDArray[np.intp] | slice) -> Answers:
        """Return the answers of some firms, by position and in that order."""
        return Answers(*(getattr(self, name)[:, firms] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Credits:
    """Rows are questions in questionnaire order, columns firms.

    ``credits``: 0-100, 0 for an answer without a value; ``counted``: the question counts for the
    firm; ``open``: it counts and has no settled answer.
    """

    credits: Floats
    counted: Mask
    open: Mask


def read_credits(plan: Plan, matrix: Matrix) -> Credits:
    """Return what the answers of *matrix* are worth, without what they cost."""
    states = np.minimum(matrix.codes, FIRST)
    credits = answer_credits(plan, matrix, slice(0, matrix.firms))
    return Credits(credits, np.append(COUNTS, 1.0)[states] > 0, states <= LAST_OPEN)


def read_answers(plan: Plan, matrix: Matrix, numbers: Numbers) -> Answers:
    """Return the answers behind *numbers*."""
    found = read_credits(plan, matrix)
    credits = np.where(found.counted, found.credits, np.nan)
    return Answers(
        counts=found.counted,
        open=found.open,
        credits=credits,
        lost=_lost(plan, numbers, credits, found.counted),
        shares=_shares(plan, numbers, found.counted),
    )


def clauses(plan: Plan, answers: Answers) -> Floats:
    """Return (clauses, firms): how far each firm answers the tasks and clauses of the notice.

    0-100, NaN where no question that serves it counts; in the order of ``plan.clauses``.
    """
    credits = np.where(answers.counts, answers.credits, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = plan.serving @ (answers.shares * (100.0 - credits))
        return np.maximum(0.0, 100.0 - missing / (plan.serving @ answers.shares))


def _lost(plan: Plan, numbers: Numbers, credits: Floats, counts: Mask) -> Floats:
    """Raise one answer of every firm to 100 and carry the gain up to the index, one by one."""
    parents = {child: i for i, node in enumerate(plan.nodes) if not node.of_questions
               for child in range(node.first, node.last)}  # fmt: skip
    lost = np.zeros(credits.shape)
    practices = [i for i, node in enumerate(plan.practices) for _ in range(node.first, node.last)]
    for question, practice in enumerate(practices):
        node, position = plan.nodes[practice], practice
        raised = _with(credits[node.first : node.last], question - node.first, 100.0, node)
        while position in parents:
            child, position = position, parents[position]
            node = plan.nodes[position]
            scores = numbers.scores[node.first : node.last]
            raised = _with(scores, child - node.first, raised, node)
        lost[question] = np.maximum(0.0, raised - numbers.scores[-1])
    return np.where(counts, lost, 0.0)


def _with(children: Floats, row: int, value: Floats | float, node: NodePlan) -> Floats:
    changed = children.copy()
    changed[row] = value
    return kernels.aggregate(changed, node.weights, node.rule, axis=0)


def _shares(plan: Plan, numbers: Numbers, counts: Mask) -> Floats:
    """Return each question's share of the index, by weights alone whatever the rule."""
    nodes = np.ones(numbers.scores.shape)
    found = np.zeros(counts.shape)
    for position in range(len(plan.nodes) - 1, -1, -1):
        node = plan.nodes[position]
        span = slice(node.first, node.last)
        present = counts[span] if node.of_questions else ~np.isnan(numbers.scores[span])
        weights = np.where(present, node.weights[:, None], 0.0)
        total = weights.sum(axis=0)
        parts = nodes[position] * weights / np.where(total > 0, total, 1.0)
        (found if node.of_questions else nodes)[span] = parts
    return found
