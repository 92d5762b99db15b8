"""The figures about many firms: spreads of nodes and clauses, answers by question, gates.

Every function takes arrays of (rows, members) in which NaN, or a mask, says what does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.disclosure import Limits
from assessment.quantiles import QUANTILES, medians, quantiles
from questionnaires.model import Questionnaire
from scoring.answers import Answers
from scoring.gates import TOLERANCE

__all__ = [
    "BIN", "Clause", "Gate", "Item", "NodeSpread", "clauses_of", "gates_of", "histogram",
    "items_of", "medians_by_level", "spread",
]  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int8]
Mask = NDArray[np.bool_]

BIN = 5.0
"""Width of a bar of the distribution of the index, in points."""


@dataclass(frozen=True, slots=True)
class NodeSpread:
    """How the members' scores of the index, a dimension or a practice are spread.

    ``quantiles`` are those of ``QUANTILES``, ``None`` where too few members have a score;
    ``levels`` counts members by level, lowest first; ``weak`` is the share below ``Limits.weak``
    (0-1).
    """

    id: str
    members: int
    quantiles: tuple[float | None, ...]
    levels: tuple[int, ...]
    weak: float | None

    @property
    def median(self) -> float | None:
        """The middle member's score."""
        return self.quantiles[QUANTILES.index(0.5)]


@dataclass(frozen=True, slots=True)
class Item:
    """One question over all members it counts for.

    ``facility`` is the mean credit over its maximum (0-1), open answers credited 0 as in the score,
    and ``open`` the share of open answers; both ``None`` where too few members answered. ``cost``
    is what it costs in points of the index on average of the whole cohort, ``losers`` the number of
    members it costs at least ``Limits.costly`` points.
    """

    id: str
    practice: str
    members: int
    facility: float | None
    open: float | None
    cost: float
    losers: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One task or clause of the policy notice: spread of how far members answer it."""

    id: str
    task: str
    members: int
    quantiles: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate of a level; ``held`` members have the points for the level and fail this gate."""

    id: str
    level: int
    held: int


def spread(
    node: str, scores: Floats, levels: Ints, questionnaire: Questionnaire, limits: Limits
) -> NodeSpread:
    """Return one node's spread over the members with a score."""
    known = int((~np.isnan(scores)).sum())
    weak = None
    if known >= limits.smallest:
        weak = float((scores < limits.weak - TOLERANCE).sum() / known)
    counts = tuple(int((levels == level.level).sum()) for level in questionnaire.levels)
    return NodeSpread(node, known, quantiles(scores, limits), counts, weak)


def histogram(index: Floats) -> tuple[int, ...]:
    """Return how many members stand in each bar of ``BIN`` points."""
    known = index[~np.isnan(index)] + TOLERANCE
    counts, _ = np.histogram(known, bins=np.append(np.arange(0.0, 100.0, BIN), np.inf))
    return tuple(counts.tolist())


def items_of(
    questionnaire: Questionnaire, answers: Answers, counted: Mask, whole: int, limits: Limits
) -> tuple[Item, ...]:
    """Return every question over the members *counted* for it, of *whole* members in all."""
    members = counted.sum(axis=1)
    enough = members >= limits.smallest
    lost = np.where(counted, answers.lost, 0.0)
    with np.errstate(invalid="ignore"):
        facility = np.where(counted, answers.credits, 0.0).sum(axis=1) / 100.0 / members
        still_open = (answers.open & counted).sum(axis=1) / members
    cost = lost.sum(axis=1) / max(1, whole)
    losers = (lost >= limits.costly - TOLERANCE).sum(axis=1)
    return tuple(
        Item(
            id=question.id,
            practice=question.practice,
            members=int(members[row]),
            facility=float(facility[row]) if enough[row] else None,
            open=float(still_open[row]) if enough[row] else None,
            cost=float(cost[row]),
            losers=int(losers[row]),
        )
        for row, question in enumerate(questionnaire.questions)
    )


def clauses_of(questionnaire: Questionnaire, scores: Floats, limits: Limits) -> tuple[Clause, ...]:
    """Return every task of the notice, followed by its clauses."""
    ids = [(part, task.id) for task in questionnaire.tasks
           for part in (task.id, *(clause.id for clause in task.clauses))]  # fmt: skip
    return tuple(
        Clause(part, task, int((~np.isnan(row)).sum()), quantiles(row, limits))
        for (part, task), row in zip(ids, scores, strict=True)
    )


def gates_of(questionnaire: Questionnaire, index: Floats, holds: Mask) -> tuple[Gate, ...]:
    """Count, per gate, the members kept below its level by gates alone."""
    levels = [(level, gate) for level in questionnaire.levels for gate in level.gates]
    return tuple(
        Gate(gate.id, level.level, int(((index >= level.threshold - TOLERANCE) & ~row).sum()))
        for (level, gate), row in zip(levels, holds, strict=True)
    )


def medians_by_level(
    questionnaire: Questionnaire, scores: Floats, levels: Ints, limits: Limits
) -> Floats:
    """Return (levels, nodes): median score of the members at each level; NaN where too few."""
    rows = [medians(scores[:, levels == level.level], limits) for level in questionnaire.levels]
    return np.array(rows)
