"""From a column of numbers to one firm's explained result: weights, contributions, costs, gates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from questionnaires.answers import AnswerSheet
from scoring import kernels
from scoring.alignment import alignment
from scoring.engine import NO_LEVEL, Numbers
from scoring.matrix import Matrix
from scoring.plan import COUNTS, FIRST, ROOT, Code, Plan
from scoring.scorecard import AnswerScore, GateState, NextLevel, NodeScore, ScoreCard
from scoring.selection import answer_credits
from scoring.shares import Shares, additive, spread_shares

__all__ = ["card", "state_name"]

_STATES = [*(code.name.lower() for code in Code), "answered"]  # by code, options folded
_COUNTED = [*COUNTS.astype(bool).tolist(), True]
_UNCOUNTED_STATES = ("not_asked", "ruled_out", "pending")


@dataclass(frozen=True, slots=True)
class _Firm:
    """One firm of a batch as plain lists: by question in order, by node, by gate."""

    plan: Plan
    sheet: AnswerSheet
    states: list[int]
    credits: list[float]
    worths: list[float]
    """Credits of the questions that count, NaN of the others."""
    scores: list[float]
    highs: list[float]
    coverage: list[float]
    levels: list[int]
    holds: list[bool]
    variants: list[int]


def _firm(plan: Plan, matrix: Matrix, numbers: Numbers, firm: int) -> _Firm:
    credits: list[float] = answer_credits(plan, matrix, slice(firm, firm + 1))[:, 0].tolist()
    states: list[int] = np.minimum(matrix.codes[:, firm], FIRST).tolist()
    pairs = zip(states, credits, strict=True)
    return _Firm(
        plan=plan,
        sheet=matrix.sheet(firm),
        states=states,
        credits=credits,
        worths=[credit if _COUNTED[state] else math.nan for state, credit in pairs],
        scores=numbers.scores[:, firm].tolist(),
        highs=numbers.highs[:, firm].tolist(),
        coverage=numbers.coverage[:, firm].tolist(),
        levels=numbers.levels[:, firm].tolist(),
        holds=numbers.gates[:, firm].tolist(),
        variants=matrix.variants[:, firm].tolist(),
    )


def state_name(code: int) -> str:
    """Return what a question's code says of its answer; codes of options all mean answered."""
    return _STATES[min(code, FIRST)]


def card(plan: Plan, matrix: Matrix, numbers: Numbers, firm: int) -> ScoreCard:
    """Return the explained result of the firm at position *firm* of the batch."""
    found = _firm(plan, matrix, numbers, firm)
    sheet = found.sheet
    shares = spread_shares(plan, found.scores, found.worths)
    nodes = _nodes(found, shares)
    plain = sheet.to_plain(plan.questionnaire)
    answers = _answer_scores(found, shares, plain)
    gates = tuple(_gate(found, position) for position in range(len(plan.gates)))
    root = nodes[ROOT]
    missing = tuple(sorted(fact for fact in plan.facts if _lacks(sheet, fact)))
    return ScoreCard(
        questionnaire=_reference(plan),
        form=sheet.form,
        profile=sheet.profile.to_dict(),
        answers_digest=sheet.digest(plan.questionnaire, plain),
        score=root.score, low=root.low, high=root.high, coverage=root.coverage, level=root.level,
        level_name={} if root.level is None else _level_name(plan, root.level),
        provisional=bool(numbers.unfinished[firm]) or bool(missing) or root.score is None,
        estimate=sheet.form == "quick",
        missing_facts=missing,
        nodes=nodes,
        answers=answers,
        gates=gates,
        next_level=_next_level(plan, root, gates),
        alignment=alignment(plan, found.states, found.credits, shares.spread),
        ignored=tuple(
            question_id for question_id in sheet.answers
            if question_id in answers and answers[question_id].state in _UNCOUNTED_STATES
        ),
    )  # fmt: skip


def _reference(plan: Plan) -> dict[str, Any]:
    questionnaire = plan.questionnaire
    parents = {p.id: d.id for d in questionnaire.dimensions for p in d.practices}
    return {
        "id": questionnaire.id,
        "version": questionnaire.version,
        "digest": questionnaire.digest,
        "parents": parents,
    }


def _level_name(plan: Plan, level: int) -> dict[str, str]:
    return dict(plan.questionnaire.levels[plan.levels.index(level)].name)


def _lacks(sheet: AnswerSheet, fact: str) -> bool:
    value = getattr(sheet.profile, fact)
    return value is None or value in ("", ())


def _nodes(firm: _Firm, shares: Shares) -> dict[str, NodeScore]:
    adds, _ = additive(firm.plan)
    found = {}
    for position, kind in firm.plan.shown:
        node = firm.plan.nodes[position]
        score, share = _number(firm.scores[position]), shares.nodes[position]
        level = firm.levels[position]
        found[node.id] = NodeScore(
            id=node.id,
            kind=kind,
            rule=node.rule,
            score=score,
            low=score,
            high=_number(firm.highs[position]),
            coverage=_number(firm.coverage[position]),
            level=None if level == NO_LEVEL or score is None else level,
            weight=share,
            contribution=share * score if score is not None and adds[position] else None,
            reason="nothing_applies" if score is None else None,
        )
    return found


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _answer_scores(firm: _Firm, shares: Shares, plain: Mapping[str, Any]) -> dict[str, AnswerScore]:
    plan, given = firm.plan, firm.sheet.answers
    all_means = all(node.rule == "mean" for node in plan.nodes)
    _, adds = additive(plan)
    found = {}
    for i, question in enumerate(plan.questionnaire.questions):
        answer, state, share = given.get(question.id), firm.states[i], shares.questions[i]
        credit, lost = (firm.credits[i], 0.0) if _COUNTED[state] else (None, 0.0)
        if credit is not None:
            lost = share * (100.0 - credit) if all_means else _lost(firm, i)
        contribution = share * credit if credit is not None and adds[i] else None
        reason = None if answer is None else answer.reason
        found[question.id] = AnswerScore(  # in the order of its fields
            question.id, plan.practice_of[i], _STATES[state], plain.get(question.id),
            credit, share, contribution, lost, reason,
        )  # fmt: skip
    return found


def _lost(firm: _Firm, index: int) -> float:
    """Return how many points the index would gain if this answer alone were worth 100."""
    nodes, values, place = firm.plan.nodes, firm.worths, index
    raised = 100.0
    while True:
        of_questions = values is firm.worths
        position, node = next(
            (i, node) for i, node in enumerate(nodes)
            if node.of_questions == of_questions and node.first <= place < node.last
        )  # fmt: skip
        children = values[node.first : node.last]
        children[place - node.first] = raised
        raised = float(kernels.aggregate(children, node.weights, node.rule))
        if position == len(nodes) - 1:
            return max(0.0, raised - firm.scores[-1])
        values, place = firm.scores, position


def _gate(firm: _Firm, position: int) -> GateState:
    planned, holds = firm.plan.gates[position], firm.holds[position]
    gate = planned.gate
    if planned.node is not None:
        current = _number(firm.scores[planned.node])
    else:
        current = _number(firm.worths[planned.question or 0])
    needed = gate.at_least
    if needed is None and planned.question is not None:
        varied = firm.plan.varied.get(planned.question)
        variant = -1 if varied is None else firm.variants[varied]
        needed = _needed_credit(firm.plan, position, variant)
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


@lru_cache(maxsize=4096)
def _needed_credit(plan: Plan, position: int, variant: int) -> float | None:
    """Return the smallest credit of an answer by which a firm passes a gate on options."""
    gate = plan.gates[position]
    if gate.passes is None or gate.question is None:
        return None
    question = plan.questions[gate.question]
    first = FIRST + (question.question.kind == "multiple")  # ticking nothing is no answer
    passing = question.credits[variant, first:][gate.passes[first:]]
    return float(passing.min()) if passing.size else None


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
