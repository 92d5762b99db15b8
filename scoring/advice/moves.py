"""What measures do to answers. Nothing is scored here.

For each question the moves are applied in one fixed order (lower targets before higher ones, set
values before differences), so that the order in which a firm does things changes nothing. Every
move only improves, and improves a better answer to nothing worse; so more measures are never worse.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.answers import Answer, AnswerSheet, AnswerState
from questionnaires.measures import Measure, Move
from questionnaires.model import Question, Questionnaire

__all__ = ["Placed", "State", "after", "answer_of", "by_question", "rank", "state_of", "step"]

State = int | float | frozenset[str] | None
"""Where an answer stands: the position of an option, ticked options, a quantity, or unknown."""

_DIGITS = 12  # of a quantity; equal changes in another order must come to the same value


@dataclass(frozen=True)
class Placed:
    """A move and the measure it belongs to."""

    measure: str
    move: Move


def by_question(
    questionnaire: Questionnaire, measures: Iterable[Measure]
) -> dict[str, list[Placed]]:
    """Return the moves of *measures* by question, in the order in which they are applied."""
    found: dict[str, list[Placed]] = {}
    for measure in measures:
        for move in measure.moves:
            found.setdefault(move.question, []).append(Placed(measure.id, move))
    for question_id, placed in found.items():
        question = questionnaire.question(question_id)
        placed.sort(key=lambda item: _place(question, item))
    return found


def _place(question: Question, placed: Placed) -> tuple[float, float, str]:
    move = placed.move
    if not question.is_quantity:
        return (rank(question, str(move.to)) if move.to is not None else 0, 0, placed.measure)
    form = 0 if move.to is not None else 1 if move.percent is not None else 2
    return form, move.until or 0.0, placed.measure


def rank(question: Question, option: str) -> int:
    """Return the position of an option, worst first; raises ``ValueError`` for another word."""
    return [item.id for item in question.options].index(option)


def state_of(question: Question, answer: Answer | None) -> State:
    """Return where an answer stands; no answer and "unknown" stand nowhere."""
    known = answer is not None and answer.state is AnswerState.ANSWERED
    if question.kind == "multiple":
        return frozenset(map(str, answer.value)) if known else frozenset()  # type: ignore[union-attr, arg-type]  # ticked options
    if not known or answer is None:
        return None
    return answer.number if question.is_quantity else rank(question, str(answer.value))


def step(question: Question, state: State, move: Move) -> State:
    """Return where the answer stands after one move."""
    if isinstance(state, frozenset):
        exclusive = {option.id for option in question.options if option.exclusive}
        return (state - exclusive) | set(move.ticks)
    if question.is_quantity:
        return _shift(question, state, move)
    here, target = -1 if state is None else int(state), rank(question, str(move.to))
    reached = move.origin is None or max(here, 0) >= rank(question, move.origin)
    return target if reached and target > here else state


def _shift(question: Question, value: float | None, move: Move) -> float | None:
    better = max if question.direction == "up" else min
    if move.to is not None:
        return float(move.to) if value is None else better(value, float(move.to))
    if value is None:
        return None
    change = move.by if move.by is not None else value * (move.percent or 0.0) / 100.0
    low, high = question.range or (-math.inf, math.inf)
    worse = min if question.direction == "up" else max
    limit = (high if question.direction == "up" else low) if move.until is None else move.until
    return better(value, worse(float(f"{value + change:.{_DIGITS}g}"), limit))


def answer_of(question: Question, answer: Answer | None, state: State) -> Answer | None:
    """Return the answer for a new state; the old one if it stands there already.

    A ratio keeps its denominator; if both figures were whole, so is the new numerator.
    """
    if state == state_of(question, answer) or state is None:
        return answer
    if isinstance(state, frozenset):
        ticked = tuple(option.id for option in question.options if option.id in state)
        return Answer(AnswerState.ANSWERED, ticked)
    if question.kind == "number":
        return Answer(AnswerState.ANSWERED, float(state))
    if question.kind == "count_of":
        return Answer(AnswerState.ANSWERED, _ratio(question, answer, float(state)))
    return Answer(AnswerState.ANSWERED, question.options[int(state)].id)


def _ratio(question: Question, answer: Answer | None, percent: float) -> tuple[float, float]:
    old = answer.value if answer is not None else None
    if not isinstance(old, tuple):
        return percent, 100.0
    top, bottom = float(old[0]), float(old[1])
    wanted = percent * bottom / 100.0
    if top.is_integer() and bottom.is_integer():
        slack = 1e-9 * max(1.0, bottom)
        up = question.direction == "up"
        wanted = float(math.ceil(wanted - slack) if up else math.floor(wanted + slack))
    return wanted, bottom


def after(
    questionnaire: Questionnaire,
    sheet: AnswerSheet,
    measures: Iterable[Measure] | Mapping[str, Sequence[Placed]],
) -> AnswerSheet:
    """Return the sheet with the answers that hold once *measures* are done.

    Answers that do not apply stay as they are.
    """
    moves = measures if isinstance(measures, Mapping) else by_question(questionnaire, measures)
    answers = dict(sheet.answers)
    for question_id, placed in moves.items():
        old = answers.get(question_id)
        if old is not None and old.state is AnswerState.NOT_APPLICABLE:
            continue
        question = questionnaire.question(question_id)
        state = state_of(question, old)
        for item in placed:
            state = step(question, state, item.move)
        new = answer_of(question, old, state)
        if new is not None:
            answers[question_id] = new
    return AnswerSheet(answers, sheet.profile, sheet.form)
