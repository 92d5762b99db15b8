"""When nothing meets a goal: which constraint to relax, and by how much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from scoring.advice.formulation import FULL, tangents
from scoring.advice.search import (
    CLOSE,
    Goal,
    Model,
    cheapest,
    outside,
    overspent,
    scores,
    spend,
    stuck,
    value,
)
from scoring.advice.solver import solve
from scoring.plan import ROOT
from scoring.scorecard import ScoreCard

__all__ = ["Relaxation", "relaxations"]

_POINT = 1e-6  # shortfalls below this are the solver's accuracy


@dataclass(frozen=True)
class Relaxation:
    """One way out.

    ``kind`` is ``budget`` (10,000 yuan), ``score`` (points), ``gate``, or ``planned`` (two measures
    that the firm plans exclude each other). All entries with the same ``way`` must be relaxed
    together; different ways are alternatives.
    """

    way: int
    kind: str
    target: str
    needed: float | None
    reachable: float | None
    by: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def relaxations(model: Model, goal: Goal) -> tuple[Relaxation, ...]:
    """Return the ways to make an infeasible goal feasible, each as small as it can be.

    More money, if money is what is lacking; and lower targets, with the smallest sum of points.
    """
    planned = {c.id for c in model.situation.candidates if c.planned}
    both = ["|".join(pair) for pair in model.situation.exclusions if planned.issuperset(pair)]
    if both:
        return tuple(Relaxation(1, "planned", pair, None, None, None) for pair in both)
    found: list[Relaxation] = []
    if goal.budget is not None:
        free = cheapest(model, replace(goal, budget=None))
        if free is not None:
            more = free.cost - goal.budget
            found.append(Relaxation(1, "budget", "budget", free.cost, goal.budget, more))
    way = len(found) + 1
    lower = _nearest(model, goal)
    if lower is not None:
        card = model.situation.scored([lower]).card(0)
        found += list(_shortfalls(card, model, goal, way))
    return tuple(found)


def _nearest(model: Model, goal: Goal) -> frozenset[str] | None:
    """Return the set within the budget that misses the targets by the fewest points together.

    A gate that is no matter of points counts as a whole scale missed.
    """
    own = replace(model, program=model.program.copy())
    missed = _soften(own, goal)
    while True:
        found = solve(own.program, missed)
        if not found.feasible:
            return None  # planned measures that exclude each other or cost more than the budget
        chosen = found.taken(own.chosen)
        if overspent(own, goal, chosen) or stuck(own, chosen):
            continue
        card = own.situation.scored([chosen]).card(0)
        true = math.fsum(
            (item.by or 0.0) / FULL if item.kind == "score" else 1.0
            for item in _shortfalls(card, own, goal, 0)
        )
        if value(missed, found.values) >= true - CLOSE:
            return chosen
        tangents(own.program, own.tree, scores(card))
        own.program.row(missed | outside(own, chosen, true), low=true)


def _soften(model: Model, goal: Goal) -> dict[int, float]:
    """Add the goal to the program with a slack for each target; return the slacks."""
    program, missed = model.program, {}
    if goal.budget is not None:
        spend(model, program, goal.budget)
    worst: dict[str, float] = {}
    for target, minimum in _targets(model, goal):
        worst[target] = max(minimum, worst.get(target, 0.0))
    for target, minimum in worst.items():
        if target in model.tree.scores:
            slack = program.variable(0, 1)
            program.row({**model.tree.scores[target], slack: 1.0}, low=minimum / FULL)
            missed[slack] = 1.0
    for position, gate in enumerate(model.situation.card.gates):
        if goal.level is None or gate.level > goal.level or gate.target in worst:
            continue
        moved = position in model.tree.gates
        slack = program.variable(0 if moved or gate.holds else 1, 1)  # 1: nothing opens it
        missed[slack] = 1.0
        if moved:
            program.row({**model.tree.gates[position], slack: 1.0}, low=1)
    return missed


def _targets(model: Model, goal: Goal) -> Iterator[tuple[str, float]]:
    """Yield every node or question with the score it must reach."""
    yield from goal.minimums.items()
    if goal.level is None:
        return
    for level in model.situation.questionnaire.levels:
        if level.level <= goal.level:
            yield ROOT, level.threshold
            for gate in level.gates:
                if gate.at_least is not None:
                    yield str(gate.node or gate.question), gate.at_least


def _shortfalls(card: ScoreCard, model: Model, goal: Goal, way: int) -> Iterator[Relaxation]:
    credits = {a.id: a.credit for a in card.answers.values()}
    credits |= {node.id: node.score for node in card.nodes.values()}
    worst: dict[str, float] = {}
    for target, minimum in _targets(model, goal):
        worst[target] = max(minimum, worst.get(target, -math.inf))
    for target, minimum in worst.items():
        reached = credits.get(target)
        if reached is not None and reached < minimum - _POINT:
            yield Relaxation(way, "score", target, minimum, reached, minimum - reached)
    for gate in card.gates:
        listed = goal.level is not None and gate.level <= goal.level and gate.target not in worst
        if listed and not gate.holds:
            yield Relaxation(way, "gate", gate.id, gate.needed, gate.current, gate.distance)
