"""A questionnaire compiled once into the numbers that scoring needs.

Answers are held as small integer codes: six states without a value, then one code per option (or
per set of ticked options). Everything an answer is worth is then a look-up by code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from questionnaires.canonical import canonical
from questionnaires.conditions import Condition, leaves
from questionnaires.model import Anchor, Gate, Question, Questionnaire

__all__ = [
    "COUNTED", "COUNTS", "FIRST", "LOST", "OPEN", "OPEN_WEIGHT", "ROOT", "UNANSWERED", "Code",
    "GatePlan", "NodePlan", "Plan", "QuestionPlan", "compile_plan",
]  # fmt: skip

ROOT = "index"
"""Node id of the overall index, the root of the tree."""

Floats = NDArray[np.float64]


class Code(IntEnum):
    """Code of an answer without a value; codes from ``FIRST`` on are options or quantities."""

    UNANSWERED = 0
    UNKNOWN = 1
    NOT_APPLICABLE = 2
    NOT_ASKED = 3
    RULED_OUT = 4
    PENDING = 5


FIRST = 6

# By state code: does it count in the denominator, and is it still open (worth 0 to 100)?
COUNTS = np.array([1, 1, 0, 0, 1, 1], dtype=np.float64)
OPEN = np.array([1, 1, 0, 0, 0, 1], dtype=np.float64)


LOST, OPEN_WEIGHT, COUNTED, UNANSWERED = range(4)
"""Columns of ``Plan.table``: weight x credit lost of settled answers, weight of open answers,
counted weight, number of unanswered questions. Four doubles make one 32-byte copy per answer."""


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
    starts: NDArray[np.intp]  # (questions, 1): first row of each question's default variant
    table: Floats
    """What every code of every question (in every variant) brings to its practice: columns
    ``LOST``, ``OPEN_WEIGHT``, ``COUNTED``, ``UNANSWERED``; quantities have zeros for a value."""

    @cached_property
    def practices(self) -> tuple[NodePlan, ...]:
        """The nodes whose children are questions; they come first among the nodes."""
        return tuple(node for node in self.nodes if node.of_questions)

    @cached_property
    def practice_of(self) -> tuple[int, ...]:
        """Position of every question's practice."""
        return tuple(
            position
            for position, node in enumerate(self.practices)
            for _ in range(node.first, node.last)
        )

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


def compile_plan(questionnaire: Questionnaire) -> Plan:
    """Compile *questionnaire*; questionnaires with the same digest share one plan."""
    return _compile(_Keyed(questionnaire))


class _Keyed:
    """Hash and compare a questionnaire by its digest, which is cheap once known."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire

    def __hash__(self) -> int:
        return hash(self.questionnaire.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.questionnaire.digest == self.questionnaire.digest


@lru_cache(maxsize=64)
def _compile(keyed: _Keyed) -> Plan:
    questionnaire = keyed.questionnaire
    pool: dict[str, int] = {}
    conditions: list[Condition] = []

    def pooled(condition: Condition) -> int:
        key = canonical(condition.model_dump(mode="json"))
        if key not in pool:
            pool[key] = len(conditions)
            conditions.append(condition)
        return pool[key]

    questions: list[QuestionPlan] = []
    for index, question in enumerate(questionnaire.questions):
        credits = _credits(question)
        questions.append(
            QuestionPlan(
                question=question,
                index=index,
                credits=credits,
                anchors=tuple(_anchor_arrays(question)),
                condition=pooled(question.asked_if) if question.asked_if else None,
                variants=tuple(pooled(variant.when) for variant in question.variants),
                offsets=_offsets(question),
            )
        )
    nodes = tuple(_nodes(questionnaire))
    facts = {leaf.profile for part in conditions for leaf, _ in leaves(part) if leaf.profile}
    return Plan(
        questionnaire=questionnaire,
        questions=tuple(questions),
        nodes=nodes,
        conditions=tuple(conditions),
        levels=tuple(level.level for level in questionnaire.levels),
        thresholds=np.array([level.threshold for level in questionnaire.levels]),
        gates=tuple(_gates(questionnaire, nodes)),
        facts=frozenset(facts),
        code_type=np.uint8 if max(q.width for q in questions) <= 256 else np.uint16,  # noqa: PLR2004
        starts=np.cumsum([0, *(q.credits.size for q in questions[:-1])], dtype=np.intp)[:, None],
        table=np.concatenate([worth(q.credits, q.question.weight) for q in questions]),
    )


def worth(credits: Floats, weight: float) -> Floats:
    """Return the four table columns of a question: a row per code, variant below variant."""
    variants, width = credits.shape
    counts, still_open = np.ones(width), np.zeros(width)
    counts[:FIRST], still_open[:FIRST] = COUNTS, OPEN
    columns = np.zeros((variants, width, 4))
    columns[..., LOST] = weight * (counts - still_open) * (100.0 - credits)
    columns[..., OPEN_WEIGHT] = weight * still_open
    columns[..., COUNTED] = weight * counts
    columns[:, Code.UNANSWERED, UNANSWERED] = 1.0
    return columns.reshape(-1, 4)


def _offsets(question: Question) -> dict[str, int]:
    if question.kind == "multiple":
        return {option.id: 1 << bit for bit, option in enumerate(question.options)}
    return {option.id: position for position, option in enumerate(question.options)}


def _credits(question: Question) -> Floats:
    """Return variants x codes; a quantity has one code for "a value is there"."""
    rows = [variant.credits for variant in question.variants] + [()]
    return np.array([[0.0] * FIRST + list(_option_credits(question, row)) for row in rows])


def _option_credits(question: Question, override: tuple[float, ...]) -> list[float]:
    if question.is_quantity:
        return [0.0]
    credits = list(override) or [option.credit for option in question.options]
    if question.kind != "multiple":
        return credits
    count = len(credits)
    return [
        min(100.0, sum(credits[bit] for bit in range(count) if mask >> bit & 1))
        for mask in range(1 << count)
    ]


def _anchor_arrays(question: Question) -> Iterator[tuple[Floats, Floats]]:
    if question.is_quantity:
        for anchors in (
            *(v.anchors or question.anchors for v in question.variants),
            question.anchors,
        ):
            yield _pair(anchors)


def _pair(anchors: tuple[Anchor, ...]) -> tuple[Floats, Floats]:
    return (
        np.array([anchor.at for anchor in anchors], dtype=np.float64),
        np.array([anchor.credit for anchor in anchors], dtype=np.float64),
    )


def _nodes(questionnaire: Questionnaire) -> Iterator[NodePlan]:
    """Yield practices, then dimensions, then the index; children stand side by side."""
    start = 0
    for practice in questionnaire.practices:
        weights = np.array([question.weight for question in practice.questions])
        end = start + len(weights)
        yield NodePlan(
            practice.id, practice.aggregate, practice.weight, start, end, weights, of_questions=True
        )
        start = end
    start = 0
    for dimension in questionnaire.dimensions:
        weights = np.array([practice.weight for practice in dimension.practices])
        end = start + len(weights)
        yield NodePlan(
            dimension.id, dimension.aggregate, dimension.weight, start, end, weights,
            of_questions=False,
        )  # fmt: skip
        start = end
    weights = np.array([dimension.weight for dimension in questionnaire.dimensions])
    yield NodePlan(
        ROOT, questionnaire.aggregate, 1.0, start, start + len(weights), weights, of_questions=False
    )


def _gates(questionnaire: Questionnaire, nodes: tuple[NodePlan, ...]) -> Iterator[GatePlan]:
    positions = {node.id: i for i, node in enumerate(nodes)}
    indexes = {question.id: i for i, question in enumerate(questionnaire.questions)}
    pairs = chain.from_iterable(
        ((level.level, gate) for gate in level.gates) for level in questionnaire.levels
    )
    for level, gate in pairs:
        question = indexes[gate.question] if gate.question is not None else None
        yield GatePlan(
            gate=gate,
            level=level,
            node=positions[gate.node] if gate.node is not None else None,
            question=question,
            passes=None if question is None else _passes(gate, questionnaire.questions[question]),
        )


def _passes(gate: Gate, question: Question) -> NDArray[np.bool_] | None:
    """Return by code whether the gate holds; a question that does not apply lets it hold."""
    if gate.at_least is not None:
        return None
    ids = [option.id for option in question.options]
    if gate.reaches is not None:
        good = [position >= ids.index(gate.reaches) for position in range(len(ids))]
    else:
        good = [option_id not in gate.without for option_id in ids]
    if question.kind == "multiple":
        wanted = 1 << ids.index(gate.reaches) if gate.reaches is not None else 0
        bad = sum(1 << ids.index(option_id) for option_id in gate.without)
        good = [bool(mask & wanted) if wanted else not mask & bad for mask in range(1 << len(ids))]
    states = [False] * FIRST
    states[Code.NOT_APPLICABLE] = states[Code.NOT_ASKED] = True
    return np.array(states + good, dtype=np.bool_)
