"""Exact search for a set of measures: solve, check against the library's own scores, cut, repeat.

The rows never understate a score, so the solver's optimum is a bound. Its solution is scored by
``score_many``. Where the two differ, or a budget or prerequisite was only met within the solver's
tolerance, a cut that no better set violates is added and the program solved again. Each set is cut
at most once, so this ends, and what is returned is optimal within ``CLOSE`` points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scoring.advice.effects import Effects, effects
from scoring.advice.formulation import FULL, Tree, choose, grow, hold_gates, hold_minimum, tangents
from scoring.advice.situation import Situation
from scoring.advice.solver import Expression, Program, solve
from scoring.gates import TOLERANCE
from scoring.plan import ROOT
from scoring.scorecard import ScoreCard

__all__ = [
    "CLOSE",
    "Choice",
    "Goal",
    "Model",
    "best",
    "build",
    "cap",
    "cheapest",
    "met",
    "scores",
    "spend",
    "value",
]

CLOSE = 1e-6
"""Points of the index within which two plans are equal (the solver's own accuracy)."""

_CENT = 1e-6  # 10,000 yuan: one cent; sums of money this close are equal
_SCALE = 1e5  # of the index as a share: far above the solver's absolute tolerance of 1e-6
_MANY = 1000  # weight of one measure more against its place in the catalogue


@dataclass(frozen=True)
class Goal:
    """What a plan must keep to: money, a level with its gates, minimum scores of nodes."""

    budget: float | None = None
    level: int | None = None
    minimums: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A set of measures, with the index and level it leads to by the library's own scoring."""

    chosen: frozenset[str]
    cost: float
    score: float
    level: int | None


@dataclass
class Model:
    """The rows of one firm, built once and shared by all searches."""

    situation: Situation
    program: Program
    chosen: dict[str, int]
    tree: Tree


def build(situation: Situation, found: Effects | None = None) -> Model:
    """Write the firm's rows."""
    program = Program()
    chosen = choose(program, situation)
    tree = grow(program, situation, found or effects(situation), chosen)
    return Model(situation, program, chosen, tree)


def best(model: Model, goal: Goal, *, thrifty: bool = True) -> Choice | None:
    """Return the set with most points, of those the cheapest, of those the smallest and first.

    ``None`` when nothing meets the goal. Without *thrifty* a set that costs up to a thousandth of
    everything more may be returned, in a fraction of the time.
    """
    own = _restricted(model, goal)
    points = {key: -_SCALE * value for key, value in own.tree.scores.get(ROOT, {}).items()}
    everything = max(model.situation.cost(model.chosen), 1.0)
    for candidate in model.situation.candidates:  # less than CLOSE points for all money together
        variable = model.chosen[candidate.id]
        trace = _SCALE * CLOSE / FULL / 2 * candidate.cost / everything
        points[variable] = points.get(variable, 0.0) + trace
    top = _settle(own, goal, points, floor=None)
    if top is None or not thrifty:
        return top
    hold_minimum(own.program, own.tree, ROOT, top.score - CLOSE / 10)
    spend(own, own.program, top.cost + _CENT)
    return _least(own, goal, top.score - CLOSE) or top


def cheapest(model: Model, goal: Goal) -> Choice | None:
    """Return the cheapest set that meets the goal, of those the smallest and first in order."""
    return _least(_restricted(model, goal), goal, -math.inf)


def _least(model: Model, goal: Goal, floor: float) -> Choice | None:
    """Return the cheapest set, then among equals the one with fewest and earliest measures."""
    costs = {model.chosen[c.id]: c.cost for c in model.situation.candidates}
    low = _settle(model, goal, costs, floor=floor)
    if low is None:
        return None
    spend(model, model.program, low.cost + _CENT)
    few = {v: float(_MANY + position) for position, v in enumerate(model.chosen.values())}
    return _settle(model, replace(goal, budget=low.cost + _CENT), few, floor=floor) or low


def _restricted(model: Model, goal: Goal) -> Model:
    program = model.program.copy()
    if goal.level is not None:
        hold_gates(program, model.tree, model.situation, goal.level)
    for name, minimum in goal.minimums.items():
        hold_minimum(program, model.tree, name, minimum)
    if goal.budget is not None:
        spend(model, program, goal.budget)
    return replace(model, program=program)


def spend(model: Model, program: Program, most: float) -> None:
    """Limit the cost; in units of the limit, so that the solver's tolerance is a small share."""
    unit = max(most, 1.0)
    costs = {model.chosen[c.id]: c.cost / unit for c in model.situation.candidates}
    program.row(costs, high=most / unit)


def _settle(
    model: Model, goal: Goal, minimise: Expression, *, floor: float | None
) -> Choice | None:
    """Solve until the solution stands up to the library; with *floor* only reaching it counts."""
    while True:
        found = solve(model.program, minimise)
        if not found.feasible:
            return None
        chosen = found.taken(model.chosen)
        if overspent(model, goal, chosen) or stuck(model, chosen):
            continue
        card = model.situation.scored([chosen]).card(0)
        choice, true = _choice(model, chosen, card), scores(card)
        if not met(goal, true, choice.level):
            _cut(model, chosen, true)
            continue
        promised = FULL * value(model.tree.scores[ROOT], found.values) if ROOT in true else 0.0
        if floor is None and promised > choice.score + CLOSE / 10:
            cap(model, chosen, true)
        elif floor is not None and choice.score < floor:
            _cut(model, chosen, true)
        else:
            return choice


def _choice(model: Model, chosen: frozenset[str], card: ScoreCard) -> Choice:
    return Choice(chosen, model.situation.cost(chosen), card.score or 0.0, card.level)


def scores(card: ScoreCard) -> dict[str, float]:
    """Return the score of every node and the credit of every question that counts."""
    found = {name: node.score for name, node in card.nodes.items() if node.score is not None}
    return found | {a.id: a.credit for a in card.answers.values() if a.credit is not None}


def met(goal: Goal, true: Mapping[str, float], level: int | None) -> bool:
    """Whether scores and level meet the goal (money aside)."""
    enough = all(
        true.get(name, minimum) >= minimum - TOLERANCE for name, minimum in goal.minimums.items()
    )
    return enough and (goal.level is None or (level is not None and level >= goal.level))


def value(terms: Expression, values: NDArray[np.float64]) -> float:
    """Return what an expression comes to in a solution."""
    return math.fsum(v if key < 0 else v * float(values[key]) for key, v in terms.items())


def overspent(model: Model, goal: Goal, chosen: frozenset[str]) -> bool:
    """Cut off a set whose exact cost is over the budget; every larger set is too."""
    if goal.budget is None or model.situation.cost(chosen) <= goal.budget + _CENT:
        return False
    model.program.row({model.chosen[name]: 1.0 for name in chosen}, high=len(chosen) - 1)
    return True


def stuck(model: Model, chosen: frozenset[str]) -> bool:
    """Cut off measures that wait for each other: none starts without one more from outside."""
    _, waiting = model.situation.order(chosen)
    if not waiting:
        return False
    row = {model.chosen[name]: 1.0 for name in waiting}
    model.program.row(row | outside(model, chosen, -1.0), high=len(waiting) - 1)
    return True


def outside(model: Model, chosen: frozenset[str], factor: float) -> Expression:
    """Return *factor* times the number of measures that are not among the chosen."""
    return {variable: factor for name, variable in model.chosen.items() if name not in chosen}


def _cut(model: Model, chosen: frozenset[str], true: Mapping[str, float]) -> None:
    """Ask for one more measure: fewer of these would not do better."""
    tangents(model.program, model.tree, true)
    model.program.row(outside(model, chosen, 1.0), low=1)


def cap(model: Model, chosen: frozenset[str], true: Mapping[str, float]) -> None:
    """Bring the promised index down to the true one for this set and all its parts."""
    tangents(model.program, model.tree, true)
    row = dict(model.tree.scores[ROOT])
    for variable, factor in outside(model, chosen, true[ROOT] / FULL - 1.0).items():
        row[variable] = row.get(variable, 0.0) + factor
    model.program.row(row, high=true[ROOT] / FULL)
