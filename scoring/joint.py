"""Practices of worded questions as one table over all their answers together.

Five questions of five rungs have 59,049 combinations of answers. For large batches the numbers of
every combination are computed once, by the same program as for a single firm, and then looked up:
the same bits, at a fraction of the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.matrix import Codes, Matrix
from scoring.plan import LAST_OPEN, NodePlan, Plan
from scoring.practices import practice_numbers

__all__ = ["JointTable", "joint_tables"]

Floats = NDArray[np.float64]

_COMBINATIONS = 1 << 16  # so that a joint code is 16 bits wide; larger tables miss the cache


@dataclass(frozen=True, eq=False)
class JointTable:
    """Score, high and coverage of one practice for every combination of answers.

    A question's digit is its code less ``LAST_OPEN``: the three open states have the same worth.
    """

    first: int
    strides: tuple[np.uint16, ...]
    offset: np.uint16
    numbers: tuple[Floats, Floats, Floats]

    def look_up(self, codes: Codes, score: Floats, high: Floats, coverage: Floats) -> None:
        """Write the practice's numbers for firms given all codes (questions, firms)."""
        joint = np.full(codes.shape[1], self.offset)
        for row, stride in enumerate(self.strides, start=self.first):
            digit = np.maximum(codes[row], LAST_OPEN).astype(np.uint16)
            digit *= stride
            joint += digit
        index = joint.astype(np.intp)
        for table, target in zip(self.numbers, (score, high, coverage), strict=True):
            np.take(table, index, out=target, mode="clip")


@lru_cache(maxsize=16)
def joint_tables(plan: Plan) -> dict[int, JointTable]:
    """Return the tables by position of the practices small enough to have one."""
    widths = {position: _widths(plan, node) for position, node in enumerate(plan.practices)}
    return {position: _table(plan, position, own) for position, own in widths.items() if own}


def _widths(plan: Plan, node: NodePlan) -> list[int]:
    """Return the number of digits of every question, nothing if the practice is not suited."""
    questions = plan.questions[node.first : node.last]
    if any(question.question.is_quantity or question.variants for question in questions):
        return []
    widths = [question.width - LAST_OPEN for question in questions]
    return widths if np.prod(widths, dtype=np.float64) <= _COMBINATIONS else []


def _table(plan: Plan, position: int, widths: list[int]) -> JointTable:
    node = plan.nodes[position]
    count = int(np.prod(widths))
    digits = np.unravel_index(np.arange(count), widths)
    codes = np.zeros((len(plan.questions), count), dtype=plan.code_type)
    codes[node.first : node.last] = np.stack(digits) + LAST_OPEN
    every = Matrix.of_codes(codes)
    numbers = [part[0] for part in practice_numbers(plan, every, slice(0, count), [position])]
    strides = [int(np.prod(widths[i + 1 :])) for i in range(len(widths))]
    return JointTable(
        first=node.first,
        strides=tuple(np.uint16(stride) for stride in strides),
        offset=np.uint16(-LAST_OPEN * sum(strides) % (1 << 16)),
        numbers=(numbers[0], numbers[1], numbers[2]),
    )
