"""A questionnaire compiled once into the numbers that scoring needs.

Answers are held as small integer codes: six states without a value, then one code per option (or
per set of ticked options). Everything an answer is worth is then a look-up by code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from questionnaires.conditions import Condition
from questionnaires.model import Gate, Question, Questionnaire
from scoring.lines import Lines

__all__ = [
    "COLUMNS", "COUNTED", "COUNTS", "FIRST", "LAST_OPEN", "LOST", "OPEN", "OPEN_WEIGHT", "ROOT",
    "SHORT", "Code", "GatePlan", "NodePlan", "Plan", "QuestionPlan",
]  # fmt: skip

ROOT = "index"
"""Node id of the overall index, the root of the tree."""

Floats = NDArray[np.float64]


class Code(IntEnum):
    """Code of an answer without a value; codes from ``FIRST`` on are options or quantities."""

    UNANSWERED = 0
    UNKNOWN = 1
    PENDING = 2
    NOT_APPLICABLE = 3
    NOT_ASKED = 4
    RULED_OUT = 5


FIRST = 6

# By state code: does it count in the denominator, and is it still open (worth 0 to 100)?
COUNTS = np.array([1, 1, 1, 0, 0, 1], dtype=np.float64)
OPEN = np.array([1, 1, 1, 0, 0, 0], dtype=np.float64)
LAST_OPEN = int(Code.PENDING)

LOST, SHORT, OPEN_WEIGHT, COUNTED = range(4)
COLUMNS = 4
"""Columns of ``Plan.table``: weight lost by settled answers (one worth 40 loses 0.6 of its weight),
the same with open answers losing all of theirs, weight of open answers, counted weight. Losses are
in units of weight so that zeros alone lose exactly the counted weight: a geometric mean above would
turn a zero that is 1e-14 into a score of many points."""


@dataclass(frozen=True, eq=False)
class QuestionPlan:
    """One question: per variant (the last is the default) what each code or value is worth."""

    question: Question
    index: int
    credits: Floats  # variants x codes; 0 for the six states
    anchors: tuple[tuple[Floats, Floats], ...]  # per variant, for quantities
    condition: int | None  # index into Plan.conditions
    variants: tuple[int, ...]  # conditions in order of preference
    offsets: dict[str, int]  # option id -> code above FIRST (for `multiple`: its bit)

    @property
    def width(self) -> int:
        """Number of codes."""
        return self.credits.shape[1]

    @cached_property
    def rungs(self) -> int:
        """Number of options when they are the usual ladder 1, 2, …; else 0."""
        ladder = list(self.offsets) == [str(rung) for rung in range(1, len(self.offsets) + 1)]
        return len(self.offsets) if ladder and self.question.kind != "multiple" else 0


@dataclass(frozen=True, eq=False)
class NodePlan:
    """A practice, a dimension or the index, with where its children start and end."""

    id: str
    rule: str
    weight: float
    first: int
    last: int
    weights: Floats
    of_questions: bool

    @cached_property
    def plain_weights(self) -> list[float]:
        """The weights as Python's numbers, for a single firm."""
        found: list[float] = self.weights.tolist()
        return found


@dataclass(frozen=True, eq=False)
class GatePlan:
    """A gate of one level: a node's score, or what a question's code or credit must be."""

    gate: Gate
    level: int
    node: int | None
    question: int | None
    passes: NDArray[np.bool_] | None  # by code, for `reaches` and `without`


@dataclass(frozen=True, eq=False)
class Plan:
    """The compiled questionnaire. Nodes are listed children first; the index is the last."""

    questionnaire: Questionnaire
    questions: tuple[QuestionPlan, ...]
    nodes: tuple[NodePlan, ...]
    conditions: tuple[Condition, ...]
    levels: tuple[int, ...]
    thresholds: Floats
    gates: tuple[GatePlan, ...]
    facts: frozenset[str]
    code_type: type[np.uint8 | np.uint16]
    starts: NDArray[np.intp]  # (questions, 1): where each question's rows begin in the table
    table: Floats
    """What every code of every question (in every variant) brings to its practice: columns
    ``LOST``, ``SHORT``, ``OPEN_WEIGHT``, ``COUNTED``; quantities lose nothing here, the engine
    adds it."""

    @cached_property
    def credits(self) -> Floats:
        """Credit of every row of ``table``; quantities have 0, the engine adds theirs."""
        return np.concatenate([planned.credits.ravel() for planned in self.questions])

    @cached_property
    def quantities(self) -> dict[int, int]:
        """Position of every quantity -> its row in the values of a matrix and in ``lines``."""
        found = [planned.index for planned in self.questions if planned.question.is_quantity]
        return {index: row for row, index in enumerate(found)}

    @cached_property
    def varied(self) -> dict[int, int]:
        """Position of every question with variants -> its row in the variants of a matrix."""
        found = [planned.index for planned in self.questions if planned.variants]
        return {index: row for row, index in enumerate(found)}

    @cached_property
    def lines(self) -> Lines:
        """The lines of all quantities, variant after variant (the default is the last)."""
        return Lines(
            [points for index in self.quantities for points in self.questions[index].anchors]
        )

    @cached_property
    def line_starts(self) -> NDArray[np.intp]:
        """First of each quantity's lines."""
        counts = [len(self.questions[index].anchors) for index in self.quantities]
        return np.cumsum([0, *counts], dtype=np.intp)[:-1]

    @cached_property
    def practices(self) -> tuple[NodePlan, ...]:
        """The nodes whose children are questions; they come first among the nodes."""
        return tuple(node for node in self.nodes if node.of_questions)

    @cached_property
    def practice_of(self) -> tuple[str, ...]:
        """Id of every question's practice."""
        return tuple(node.id for node in self.practices for _ in range(node.first, node.last))

    @cached_property
    def shown(self) -> tuple[tuple[int, str], ...]:
        """Nodes as results list them, top down: position and kind."""
        positions = {node.id: position for position, node in enumerate(self.nodes)}
        found = [(positions[ROOT], "index")]
        for dimension in self.questionnaire.dimensions:
            found.append((positions[dimension.id], "dimension"))
            found += [(positions[practice.id], "practice") for practice in dimension.practices]
        return tuple(found)

    @cached_property
    def gates_of(self) -> dict[int, list[int]]:
        """Positions of the gates of every level."""
        return {
            level: [i for i, gate in enumerate(self.gates) if gate.level == level]
            for level in self.levels
        }

    @cached_property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """Every task of the policy notice, followed by its clauses, each as (id, task id)."""
        return tuple(
            (item, task.id)
            for task in self.questionnaire.tasks
            for item in (task.id, *(clause.id for clause in task.clauses))
        )

    @cached_property
    def serving(self) -> Floats:
        """Return (clauses, questions): 1 where the question serves the clause or task."""
        tasks = dict(self.clauses)
        named = [{*q.clauses, *(tasks[clause] for clause in q.clauses)}
                 for q in self.questionnaire.questions]  # fmt: skip
        rows = [[float(clause in names) for names in named] for clause, _ in self.clauses]
        return np.array(rows).reshape(len(self.clauses), len(named))

    @cached_property
    def serving_ids(self) -> tuple[tuple[str, ...], ...]:
        """Per clause the ids of the questions that serve it."""
        ids = [planned.question.id for planned in self.questions]
        return tuple(tuple(ids[i] for i in np.flatnonzero(row)) for row in self.serving)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Question id -> position."""
        return {planned.question.id: planned.index for planned in self.questions}

    def node(self, node_id: str) -> int:
        """Return the position of a node."""
        return next(i for i, node in enumerate(self.nodes) if node.id == node_id)
