"""Conditions: they name real things, look backwards, point upwards, and can hold for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations, product
from typing import Any

from questionnaires import codes
from questionnaires.conditions import Condition, Leaf, Truth, evaluate, leaves
from questionnaires.lint.report import Path, Report
from questionnaires.model import Question

__all__ = ["check"]

_TOO_MANY = 200_000  # profiles tried at most for one condition


def check(report: Report) -> None:
    """Report conditions that refer to nothing, form a circle, or never hold."""
    known = {question.id: question for question in report.questionnaire.questions}
    seen: set[str] = set()
    cyclic = _cyclic(report)
    for path, question in report.questions():
        where = (*path, "asked_if")
        for leaf, negated in leaves(question.asked_if):
            _leaf(report, where, leaf, known)
            if leaf.question is None or leaf.question not in known:
                continue
            if question.id in cyclic and leaf.question in cyclic:
                report.error("condition.cycle", where, id=question.id, other=leaf.question)
            elif leaf.question not in seen:
                report.error("condition.not_earlier", where, id=question.id, other=leaf.question)
            elif negated or not _upward(leaf, known[leaf.question]):
                report.error("condition.downward", where, id=question.id, other=leaf.question)
        if question.asked_if is not None and not _can_hold(question.asked_if):
            report.error("condition.never_holds", where, id=question.id)
        for v, variant in enumerate(question.variants):
            _variant(report, (*path, "variants", v, "when"), variant.when, question.id, known)
        seen.add(question.id)


def _variant(
    report: Report, path: Path, when: Condition, question_id: str, known: dict[str, Question]
) -> None:
    for leaf, _ in leaves(when):
        _leaf(report, path, leaf, known)
        if leaf.question is not None:
            report.error("variant.on_answer", path, id=question_id, other=leaf.question)
    if not _can_hold(when):
        report.error("condition.never_holds", path, id=question_id)


def _leaf(report: Report, path: Path, leaf: Leaf, known: dict[str, Question]) -> None:
    if leaf.question is not None:
        if leaf.question not in known:
            report.unknown("condition.unknown_question", path, leaf.question, known)
            return
        allowed = [option.id for option in known[leaf.question].options]
        if known[leaf.question].is_quantity:
            return
    elif leaf.profile in ("processes", "size", "industry"):
        lists = {"processes": codes.processes, "size": codes.sizes, "industry": codes.industries}
        allowed = list(lists[leaf.profile]())
    else:
        return
    for item in leaf.in_ or ():
        if str(item) not in allowed:
            report.unknown("condition.unknown_value", path, str(item), allowed)


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
