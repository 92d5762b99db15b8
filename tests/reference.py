"""A slow, obvious scorer to hold the engine against: one firm, exact fractions, no arrays.

It knows only the questionnaire and the answer sheet and shares no code with ``scoring``. It is
written to be read beside DESIGN section 6: states and credits stand in ``tests/reference_answers``,
here follow the tree, costs, policy tasks, gates and levels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.answers import AnswerSheet
from questionnaires.model import Gate, Question, Questionnaire
from tests import reference_answers
from tests.reference_answers import HUNDRED, OPEN, option_credits, states

CLOSE = Fraction(1, 10**9)


@dataclass(frozen=True)
class Node:
    """What the reference finds for a practice, a dimension, the index or a question."""

    score: Fraction | None
    high: Fraction | None
    coverage: Fraction | None
    share: Fraction


@dataclass(frozen=True)
class GateResult:
    """Whether a gate holds, what stands against what, and how far that is."""

    holds: bool
    current: Fraction | None
    needed: Fraction | None
    distance: Fraction


# --- the tree -----------------------------------------------------------------------------------


def aggregate(rule: str, children: list[tuple[float, Fraction | None]]) -> Fraction | None:
    counting = [(Fraction(weight), value) for weight, value in children if value is not None]
    if not counting:
        return None
    total = sum(weight for weight, _ in counting)
    if rule == "weakest":
        return min(value for _, value in counting)
    if rule == "mean":
        return sum(weight * value for weight, value in counting) / total
    if any(value == 0 for _, value in counting):
        return Fraction(0)
    logs = (float(weight / total) * math.log(float(value / 100)) for weight, value in counting)
    return Fraction(100 * math.exp(math.fsum(logs)))


def tree(
    questionnaire: Questionnaire, values: dict[str, Fraction | None], *, rule: str | None = None
) -> dict[str, Fraction | None]:
    """Return the value of every node from those of the questions; *rule* overrides the tree's."""
    found = dict(values)
    for practice in questionnaire.practices:
        children = [(q.weight, found[q.id]) for q in practice.questions]
        found[practice.id] = aggregate(rule or practice.aggregate, children)
    for dimension in questionnaire.dimensions:
        children = [(p.weight, found[p.id]) for p in dimension.practices]
        found[dimension.id] = aggregate(rule or dimension.aggregate, children)
    children = [(d.weight, found[d.id]) for d in questionnaire.dimensions]
    found["index"] = aggregate(rule or questionnaire.aggregate, children)
    return found


def shares(
    questionnaire: Questionnaire, counted: dict[str, Fraction | None]
) -> dict[str, Fraction]:
    """Return every node's and question's part of the index, weights of absent siblings spread."""
    found = {"index": Fraction(1)}

    def spread(parent: str, children: list[tuple[str, float]]) -> None:
        weights = {
            child: Fraction(weight) if counted[child] is not None else Fraction(0)
            for child, weight in children
        }
        total = sum(weights.values())
        for child, weight in weights.items():
            found[child] = found[parent] * weight / total if total else Fraction(0)

    spread("index", [(d.id, d.weight) for d in questionnaire.dimensions])
    for dimension in questionnaire.dimensions:
        spread(dimension.id, [(p.id, p.weight) for p in dimension.practices])
        for practice in dimension.practices:
            spread(practice.id, [(q.id, q.weight) for q in practice.questions])
    return found


def nodes(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, Node]:
    """Return score, high, coverage and share of every node and every question."""
    now, its_states = reference_answers.credits(questionnaire, sheet), states(questionnaire, sheet)
    best = {key: HUNDRED if its_states[key] in OPEN else value for key, value in now.items()}
    covered = {
        key: None if value is None else Fraction(its_states[key] not in OPEN)
        for key, value in now.items()
    }
    score, high = tree(questionnaire, now), tree(questionnaire, best)
    coverage, share = tree(questionnaire, covered, rule="mean"), shares(questionnaire, score)
    return {key: Node(score[key], high[key], coverage[key], share[key]) for key in score}


def losses(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, Fraction]:
    """Return what the index would gain if one answer alone were worth 100, for each question."""
    now = reference_answers.credits(questionnaire, sheet)
    index = tree(questionnaire, now)["index"]
    return {
        key: Fraction(0)
        if value is None
        else tree(questionnaire, {**now, key: HUNDRED})["index"] - index
        for key, value in now.items()
    }


def alignment(
    questionnaire: Questionnaire, sheet: AnswerSheet
) -> dict[tuple[str, str], tuple[Fraction | None, ...]]:
    """Return (score, high, coverage) of every (clause or task, task)."""
    found = nodes(questionnaire, sheet)
    result = {}
    for task in questionnaire.tasks:
        ids = {clause.id for clause in task.clauses}
        for name, wanted in [(task.id, ids), *((clause, {clause}) for clause in ids)]:
            serving = [found[q.id] for q in questionnaire.questions if wanted & set(q.clauses)]
            result[name, task.id] = tuple(
                aggregate("mean", [(node.share, getattr(node, part)) for node in serving])
                for part in ("score", "high", "coverage")
            )
    return result


# --- levels and gates ---------------------------------------------------------------------------


def reaches(score: Fraction, needed: float) -> bool:
    return score >= Fraction(needed) - CLOSE


def node_level(questionnaire: Questionnaire, score: Fraction | None) -> int | None:
    """Return the level of a node by its score alone."""
    if score is None:
        return None
    return max(lv.level for lv in questionnaire.levels if reaches(score, lv.threshold))


def index_level(questionnaire: Questionnaire, sheet: AnswerSheet) -> int | None:
    """Return the highest level whose threshold and gates hold, and those of all below it."""
    score = nodes(questionnaire, sheet)["index"].score
    if score is None:
        return None
    held = gates(questionnaire, sheet)
    reached = questionnaire.levels[0].level
    for level in questionnaire.levels:
        if not reaches(score, level.threshold) or not all(held[g.id].holds for g in level.gates):
            break
        reached = level.level
    return reached


def gates(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, GateResult]:
    """Return every gate by id."""
    found, its_states = nodes(questionnaire, sheet), states(questionnaire, sheet)
    return {
        gate.id: gate_result(gate, questionnaire, sheet, found, its_states)
        for level in questionnaire.levels
        for gate in level.gates
    }


def gate_result(
    gate: Gate,
    questionnaire: Questionnaire,
    sheet: AnswerSheet,
    found: dict[str, Node],
    its_states: dict[str, str],
) -> GateResult:
    current = found[gate.node or str(gate.question)].score
    if gate.node is not None:
        holds, needed = current is None or reaches(current, gate.at_least), Fraction(gate.at_least)
    else:
        question = questionnaire.question(str(gate.question))
        needed = needed_credit(gate, question, sheet, questionnaire)
        holds = current is None or (
            its_states[question.id] == "answered"
            and passes(gate, question, sheet.answers[question.id].value, current)
        )
    gap = Fraction(0) if holds else max(Fraction(0), needed - (current or 0))
    return GateResult(holds, current, needed, gap)


def passes(gate: Gate, question: Question, value: object, credit: Fraction) -> bool:
    """Whether an answer passes a gate on its question."""
    if gate.at_least is not None:
        return reaches(credit, gate.at_least)
    chosen = value if isinstance(value, tuple) else (value,)
    if gate.without:
        return not set(chosen) & set(gate.without)
    if question.kind == "multiple":
        return gate.reaches in chosen
    ids = [option.id for option in question.options]
    return ids.index(chosen[0]) >= ids.index(str(gate.reaches))


def needed_credit(
    gate: Gate, question: Question, sheet: AnswerSheet, questionnaire: Questionnaire
) -> Fraction:
    """Return the credit of the least answer that passes."""
    if gate.at_least is not None:
        return Fraction(gate.at_least)
    worth = option_credits(question, sheet, questionnaire)
    if question.kind == "multiple" and gate.reaches is not None:
        return worth[gate.reaches]
    return min(c for option, c in worth.items() if passes(gate, question, option, c))
