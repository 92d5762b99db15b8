"""A slow, obvious scorer to hold the engine against: one firm, exact fractions, no arrays.

It knows only the questionnaire and the answer sheet and shares no code with ``scoring``. It is
written to be read beside DESIGN section 6: states, credits, tree, levels and gates, costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.answers import AnswerSheet, AnswerState
from questionnaires.codes import processes, sizes
from questionnaires.conditions import All, Any_, Condition, Leaf, Not
from questionnaires.model import Gate, Question, Questionnaire, Variant

HUNDRED = Fraction(100)
CLOSE = Fraction(1, 10**9)

NOT_COUNTED = ("not_asked", "not_applicable")
OPEN = ("unanswered", "unknown", "pending")

# The four outcomes of a condition, from the one that settles an ``all`` to the one that settles
# an ``any``: the profile (or an answer that does not apply) says no, an answer says no, an answer
# is missing, yes.
OUTCOMES = ("not_applicable", "false", "missing", "true")


@dataclass(frozen=True)
class Node:
    """What the reference finds for a practice, a dimension or the index."""

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


# --- who is asked what --------------------------------------------------------------------------


def states(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, str]:
    """Return the state of every question, walking through them in the order they are asked."""
    found: dict[str, str] = {}
    for question in questionnaire.questions:
        found[question.id] = state(question, sheet, questionnaire, found)
    return found


def state(
    question: Question, sheet: AnswerSheet, questionnaire: Questionnaire, earlier: dict[str, str]
) -> str:
    if sheet.form == "quick" and not question.quick:
        return "not_asked"
    if question.asked_if is not None:
        outcome = truth(question.asked_if, sheet, questionnaire, earlier)
        if outcome != "true":
            return {"not_applicable": "not_asked", "false": "ruled_out", "missing": "pending"}[
                outcome
            ]
    answer = sheet.answers.get(question.id)
    return "unanswered" if answer is None else answer.state.value


def truth(
    condition: Condition, sheet: AnswerSheet, questionnaire: Questionnaire, earlier: dict[str, str]
) -> str:
    """Return one of ``OUTCOMES``."""
    if isinstance(condition, Leaf):
        if condition.profile is not None:
            return "true" if fact_holds(condition, sheet) else "not_applicable"
        question = questionnaire.question(str(condition.question))
        return answer_truth(condition, question, sheet, earlier[question.id])
    if isinstance(condition, Not):  # only ever above profile facts; a missing fact stays a "no"
        if any(fact(leaf, sheet) is None for leaf in profile_leaves(condition.not_)):
            return "not_applicable"
        inner = truth(condition.not_, sheet, questionnaire, earlier)
        return "not_applicable" if inner == "true" else "true"
    parts = condition.all if isinstance(condition, All) else condition.any
    outcomes = [truth(part, sheet, questionnaire, earlier) for part in parts]
    choose = min if isinstance(condition, All) else max
    return choose(outcomes, key=OUTCOMES.index)


def profile_leaves(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, Leaf):
        if condition.profile is not None:
            yield condition
        return
    if isinstance(condition, Not):
        parts: tuple[Condition, ...] = (condition.not_,)
    else:
        parts = condition.any if isinstance(condition, Any_) else condition.all
    for part in parts:
        yield from profile_leaves(part)


def fact(leaf: Leaf, sheet: AnswerSheet) -> object:
    value = getattr(sheet.profile, str(leaf.profile))
    return None if value in ("", ()) else value


def fact_holds(leaf: Leaf, sheet: AnswerSheet) -> bool:
    value = fact(leaf, sheet)
    if value is None:
        return False
    if leaf.answered:
        return True
    if isinstance(value, tuple):
        return any(process in (leaf.in_ or ()) for process in value)
    if leaf.profile in ("industry", "region"):
        return any(str(value).startswith(str(prefix)) for prefix in leaf.in_ or ())
    return compare(value, leaf)


def compare(value: object, leaf: Leaf) -> bool:
    if leaf.in_ is not None:
        return value in leaf.in_
    if leaf.ge is not None:
        return value >= leaf.ge
    return value <= leaf.le


def answer_truth(leaf: Leaf, question: Question, sheet: AnswerSheet, its_state: str) -> str:
    if its_state in NOT_COUNTED:
        return "not_applicable"
    if its_state in OPEN:
        return "missing"
    if its_state == "ruled_out":
        return "false"
    return "true" if leaf.answered or answer_holds(leaf, question, sheet) else "false"


def answer_holds(leaf: Leaf, question: Question, sheet: AnswerSheet) -> bool:
    value = sheet.answers[question.id].value
    if question.is_quantity:
        return compare(quantity(question, sheet), leaf)
    if question.kind == "multiple":
        if leaf.in_ is not None:
            return any(option in leaf.in_ for option in value)
        return compare(len(value), leaf)
    if leaf.in_ is not None:
        return value in [str(item) for item in leaf.in_]
    return compare(1 + [option.id for option in question.options].index(value), leaf)


# --- what an answer is worth --------------------------------------------------------------------


def quantity(question: Question, sheet: AnswerSheet) -> Fraction:
    value = sheet.answers[question.id].value
    if question.kind == "count_of":
        return HUNDRED * Fraction(value[0]) / Fraction(value[1])
    return Fraction(value)


def variant_of(
    question: Question, sheet: AnswerSheet, questionnaire: Questionnaire
) -> Variant | None:
    for variant in question.variants:
        if truth(variant.when, sheet, questionnaire, {}) == "true":
            return variant
    return None


def option_credits(
    question: Question, sheet: AnswerSheet, questionnaire: Questionnaire
) -> dict[str, Fraction]:
    variant = variant_of(question, sheet, questionnaire)
    credits = (variant.credits if variant else ()) or [o.credit for o in question.options]
    return {option.id: Fraction(c) for option, c in zip(question.options, credits, strict=True)}


def answer_credit(
    question: Question, sheet: AnswerSheet, questionnaire: Questionnaire
) -> Fraction:
    if question.is_quantity:
        variant = variant_of(question, sheet, questionnaire)
        anchors = (variant.anchors if variant else ()) or question.anchors
        points = [(Fraction(anchor.at), Fraction(anchor.credit)) for anchor in anchors]
        return on_the_line(quantity(question, sheet), points)
    credits = option_credits(question, sheet, questionnaire)
    value = sheet.answers[question.id].value
    if question.kind == "multiple":
        return min(HUNDRED, sum((credits[option] for option in value), Fraction(0)))
    return credits[value]


def on_the_line(value: Fraction, points: list[tuple[Fraction, Fraction]]) -> Fraction:
    if value <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def credits(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, Fraction | None]:
    """Return what every answer is worth today; ``None`` where the question does not count."""
    found: dict[str, Fraction | None] = {}
    for question_id, its_state in states(questionnaire, sheet).items():
        if its_state in NOT_COUNTED:
            found[question_id] = None
        elif its_state == AnswerState.ANSWERED:
            question = questionnaire.question(question_id)
            found[question_id] = answer_credit(question, sheet, questionnaire)
        else:
            found[question_id] = Fraction(0)
    return found


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
    now, its_states = credits(questionnaire, sheet), states(questionnaire, sheet)
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
    now = credits(questionnaire, sheet)
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
