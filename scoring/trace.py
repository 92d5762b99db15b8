"""From a column of numbers to one firm's explained result: weights, contributions, costs, gates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from questionnaires.answers import AnswerSheet
from scoring import kernels
from scoring.alignment import alignment
from scoring.engine import NO_LEVEL, Numbers
from scoring.matrix import Matrix
from scoring.plan import COUNTS, FIRST, ROOT, Code, GatePlan, NodePlan, Plan, QuestionPlan
from scoring.scorecard import AnswerScore, GateState, NextLevel, NodeScore, ScoreCard
from scoring.selection import select

__all__ = ["card"]

_STATES = {code.value: code.name.lower() for code in Code}


def card(plan: Plan, matrix: Matrix, numbers: Numbers, firm: int) -> ScoreCard:
    """Return the explained result of the firm at position *firm* of the batch."""
    sheet = matrix.sheet(firm)
    credits, states = _answers(plan, matrix, firm)
    shares, spread, additive = _shares(plan, numbers, firm, states, credits)
    nodes = _nodes(plan, numbers, firm, shares, additive)
    answers = _answer_scores(plan, numbers, firm, sheet, states, credits, shares, additive)
    gates = tuple(_gate(plan, gate, matrix, numbers, firm, states, credits) for gate in plan.gates)
    root = nodes[ROOT]
    missing = tuple(sorted(fact for fact in plan.facts if _lacks(sheet, fact)))
    questionnaire = plan.questionnaire
    levels = {level.level: level for level in questionnaire.levels}
    return ScoreCard(
        questionnaire=_reference(plan),
        form=sheet.form,
        profile=sheet.profile.to_dict(),
        answers_digest=sheet.digest(questionnaire),
        score=root.score, low=root.low, high=root.high, coverage=root.coverage, level=root.level,
        level_name={} if root.level is None else dict(levels[root.level].name),
        provisional=bool(numbers.unfinished[firm]) or bool(missing) or root.score is None,
        estimate=sheet.form == "quick",
        missing_facts=missing,
        nodes=nodes,
        answers=answers,
        gates=gates,
        next_level=_next_level(plan, root, gates),
        alignment=alignment(
            plan, states, credits, [spread[q.question.id] for q in plan.questions]
        ),
        ignored=tuple(
            question_id for question_id in sheet.answers
            if question_id in answers and answers[question_id].state in _UNCOUNTED_STATES
        ),
    )  # fmt: skip


_UNCOUNTED_STATES = ("not_asked", "ruled_out", "pending")


def _reference(plan: Plan) -> dict[str, Any]:
    questionnaire = plan.questionnaire
    parents = {p.id: d.id for d in questionnaire.dimensions for p in d.practices}
    return {
        "id": questionnaire.id,
        "version": questionnaire.version,
        "digest": questionnaire.digest,
        "parents": parents,
    }


def _lacks(sheet: AnswerSheet, fact: str) -> bool:
    value = getattr(sheet.profile, fact)
    return value is None or value in ("", ())


def _answers(plan: Plan, matrix: Matrix, firm: int) -> tuple[list[float], list[int]]:
    """Return credit and code (options folded to ``FIRST``) of every question of one firm."""
    everything = select(plan, range(len(plan.questions)))
    credits = everything.credits(matrix, slice(firm, firm + 1))[:, 0].tolist()
    states = np.minimum(matrix.codes[:, firm], FIRST).tolist()
    return credits, states


_COUNTED = frozenset({*np.flatnonzero(COUNTS).tolist(), FIRST})


def _counted(state: int) -> bool:
    return state in _COUNTED


def _shares(
    plan: Plan, numbers: Numbers, firm: int, states: list[int], credits: list[float]
) -> tuple[dict[str, float], dict[str, float], dict[str, bool]]:
    """Return each node's and question's share of the index after spreading, top down.

    Under ``weakest`` the smallest child carries everything in the first result; the second keeps
    to the weights whatever the rule. The third says whether share x score is a contribution (no
    geometric mean on the way up).
    """
    shares, spread, additive = {ROOT: 1.0}, {ROOT: 1.0}, {ROOT: True}
    names = [node.id for node in plan.nodes]
    for node in reversed(plan.nodes):
        span = range(node.first, node.last)
        if node.of_questions:
            children = [plan.questions[i].question.id for i in span]
            values = [credits[i] if _counted(states[i]) else math.nan for i in span]
        else:
            children = [names[i] for i in span]
            values = [float(numbers.scores[i, firm]) for i in span]
        parts = _spread(node, values)
        carried = _weakest(values) if node.rule == "weakest" and any(parts) else parts
        for child, part, own in zip(children, parts, carried, strict=True):
            spread[child] = spread[node.id] * part
            shares[child] = shares[node.id] * own
            additive[child] = additive[node.id] and node.rule != "geometric"
    return shares, spread, additive


def _spread(node: NodePlan, values: list[float]) -> list[float]:
    weights = [
        0.0 if math.isnan(value) else float(weight)
        for value, weight in zip(values, node.weights, strict=True)
    ]
    total = sum(weights)
    return [weight / total if total else 0.0 for weight in weights]


def _weakest(values: list[float]) -> list[float]:
    weakest = values.index(min(value for value in values if not math.isnan(value)))
    return [1.0 if i == weakest else 0.0 for i in range(len(values))]


def _nodes(
    plan: Plan,
    numbers: Numbers,
    firm: int,
    shares: Mapping[str, float],
    additive: Mapping[str, bool],
) -> dict[str, NodeScore]:
    kinds = {dimension.id: "dimension" for dimension in plan.questionnaire.dimensions}
    found = {}
    for i in range(len(plan.nodes) - 1, -1, -1):
        node = plan.nodes[i]
        score = _number(numbers.scores[i, firm])
        level = int(numbers.levels[i, firm])
        share = shares[node.id]
        found[node.id] = NodeScore(
            id=node.id,
            kind="index" if node.id == ROOT else kinds.get(node.id, "practice"),
            rule=node.rule,
            score=score,
            low=score,
            high=_number(numbers.highs[i, firm]),
            coverage=_number(numbers.coverage[i, firm]),
            level=None if level == NO_LEVEL or score is None else level,
            weight=share,
            contribution=share * score if score is not None and additive[node.id] else None,
            reason="nothing_applies" if score is None else None,
        )
    order = [ROOT] + [
        node_id
        for dimension in plan.questionnaire.dimensions
        for node_id in (dimension.id, *(practice.id for practice in dimension.practices))
    ]
    return {node_id: found[node_id] for node_id in order}


def _number(value: np.float64) -> float | None:
    return None if math.isnan(value) else float(value)


def _answer_scores(
    plan: Plan, numbers: Numbers, firm: int, sheet: AnswerSheet, states: list[int],
    credits: list[float], shares: Mapping[str, float], additive: Mapping[str, bool],
) -> dict[str, AnswerScore]:  # fmt: skip
    additive_tree = all(node.rule == "mean" for node in plan.nodes)
    found = {}
    for i, question in enumerate(plan.questionnaire.questions):
        answer = sheet.answers.get(question.id)
        counted, share = _counted(states[i]), shares[question.id]
        if not counted:
            lost = 0.0
        elif additive_tree:
            lost = share * (100.0 - credits[i])
        else:
            lost = _lost(plan, numbers, firm, states, credits, i)
        found[question.id] = AnswerScore(
            id=question.id,
            practice=plan.nodes[plan.practice_of[i]].id,
            state=_STATES.get(states[i], "answered"),
            value=None if answer is None else answer.to_plain(question),
            credit=credits[i] if counted else None,
            weight=share,
            contribution=share * credits[i] if counted and additive[question.id] else None,
            lost=lost,
            reason=None if answer is None else answer.reason,
        )
    return found


def _lost(
    plan: Plan, numbers: Numbers, firm: int, states: list[int], credits: list[float], index: int
) -> float:
    """Return how many points the index would gain if this answer alone were worth 100."""
    position = next(
        i for i, node in enumerate(plan.nodes)
        if node.of_questions and node.first <= index < node.last
    )  # fmt: skip
    node = plan.nodes[position]
    values = [
        100.0 if i == index else credits[i] if _counted(states[i]) else math.nan
        for i in range(node.first, node.last)
    ]
    raised = float(kernels.aggregate(values, node.weights, node.rule))
    for above, parent in enumerate(plan.nodes):
        if not parent.of_questions and parent.first <= position < parent.last:
            children = numbers.scores[parent.first : parent.last, firm].copy()
            children[position - parent.first] = raised
            raised = float(kernels.aggregate(children, parent.weights, parent.rule))
            position = above
    return max(0.0, raised - float(numbers.scores[-1, firm]))


def _gate(
    plan: Plan, planned: GatePlan, matrix: Matrix, numbers: Numbers, firm: int,
    states: list[int], credits: list[float],
) -> GateState:  # fmt: skip
    gate = planned.gate
    position = next(i for i, other in enumerate(plan.gates) if other is planned)
    holds = bool(numbers.gates[position, firm])
    if planned.node is not None:
        current = _number(numbers.scores[planned.node, firm])
        needed = gate.at_least
    else:
        index = planned.question if planned.question is not None else 0
        current = credits[index] if _counted(states[index]) else None
        needed = gate.at_least
        if needed is None:
            needed = _needed_credit(plan, plan.questions[index], planned, matrix, firm)
    distance = 0.0 if holds else max(0.0, (needed or 0.0) - (current or 0.0))
    return GateState(
        id=gate.id,
        level=planned.level,
        text=dict(gate.text),
        target=gate.node or gate.question or "",
        holds=holds,
        current=current,
        needed=needed,
        distance=distance,
    )


def _needed_credit(
    plan: Plan, question: QuestionPlan, planned: GatePlan, matrix: Matrix, firm: int
) -> float | None:
    """Return the smallest credit of an answer by which this firm passes a gate on options."""
    if planned.passes is None:
        return None
    varied = plan.varied.get(question.index)
    credits = question.credits[-1 if varied is None else matrix.variants[varied, firm]]
    first = FIRST + (question.question.kind == "multiple")  # ticking nothing is no answer
    passing = [
        float(c) for c, ok in zip(credits[first:], planned.passes[first:], strict=True) if ok
    ]
    return min(passing) if passing else None


def _next_level(plan: Plan, root: NodeScore, gates: tuple[GateState, ...]) -> NextLevel | None:
    """Return the next level up with its distance and all gates of it and of the levels below."""
    if root.score is None:
        return None
    reached = -1 if root.level is None else plan.levels.index(root.level)
    if reached + 1 >= len(plan.levels):
        return None
    level = plan.questionnaire.levels[reached + 1]
    return NextLevel(
        level=level.level,
        name=dict(level.name),
        threshold=level.threshold,
        distance=max(0.0, level.threshold - root.score),
        gates=tuple(gate for gate in gates if gate.level <= level.level),
    )
