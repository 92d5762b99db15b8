"""What if: scores after changed answers, and the fewest changes that reach a level.

Nothing is stored and nothing is scored outside ``scoring.score``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from questionnaires.answers import Answer, AnswerSheet, parse_answer
from questionnaires.errors import Place, Problem
from questionnaires.measures import Measure, Move
from questionnaires.model import Question, Questionnaire
from questionnaires.text import Text
from scoring.advice.effects import Effects, effects
from scoring.advice.formulation import FULL
from scoring.advice.moves import rank, state_of, step
from scoring.advice.search import Choice, Goal, build, cheapest
from scoring.advice.situation import ASSUMED_SIZE, Candidate, Situation
from scoring.errors import ScoringError
from scoring.scorecard import GateState, ScoreCard
from scoring.scores import score

__all__ = ["Change", "Shortcut", "WhatIf", "fewest_changes", "what_if"]


@dataclass(frozen=True)
class Change:
    """One answer before and after, as it would be entered, with its credits (0-100)."""

    question: str
    before: Any
    after: Any
    credit_before: float | None
    credit_after: float | None


@dataclass(frozen=True)
class WhatIf:
    """Two results of the same firm and what is different. ``gain`` is in points of the index.

    ``sheet`` holds the answers after the changes.
    """

    sheet: AnswerSheet
    before: ScoreCard
    after: ScoreCard
    changes: tuple[Change, ...]
    gain: float
    opened: tuple[GateState, ...]
    closed: tuple[GateState, ...]
    nodes: Mapping[str, tuple[float | None, float | None]]
    """Scores before and after of the nodes that differ."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: both indices and levels, and everything that differs."""
        return {
            "before": {"score": self.before.score, "level": self.before.level},
            "after": {"score": self.after.score, "level": self.after.level},
            "gain": self.gain,
            "changes": [vars(change) | {} for change in self.changes],
            "opened": [gate.id for gate in self.opened],
            "closed": [gate.id for gate in self.closed],
            "nodes": {key: list(pair) for key, pair in self.nodes.items()},
        }


@dataclass(frozen=True)
class Shortcut:
    """The fewest changed answers that reach a level; ``result`` is what they score."""

    level: int
    feasible: bool
    changes: tuple[Change, ...]
    result: WhatIf | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "level": self.level,
            "feasible": self.feasible,
            "changes": [vars(change) | {} for change in self.changes],
            "result": self.result.to_dict() if self.result else None,
        }


def what_if(questionnaire: Questionnaire, sheet: AnswerSheet, changes: Mapping[str, Any]) -> WhatIf:
    """Score *sheet* as it is and with *changes* (``{question_id: value}``, ``None`` takes out).

    Raises ``ScoringError`` listing every change that cannot be used.
    """
    problems: list[Problem] = []
    changed = sheet
    for key, raw in changes.items():
        if not questionnaire.has(key):
            near = questionnaire.questions[0].id
            values = {"id": key, "near": near}
            problems.append(Problem("answer.unknown_question", Place(field=str(key)), values))
            continue
        parsed = parse_answer(questionnaire.question(key), raw)
        if isinstance(parsed, Problem):
            problems.append(parsed)
        else:
            changed = changed.with_answer(key, parsed)
    if problems:
        raise ScoringError(problems)
    return _compare(score(questionnaire, sheet), questionnaire, changed)


def _compare(before: ScoreCard, questionnaire: Questionnaire, sheet: AnswerSheet) -> WhatIf:
    after = score(questionnaire, sheet)
    held = {gate.id: gate.holds for gate in before.gates}
    return WhatIf(
        sheet=sheet,
        before=before,
        after=after,
        changes=tuple(_changes(before, after)),
        gain=(after.score or 0.0) - (before.score or 0.0),
        opened=tuple(g for g in after.gates if g.holds and not held[g.id]),
        closed=tuple(g for g in after.gates if not g.holds and held[g.id]),
        nodes={
            key: (node.score, after.nodes[key].score)
            for key, node in before.nodes.items()
            if node.score != after.nodes[key].score
        },
    )


def _changes(before: ScoreCard, after: ScoreCard) -> Iterator[Change]:
    for key, old in before.answers.items():
        new = after.answers[key]
        if (old.value, old.state) != (new.value, new.state):
            yield Change(key, old.value, new.value, old.credit, new.credit)


def fewest_changes(
    questionnaire: Questionnaire, sheet: AnswerSheet, level: int | None = None
) -> Shortcut:
    """Return the fewest answers to improve so that *level* (default the next) is reached.

    Among equally few, the one with the smallest sum of credits gained. Worded answers move to any
    better option, quantities to an anchor or half-way between two. Answers that do not apply stay.
    """
    card = score(questionnaire, sheet)
    wanted = (
        level if level is not None else card.next_level.level if card.next_level else card.level
    )
    if wanted is None or (card.level is not None and card.level >= wanted):
        return Shortcut(wanted or 0, card.level is not None, (), None)
    situation = _changeable(questionnaire, sheet, card)
    found = effects(situation)
    goal = Goal(level=wanted)
    few = cheapest(build(situation, found), goal)
    if few is None:
        return Shortcut(wanted, feasible=False, changes=(), result=None)
    small = _smallest(situation, found, goal, few)
    result = _compare(card, questionnaire, situation.sheet_after(small.chosen))
    return Shortcut(wanted, feasible=True, changes=result.changes, result=result)


def _smallest(situation: Situation, found: Effects, goal: Goal, few: Choice) -> Choice:
    """Return, among as few changes, those with the smallest sum of credits gained."""
    priced = tuple(replace(c, cost=_gain(c, found)) for c in situation.candidates)
    model = build(replace(situation, candidates=priced), found)
    model.program.row(dict.fromkeys(model.chosen.values(), 1.0), high=len(few.chosen))
    return cheapest(model, goal) or few


def _gain(candidate: Candidate, found: Effects) -> float:
    move = candidate.measure.moves[0]
    effect = found.moved[move.question]
    if move.ticks:
        worth = {option: c for s, c in zip(effect.states[1:], effect.credits[1:], strict=True)
                 for option in s}  # type: ignore[union-attr]  # fmt: skip  # ticked options
        return float(sum(worth.get(option, 0.0) for option in move.ticks)) / FULL
    state = step(effect.question, effect.states[0], move)
    return float(effect.credits[effect.states.index(state)] - effect.credits[0]) / FULL


def _changeable(questionnaire: Questionnaire, sheet: AnswerSheet, card: ScoreCard) -> Situation:
    """Return a situation whose measures are single better answers, each costing one."""
    candidates: list[Candidate] = []
    for question in questionnaire.questions:
        found = card.answers[question.id]
        if found.credit is None or found.credit >= FULL:
            continue
        moves = list(_better(question, sheet.answers.get(question.id)))
        names = [f"c{len(candidates) + n}" for n in range(len(moves))]
        for name, move in zip(names, moves, strict=True):
            measure = Measure(
                id=name, title=Text({"en": name}), moves=(move,),
                excludes=tuple(other for other in names if other != name),
            )  # fmt: skip
            candidates.append(Candidate(measure, 1.0, 1.0, 1.0, 1, planned=False))
    return Situation(
        questionnaire, sheet, card, tuple(candidates), frozenset(), (), (), (), size=ASSUMED_SIZE
    )


def _better(question: Question, answer: Answer | None) -> Iterator[Move]:
    """Yield every better answer to offer, as a move."""
    here = state_of(question, answer)
    if isinstance(here, frozenset):
        worth = {o.id: o.credit for o in question.options if not o.exclusive and o.id not in here}
        best = sorted(worth, key=lambda option: -worth[option])
        offered = {tuple(sorted(best[:count])) for count in range(1, len(best) + 1)}
        offered |= {(option,) for option in best}  # a gate may ask for a single one
        for ticks in sorted(offered):
            yield Move(question=question.id, ticks=ticks)
    elif question.is_quantity:
        for at in _stops(question):
            move = Move(question=question.id, to=at)
            if step(question, here, move) != here:
                yield move
    else:
        for option in question.options:
            if here is None or rank(question, option.id) > int(here):
                yield Move(question=question.id, to=option.id)


def _stops(question: Question) -> list[float]:
    anchors = {a.at for a in question.anchors}
    anchors |= {a.at for variant in question.variants for a in variant.anchors}
    ordered = sorted(anchors)
    return sorted({*ordered, *((low + high) / 2 for low, high in pairwise(ordered))})
