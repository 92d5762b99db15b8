"""What firms of every kind can reach by the measures, starting from the worst answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from questionnaires import codes
from questionnaires.conditions import All, Condition, Leaf, Not
from questionnaires.lint.report import Path, Report
from questionnaires.measures import Measure
from questionnaires.model import Question

__all__ = ["asked_of", "kinds_of_firm", "unreached"]

Kind = tuple[str, str]
"""A process and a size class."""
Reached = dict[str, set[str]]
"""Options by question; a quantity that some measure moves holds one empty word."""


def kinds_of_firm(processes: tuple[str, ...] = (), sizes: tuple[str, ...] = ()) -> list[Kind]:
    """Return every kind of firm meant by the two lists; an empty list means all."""
    return [
        (p, s) for p in processes or tuple(codes.processes()) for s in sizes or tuple(codes.sizes())
    ]


def asked_of(question: Question, process: str, size: str) -> bool:
    """Whether a firm of one process and this size may be asked the question."""
    return question.asked_if is None or True in _outcomes(question.asked_if, process, size)


def _outcomes(condition: Condition, process: str, size: str) -> set[bool]:
    """Return what the condition can come to; facts and answers left open can be either."""
    if isinstance(condition, Leaf):
        wanted = condition.in_ or ()
        if condition.profile == "processes" and wanted:
            return {process in wanted}
        if condition.profile == "size" and wanted:
            return {size in wanted}
        return {True, False}
    if isinstance(condition, Not):
        return {not outcome for outcome in _outcomes(condition.not_, process, size)}
    together = isinstance(condition, All)
    parts = [_outcomes(p, process, size) for p in (condition.all if together else condition.any)]  # type: ignore[union-attr]  # told apart above
    sure, open_ = (not together), together
    if any(part == {sure} for part in parts):
        return {sure}
    return {open_} if all(part == {open_} for part in parts) else {True, False}


def unreached(report: Report) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every question some firms are asked and cannot move to its best by measures.

    The first missing option is named with one kind of firm that misses it. Gates on options ask for
    no more than that; whether scores reach the gates on nodes is for the scoring room to say.
    """
    missed: dict[str, tuple[str, Kind]] = {}
    alike: dict[tuple[str, ...], Reached] = {}  # sizes rarely differ in what fits them
    for kind in kinds_of_firm():
        fitting = [m for m in report.questionnaire.measures if _fits(m, kind)]
        key = (kind[0], *(measure.id for measure in fitting))
        reached = alike[key] = alike.get(key) or _reached(report, kind, fitting)
        for question in report.questionnaire.questions:
            if question.id not in missed and asked_of(question, *kind):
                lacking = [
                    name for name in _wanted(question) if name not in reached.get(question.id, ())
                ]
                if lacking:
                    missed[question.id] = lacking[0], kind
    for path, question in report.questions():
        if question.id in missed:
            option, (process, size) = missed[question.id]
            values = {"id": question.id, "option": option or "+", "process": process, "size": size}
            yield path, values


def _wanted(question: Question) -> list[str]:
    """Return the options above the worst; of a quantity, that anything moves it."""
    if question.is_quantity:
        return [""]
    if question.kind == "multiple":
        return [option.id for option in question.options if not option.exclusive]
    return [option.id for option in question.options][1:]


def _reached(report: Report, kind: Kind, measures: list[Measure]) -> Reached:
    reached: Reached = {}
    done: set[str] = set()
    before = -1
    while before != (before := len(done) + sum(map(len, reached.values()))):
        for measure in measures:
            if measure.id in done or _possible(report, measure, kind, done, reached):
                done.add(measure.id)
                _take(report, measure, reached)
    return reached


def _fits(measure: Measure, kind: Kind) -> bool:
    process, size = kind
    return (not measure.processes or process in measure.processes) and (
        not measure.sizes or size in measure.sizes
    )


def _possible(
    report: Report, measure: Measure, kind: Kind, done: set[str], reached: Reached
) -> bool:
    for need in measure.needs:
        if need.measure is not None:
            if need.measure not in done:
                return False
            continue
        question = report.questionnaire.question(str(need.question))
        worst = question.options[0].id
        if need.reaches not in (worst, *reached.get(question.id, ())) and asked_of(question, *kind):
            return False
    return True


def _take(report: Report, measure: Measure, reached: Reached) -> None:
    for move in measure.moves:
        question = report.questionnaire.question(move.question)
        found = reached.setdefault(question.id, set())
        if question.is_quantity:
            found.add("")
        elif move.ticks:
            found.update(move.ticks)
        else:
            order = [option.id for option in question.options]
            if move.origin is None or move.origin == order[0] or move.origin in found:
                found.update(order[: order.index(str(move.to)) + 1])
