"""Practices of worded questions as one table over all their answers together.

Five questions of five rungs have 59,049 combinations of answers. For large batches the numbers of
every combination are computed once, by the same program as for a single firm, and then looked up:
the same bits, at a fraction of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
_BYTE = 1 << 8

Digit = tuple[int, int]
"""Position of a question, and how many codes it has (the open states counted as one)."""


@dataclass(frozen=True, eq=False)
class JointTable:
    """Score, high and coverage of one practice for every combination of answers.

    A question's digit is its code less ``LAST_OPEN``: the three open states have the same worth.
    """

    groups: tuple[tuple[Digit, ...], ...]
    """The questions in order, one or two together whose joint digit fits a byte."""
    numbers: Floats

    def look_up(self, digits: Codes, numbers: Floats) -> None:
        """Write the practice's numbers (3, firms), given all digits (questions, firms)."""
        joint = np.zeros(digits.shape[1], dtype=np.uint16)
        for group in self.groups:
            (question, size), *others = group
            digit = digits[question]
            for other, width in others:  # as bytes, which are fastest
                digit, size = digit * np.uint8(width) + digits[other], size * width
            joint *= np.uint16(size)
            joint += digit
        index = joint.astype(np.intp)
        for table, target in zip(self.numbers, numbers, strict=True):
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
    numbers = np.empty((3, len(plan.practices), count))
    practice_numbers(plan, Matrix.of_codes(codes), slice(0, count), [position], numbers)
    groups = _groups(list(enumerate(widths, start=node.first)))
    return JointTable(tuple(groups), numbers[:, position].copy())


def _groups(digits: Sequence[Digit]) -> Iterator[tuple[Digit, ...]]:
    at = 0
    while at < len(digits):
        pair = tuple(digits[at : at + 2])
        fits = len(pair) > 1 and pair[0][1] * pair[1][1] <= _BYTE
        yield pair if fits else pair[:1]
        at += len(pair) if fits else 1
