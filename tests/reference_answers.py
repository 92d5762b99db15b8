"""The first half of the slow, obvious scorer: who is asked what, and what each answer is worth.

See ``tests/reference.py``. Exact fractions, one firm, no code shared with ``scoring``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from questionnaires.answers import AnswerSheet
from questionnaires.conditions import All, Any_, Condition, Leaf, Not
from questionnaires.model import Question, Questionnaire, Variant

HUNDRED = Fraction(100)

NOT_COUNTED = ("not_asked", "not_applicable")
OPEN = ("unanswered", "unknown", "pending")

# The four outcomes of a condition, from the one that settles an ``all`` to the one that settles
# an ``any``: the profile (or an answer that does not apply) says no, an answer says no, an answer
# is missing, yes.
OUTCOMES = ("not_applicable", "false", "missing", "true")


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


def answer_credit(question: Question, sheet: AnswerSheet, questionnaire: Questionnaire) -> Fraction:
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
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def credits(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, Fraction | None]:
    """Return what every answer is worth today; ``None`` where the question does not count."""
    found: dict[str, Fraction | None] = {}
    for question_id, its_state in states(questionnaire, sheet).items():
        if its_state in NOT_COUNTED:
            found[question_id] = None
        elif its_state == "answered":
            question = questionnaire.question(question_id)
            found[question_id] = answer_credit(question, sheet, questionnaire)
        else:
            found[question_id] = Fraction(0)
    return found
