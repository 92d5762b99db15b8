"""From a questionnaire to its plan; done once per questionnaire digest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from questionnaires.canonical import canonical
from questionnaires.conditions import Condition, leaves
from questionnaires.model import Anchor, Gate, Question, Questionnaire
from scoring.plan import (
    COLUMNS,
    COUNTED,
    COUNTS,
    FIRST,
    LOST,
    OPEN,
    OPEN_WEIGHT,
    ROOT,
    SHORT,
    Code,
    Floats,
    GatePlan,
    NodePlan,
    Plan,
    QuestionPlan,
)  # fmt: skip

__all__ = ["compile_plan"]


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
    columns = np.zeros((variants, width, COLUMNS))
    lost = (counts - still_open) * (1.0 - credits / 100.0)
    columns[..., LOST] = weight * lost
    columns[..., SHORT] = weight * (lost + still_open)
    columns[..., OPEN_WEIGHT] = weight * still_open
    columns[..., COUNTED] = weight * counts
    return columns.reshape(-1, COLUMNS)


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
