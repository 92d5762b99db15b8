"""How the credit of each question depends on the measures chosen, as linear rows.

Single choices climb: one variable per option above today's says how far up the answer stands.
Ticked options each need one measure that ticks them. Quantities walk through the values that their
moves can produce; flow along the walk says where they end. All of it only bounds credits from
above, which is enough, because better answers are never worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import Answer, AnswerSheet
from questionnaires.errors import Place, Problem
from questionnaires.model import Question
from scoring.advice.moves import Placed, State, answer_of, rank, state_of, step
from scoring.advice.situation import Situation
from scoring.advice.solver import Expression, Program
from scoring.errors import ScoringError
from scoring.scores import score_many

__all__ = ["Effect", "Effects", "effects", "write"]

Floats = NDArray[np.float64]
_MOST_STATES = 1000  # of one quantity; each combination of changes to it may be another


@dataclass(frozen=True)
class Effect:
    """One question that measures can move: the states it can come to, and their worth.

    ``credits`` (states) in 0-100; for ticked options the states are single options beside today's
    ticks. ``gates`` (gates, states) says which gates of the questionnaire hold there.
    """

    question: Question
    answer: Answer | None
    moves: tuple[Placed, ...]
    states: tuple[State, ...]
    credits: Floats
    gates: NDArray[np.bool_]


@dataclass(frozen=True)
class Effects:
    """Effects by question id, and today's credit of every question (0-100, NaN: does not count)."""

    moved: Mapping[str, Effect]
    present: Mapping[str, float]


def effects(situation: Situation) -> Effects:
    """Work out what every state that measures can produce is worth to this firm.

    All questions are put into their first state in one sheet, into their second in another, and so
    on, so that few sheets are scored.
    """
    questionnaire, sheet = situation.questionnaire, situation.sheet
    states = {
        key: _states(questionnaire.question(key), sheet.answers.get(key), moves)
        for key, moves in situation.moves.items()
    }
    count = max((len(found) for found in states.values()), default=0)
    sheets = [_with_states(situation, states, row) for row in range(count)]
    table = score_many(questionnaire, [sheet, *sheets])
    found, gates = table.credits(), table.numbers.gates
    rows = {question.id: row for row, question in enumerate(questionnaire.questions)}
    today = np.where(found.counted[:, 0], found.credits[:, 0], np.nan)
    moved = {}
    for key, own in states.items():
        span = slice(1, len(own) + 1)
        moved[key] = Effect(
            question=questionnaire.question(key),
            answer=sheet.answers.get(key),
            moves=tuple(situation.moves[key]),
            states=own,
            credits=found.credits[rows[key], span],
            gates=gates[:, span],
        )
    return Effects(moved, {key: float(today[row]) for key, row in rows.items()})


def _states(
    question: Question, answer: Answer | None, moves: Sequence[Placed]
) -> tuple[State, ...]:
    start = state_of(question, answer)
    if isinstance(start, frozenset):
        ticked = {option for placed in moves for option in placed.move.ticks} - start
        options = [option.id for option in question.options if option.id in ticked]
        return (start, *(frozenset({option}) for option in options))
    if question.is_quantity:
        found: dict[State, None] = {start: None}
        for placed in moves:
            found |= {step(question, state, placed.move): None for state in found}
            if len(found) > _MOST_STATES:
                where = Place(field=question.id)
                raise ScoringError([Problem("advice.too_many_moves", where, {"id": question.id})])
        return tuple(found)
    first = -1 if start is None else int(start)
    return (start, *range(max(first + 1, 0), len(question.options)))


def _with_states(
    situation: Situation, states: Mapping[str, tuple[State, ...]], row: int
) -> AnswerSheet:
    answers = dict(situation.sheet.answers)
    for key, own in states.items():
        question = situation.questionnaire.question(key)
        state = own[min(row, len(own) - 1)]
        new = answer_of(question, answers.get(key), state)
        if new is not None:
            answers[key] = new
    return AnswerSheet(answers, situation.sheet.profile, situation.sheet.form)


@dataclass
class Written:
    """The rows of one question: its credit, and for each gate on it an expression that is 1."""

    credit: Expression
    gates: dict[int, Expression] = field(default_factory=dict)


def write(
    program: Program, effect: Effect, chosen: Mapping[str, int], on: Iterable[int]
) -> Written:
    """Add the rows of one question to *program* and return its credit (at most the true one).

    *chosen* maps measures to their 0-1 variables; *on* are the gates that look at this question.
    """
    if isinstance(effect.states[0], frozenset):
        return _ticked(program, effect, chosen, on)
    if effect.question.is_quantity:
        return _walked(program, effect, chosen, on)
    return _climbed(program, effect, chosen, on)


def _climbed(
    program: Program, effect: Effect, chosen: Mapping[str, int], on: Iterable[int]
) -> Written:
    question, first = effect.question, effect.states[0]
    here = -1 if first is None else int(first)  # type: ignore[arg-type]  # a position
    reached: dict[int, Expression] = {}
    for target in range(here + 1, len(question.options)):
        terms: Expression = {}
        for placed in effect.moves:
            start = rank(question, placed.move.origin) if placed.move.origin else 0
            if rank(question, str(placed.move.to)) < target:
                continue
            if start > max(here, 0):
                if start >= target:
                    continue
                way = program.variable(0, 1)
                program.row({way: 1, chosen[placed.measure]: -1}, high=0)
                program.row({way: 1, **_negative(reached[start])}, high=0)
                terms[way] = 1.0
            else:
                terms[chosen[placed.measure]] = 1.0
        stands = program.variable(0, 1 if terms else 0)
        program.row({stands: 1, **_negative(terms)}, high=0)
        reached[target] = {stands: 1.0}
        if target - 1 in reached:
            program.row({stands: 1, **_negative(reached[target - 1])}, high=0)
    credit: Expression = {-1: float(effect.credits[0])}
    gates = {gate: {-1: float(effect.gates[gate, 0])} for gate in on}
    for position in range(1, len(effect.states)):
        up = reached[int(effect.states[position])]  # type: ignore[arg-type]  # options above today's
        _add(credit, up, float(effect.credits[position] - effect.credits[position - 1]))
        for gate, holds in gates.items():
            gained = int(effect.gates[gate, position]) - int(effect.gates[gate, position - 1])
            _add(holds, up, float(gained))
    return Written(credit, gates)


def _ticked(
    program: Program, effect: Effect, chosen: Mapping[str, int], on: Iterable[int]
) -> Written:
    credit: Expression = {-1: float(effect.credits[0])}
    gates = {gate: {-1: float(effect.gates[gate, 0])} for gate in on}
    for state, worth, holds in zip(
        effect.states[1:], effect.credits[1:], effect.gates.T[1:], strict=True
    ):
        assert isinstance(state, frozenset)
        able = {p.measure for p in effect.moves if state <= set(p.move.ticks)}
        ticked = program.variable(0, 1)
        program.row({ticked: 1, **{chosen[name]: -1.0 for name in able}}, high=0)
        credit[ticked] = float(worth)
        for gate, terms in gates.items():
            terms[ticked] = float(holds[gate])
    return Written(credit, gates)


def _walked(
    program: Program, effect: Effect, chosen: Mapping[str, int], on: Iterable[int]
) -> Written:
    """Let one unit of flow walk from today's value; a move's arcs carry at most its measure."""
    here: dict[State, Expression] = {effect.states[0]: {-1: 1.0}}
    for placed in effect.moves:
        there: dict[State, Expression] = {}
        taken: Expression = {}
        for state, inflow in here.items():
            moved = step(effect.question, state, placed.move)
            if moved == state:
                _add(there.setdefault(state, {}), inflow, 1.0)
                continue
            arc = program.variable(0, 1)
            taken[arc] = 1.0
            program.row({arc: 1, **_negative(inflow)}, high=0)
            _add(there.setdefault(moved, {}), {arc: 1.0}, 1.0)
            _add(there.setdefault(state, {}), inflow, 1.0)
            _add(there[state], {arc: 1.0}, -1.0)
        if taken:
            program.row({**taken, chosen[placed.measure]: -1.0}, high=0)
        here = there
    worth = dict(zip(effect.states, range(len(effect.states)), strict=True))
    credit: Expression = {}
    gates: dict[int, Expression] = {gate: {} for gate in on}
    for state, flow in here.items():
        _add(credit, flow, float(effect.credits[worth[state]]))
        for gate, terms in gates.items():
            _add(terms, flow, float(effect.gates[gate, worth[state]]))
    return Written(credit, gates)


def _add(target: Expression, terms: Expression, factor: float) -> None:
    for key, value in terms.items():
        target[key] = target.get(key, 0.0) + factor * value


def _negative(terms: Expression) -> Expression:
    """Return the expression turned around."""
    return {key: -value for key, value in terms.items()}
