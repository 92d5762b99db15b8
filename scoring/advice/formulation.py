"""A firm's scoring tree as linear rows over chosen measures, never below the true scores.

Means are exact. ``weakest`` is exact too, because a parent below each child is all that a larger
score needs. A geometric mean is concave: it starts from the arithmetic mean above it and is cut
down by tangents where a solution lies (outer approximation, Duran and Grossmann 1986), and it is
held at zero while a child is at zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.model import Gate, Questionnaire
from scoring.advice.effects import Effects, write
from scoring.advice.situation import Situation
from scoring.advice.solver import Expression, Program
from scoring.plan import ROOT

__all__ = ["FULL", "Tree", "choose", "grow", "hold_gates", "hold_minimum", "tangents"]

FULL = 100.0
"""Rows hold scores as shares of this, because HiGHS works to an absolute 1e-6 in every row."""


@dataclass
class Tree:
    """Expressions of scores (0-1) by node and question id, and of gates by position."""

    scores: dict[str, Expression] = field(default_factory=dict)
    least: dict[str, float] = field(default_factory=dict)
    """The smallest score above zero that a question or node can have."""
    gates: dict[int, Expression] = field(default_factory=dict)
    geometric: dict[str, dict[str, float]] = field(default_factory=dict)
    """Children and their shares of every geometric node that counts."""


def choose(program: Program, situation: Situation) -> dict[str, int]:
    """Add one 0-1 variable per candidate, with prerequisites and exclusions between them."""
    chosen = {
        c.id: program.variable(1 if c.planned else 0, 1, whole=True) for c in situation.candidates
    }
    for candidate in situation.candidates:
        for need in candidate.needs:
            providers = {chosen[name]: -1.0 for name in sorted(need)}
            program.row({chosen[candidate.id]: 1.0, **providers}, high=0)
    for first, second in situation.exclusions:
        program.row({chosen[first]: 1.0, chosen[second]: 1.0}, high=1)
    return chosen


def grow(program: Program, situation: Situation, found: Effects, chosen: Mapping[str, int]) -> Tree:
    """Add the rows of all questions and nodes, given the variables of what is done."""
    questionnaire = situation.questionnaire
    looked_at: dict[str, list[int]] = {}
    for position, (_, gate) in enumerate(_gates(questionnaire)):
        if gate.question is not None and gate.at_least is None:
            looked_at.setdefault(gate.question, []).append(position)
    tree = Tree()
    for question in questionnaire.questions:
        if math.isnan(found.present[question.id]):
            continue
        if question.id in found.moved:
            written = write(
                program, found.moved[question.id], chosen, looked_at.get(question.id, ())
            )
            tree.scores[question.id] = {k: v / FULL for k, v in written.credit.items()}
            tree.gates |= written.gates
            own = found.moved[question.id].credits
            tree.least[question.id] = min((float(c) / FULL for c in own if c > 0), default=1.0)
        else:
            today = found.present[question.id] / FULL
            tree.scores[question.id] = {-1: today}
            tree.least[question.id] = today if today > 0 else 1.0
    for practice in questionnaire.practices:
        children = {q.id: q.weight for q in practice.questions}
        _node(program, tree, practice.id, practice.aggregate, children)
    for dimension in questionnaire.dimensions:
        children = {p.id: p.weight for p in dimension.practices}
        _node(program, tree, dimension.id, dimension.aggregate, children)
    children = {d.id: d.weight for d in questionnaire.dimensions}
    _node(program, tree, ROOT, questionnaire.aggregate, children)
    return tree


def _gates(questionnaire: Questionnaire) -> list[tuple[int, Gate]]:
    return [(level.level, gate) for level in questionnaire.levels for gate in level.gates]


def _node(program: Program, tree: Tree, name: str, rule: str, weights: Mapping[str, float]) -> None:
    counting = {child: weight for child, weight in weights.items() if child in tree.scores}
    if not counting:
        return
    total = math.fsum(counting.values())
    shares = {child: weight / total for child, weight in counting.items()}
    mean: Expression = {}
    for child, share in shares.items():
        for key, value in tree.scores[child].items():
            mean[key] = mean.get(key, 0.0) + share * value
    factor = shares if rule == "mean" else dict.fromkeys(shares, 1.0)
    tree.least[name] = min(factor[child] * tree.least[child] for child in shares)
    if rule == "mean":  # no variable of its own: that would cost the solver accuracy
        tree.scores[name] = mean
        return
    node = program.variable(0, 1)
    tree.scores[name] = {node: 1.0}
    if rule == "weakest":
        for child in shares:
            _below(program, node, tree.scores[child])
        return
    _below(program, node, mean)
    tree.geometric[name] = shares
    for child in shares:
        _zero_with(program, node, tree.scores[child], tree.least[child])


def _below(program: Program, node: int, terms: Expression) -> None:
    row = {key: -value for key, value in terms.items()}
    row[node] = row.get(node, 0.0) + 1.0
    program.row(row, high=0)


def _zero_with(program: Program, node: int, child: Expression, least: float) -> None:
    """Hold *node* at zero while *child* is: the line through zero and its least positive score."""
    slope = 1.0 / least
    if slope <= _STEEPEST:
        _below(program, node, {key: slope * value for key, value in child.items()})


_STEEPEST = 1e4  # steeper lines spoil the solver's arithmetic; cuts at solutions do without them


def tangents(program: Program, tree: Tree, true: Mapping[str, float]) -> None:
    """Cut every geometric node down to its tangent at the true scores of its children."""
    for name, shares in tree.geometric.items():
        values = {child: true[child] / FULL for child in shares}
        if min(values.values()) <= 0:
            continue
        height = math.exp(sum(share * math.log(values[child]) for child, share in shares.items()))
        ((node, _),) = tree.scores[name].items()
        plane: Expression = {}
        for child, share in shares.items():
            slope = share * height / values[child]
            for key, value in tree.scores[child].items():
                plane[key] = plane.get(key, 0.0) + slope * value
        _below(program, node, plane)


def hold_minimum(program: Program, tree: Tree, name: str, minimum: float) -> None:
    """Ask that a node or question reaches *minimum*; one that does not count always does."""
    if name in tree.scores:
        program.row(tree.scores[name], low=minimum / FULL)


def hold_gates(program: Program, tree: Tree, situation: Situation, level: int) -> None:
    """Ask for the threshold and all gates of *level* and of every level below."""
    questionnaire = situation.questionnaire
    for part in questionnaire.levels:
        if part.level <= level:
            hold_minimum(program, tree, ROOT, part.threshold)
    for position, (at, gate) in enumerate(_gates(questionnaire)):
        if at > level:
            continue
        if gate.at_least is not None:
            hold_minimum(program, tree, str(gate.node or gate.question), gate.at_least)
        elif position in tree.gates:
            program.row(tree.gates[position], low=1)
        elif not situation.card.gates[position].holds:
            program.row({}, low=1)  # nothing opens it
