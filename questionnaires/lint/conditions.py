"""Conditions: they name real things, look backwards, point upwards, and can hold for somebody."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import combinations, product
from typing import Any

from questionnaires import codes
from questionnaires.conditions import Condition, Leaf, Truth, evaluate, leaves
from questionnaires.lint.report import Path, Report
from questionnaires.model import Question

__all__ = ["check", "check_condition"]

_TOO_MANY = 200_000  # profiles tried at most for one condition


def check(report: Report) -> None:
    """Report conditions that refer to nothing, form a circle, or never hold."""
    known = {question.id: question for question in report.questionnaire.questions}
    seen: set[str] = set()
    cyclic = _cyclic(report)
    for path, question in report.questions():
        where = (*path, "asked_if")
        if question.asked_if is not None:
            _condition(report, where, question.asked_if, question.id, known)
        for leaf, negated in leaves(question.asked_if):
            if leaf.question in known:
                other = known[str(leaf.question)]
                code = _wrong_way(question, leaf, other, cyclic, seen, negated=negated)
                if code:
                    tell = report.warn if code == "condition.not_quick" else report.error
                    tell(code, where, id=question.id, other=other.id)
        for v, variant in enumerate(question.variants):
            when = (*path, "variants", v, "when")
            _condition(report, when, variant.when, question.id, known)
            for leaf, _ in leaves(variant.when):
                if leaf.question is not None:
                    report.error("variant.on_answer", when, id=question.id, other=leaf.question)
        seen.add(question.id)


def check_condition(report: Report, path: Path, condition: Condition, owner: str) -> None:
    """Report what is wrong with a condition that stands outside the questions."""
    known = {question.id: question for question in report.questionnaire.questions}
    _condition(report, path, condition, owner, known)


def _wrong_way(
    question: Question,
    leaf: Leaf,
    other: Question,
    cyclic: set[str],
    seen: set[str],
    *,
    negated: bool,
) -> str:
    """Return what is wrong with *question* waiting for an answer to *other*, if anything."""
    if question.id in cyclic and other.id in cyclic:
        return "condition.cycle"
    if other.id not in seen:
        return "condition.not_earlier"
    if negated or not _upward(leaf, other):
        return "condition.downward"
    return "condition.not_quick" if question.quick and not other.quick else ""


def _condition(
    report: Report, path: Path, condition: Condition, owner: str, known: dict[str, Question]
) -> None:
    """Report leaves that make no sense, or else a condition that no firm meets."""
    before = len(report.problems)
    answers_negated = False  # reported as pointing downwards
    for leaf, negated in leaves(condition):
        answers_negated |= negated and leaf.question is not None
        if leaf.question is None:
            _on_fact(report, path, leaf)
        elif leaf.question not in known:
            report.unknown("condition.unknown_question", path, leaf.question, known)
        else:
            _on_answer(report, path, leaf, known[leaf.question])
    sound = len(report.problems) == before and not answers_negated
    if sound and not _can_hold(condition):
        report.error("condition.never_holds", path, id=owner)


_FACT_VALUES = {
    "processes": lambda: list(codes.processes()),
    "size": lambda: list(codes.sizes()),
    "industry": lambda: list(codes.industries()),
}
_SOME_REGIONS = ("33", "3306", "330602")


def _on_fact(report: Report, path: Path, leaf: Leaf) -> None:
    fact = str(leaf.profile)
    items = [str(item) for item in leaf.in_ or ()]
    if fact in ("employees", "revenue"):
        if any(isinstance(item, str) for item in leaf.in_ or ()):
            values = {"subject": fact, "operator": "in", "allowed": "ge, le"}
            report.error("condition.wrong_operator", path, **values)
    elif leaf.ge is not None or leaf.le is not None:
        used = "ge" if leaf.ge is not None else "le"
        values = {"subject": fact, "operator": used, "allowed": "in, answered"}
        report.error("condition.wrong_operator", path, **values)
    elif fact == "region":
        for item in items:
            if codes.region_name(item) is None:
                report.unknown("condition.unknown_value", path, item, _SOME_REGIONS)
    else:
        _known_values(report, path, items, _FACT_VALUES[fact]())


def _on_answer(report: Report, path: Path, leaf: Leaf, question: Question) -> None:
    if not question.is_quantity:
        items = [str(item) for item in leaf.in_ or ()]
        _known_values(report, path, items, [option.id for option in question.options])
    low, high = _reach(question)
    if (leaf.ge is not None and leaf.ge > high) or (leaf.le is not None and leaf.le < low):
        bound = f"{leaf.ge if leaf.ge is not None else leaf.le:g}"
        report.error("condition.out_of_reach", path, other=question.id, bound=bound)


def _known_values(report: Report, path: Path, items: list[str], allowed: list[str]) -> None:
    for item in items:
        if item not in allowed:
            report.unknown("condition.unknown_value", path, item, allowed)


def _reach(question: Question) -> tuple[float, float]:
    """Return the least and the greatest value that ``ge`` and ``le`` can meet."""
    if question.is_quantity:
        return question.range or (-math.inf, math.inf)
    if question.kind == "multiple":
        return 1, sum(not option.exclusive for option in question.options)
    return 1, len(question.options)


def _upward(leaf: Leaf, question: Question) -> bool:
    """Whether a better answer can never close the follow-up again."""
    if leaf.answered:
        return True
    if question.is_quantity:
        bound = leaf.ge if question.direction == "up" else leaf.le
        return bound is not None
    if leaf.le is not None:
        return False
    if leaf.ge is not None:
        return question.kind != "multiple" or not any(o.exclusive for o in question.options)
    chosen = {str(item) for item in leaf.in_ or ()}
    if question.kind == "multiple":
        return not any(option.exclusive and option.id in chosen for option in question.options)
    flags = [option.id in chosen for option in question.options]
    return flags == sorted(flags)


def _cyclic(report: Report) -> set[str]:
    """Return the questions that wait, directly or through others, for themselves."""
    waits = {
        question.id: {leaf.question for leaf, _ in leaves(question.asked_if) if leaf.question}
        for question in report.questionnaire.questions
    }
    reach = {key: set(value) for key, value in waits.items()}
    changed = True
    while changed:
        changed = False
        for key, others in reach.items():
            more = set().union(*(reach.get(other, set()) for other in others)) - others
            if more:
                reach[key] = others | more
                changed = True
    return {key for key, others in reach.items() if key in others}


def _can_hold(condition: Condition) -> bool:
    """Whether some profile (and some answers) satisfies the condition."""
    facts = sorted({leaf.profile for leaf, _ in leaves(condition) if leaf.profile})
    choices = [list(_candidates(fact, condition)) for fact in facts]
    size = 1
    for choice in choices:
        size *= len(choice)
    if size > _TOO_MANY:
        return True  # too many to try: give the writer the benefit of the doubt
    profiles = (dict(zip(facts, pick, strict=True)) for pick in product(*choices))
    return any(evaluate(condition, partial(_holds, profile)) is Truth.TRUE for profile in profiles)


def _candidates(fact: str, condition: Condition) -> Iterator[Any]:
    """Yield values of a fact that can make a difference to the condition."""
    if fact == "processes":
        known = list(codes.processes())
        for count in range(1, len(known) + 1):
            yield from map(set, combinations(known, count))
    elif fact == "size":
        yield from codes.sizes()
    elif fact in ("employees", "revenue"):
        for leaf, _ in leaves(condition):
            for bound in (leaf.ge, leaf.le, *(leaf.in_ or ())):
                if leaf.profile == fact and isinstance(bound, (int, float)):
                    yield from (bound - 1, bound, bound + 1)
        yield 0
    else:
        for leaf, _ in leaves(condition):
            if leaf.profile == fact:
                yield from map(str, leaf.in_ or ())
        yield "0"


def _holds(profile: dict[str, Any], leaf: Leaf) -> Truth:
    if leaf.question is not None or leaf.answered:
        return Truth.TRUE
    value = profile[str(leaf.profile)]
    if leaf.ge is not None:
        holds = value >= leaf.ge
    elif leaf.le is not None:
        holds = value <= leaf.le
    elif isinstance(value, set):
        holds = bool(value & set(leaf.in_ or ()))
    elif isinstance(value, str) and leaf.profile in ("industry", "region"):
        holds = value.startswith(tuple(str(item) for item in leaf.in_ or ()))
    else:
        holds = value in (leaf.in_ or ())
    return Truth.TRUE if holds else Truth.NOT_APPLICABLE
