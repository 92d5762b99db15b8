"""From codes to the numbers of every node, for one firm and for a million: one array program.

Firms are worked through in blocks that stay in the processor's cache. A table says what each answer
code brings to its practice; quantities fill in their own. In large batches a practice of worded
questions is one look-up by all its answers together (``joint``), with the same bits as a result.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scoring import kernels
from scoring.joint import JointTable, joint_tables
from scoring.matrix import Matrix
from scoring.plan import FIRST, Code, GatePlan, NodePlan, Plan
from scoring.practices import answer_credits, practice_numbers

__all__ = ["NO_LEVEL", "TOLERANCE", "Numbers", "evaluate"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-9
"""A score this close below a threshold reaches it: sums of binary fractions may fall short of the
exact value by about 1e-13, and the order of questions must not decide a level."""

NO_LEVEL = -1
"""Level of a node with nothing to score; result objects show ``None`` instead."""

BLOCK = 8192  # firms; their joint codes and results of one practice fit the first-level cache
PART = 1024  # firms; for answers added up one by one, whose parts take 32 bytes each
MANY = 50_000  # firms from which threads and joint tables save more than they cost


@dataclass(slots=True)
class Numbers:
    """Results by node (rows, children first, index last) and firm (columns); scores 0-100.

    NaN where nothing counts. ``levels`` are the levels of the questionnaire (``NO_LEVEL`` where
    nothing counts); only the index's level knows gates. ``gates`` says which gates hold,
    ``unfinished`` which firms have an unanswered question.
    """

    scores: Floats
    highs: Floats
    coverage: Floats
    levels: NDArray[np.int8]
    gates: Mask
    unfinished: Mask


def evaluate(plan: Plan, matrix: Matrix) -> Numbers:
    """Compute all nodes of all firms; *matrix* must have been through ``applicability.apply``."""
    nodes, firms = len(plan.nodes), matrix.firms
    out = Numbers(
        scores=np.empty((nodes, firms)),
        highs=np.empty((nodes, firms)),
        coverage=np.empty((nodes, firms)),
        levels=np.empty((nodes, firms), dtype=np.int8),
        gates=np.empty((len(plan.gates), firms), dtype=np.bool_),
        unfinished=np.empty(firms, dtype=np.bool_),
    )
    many = firms >= MANY
    tables = joint_tables(plan) if many else {}

    def span(first: int, last: int) -> None:
        for start in range(first, last, BLOCK):
            _block(plan, tables, matrix, slice(start, min(start + BLOCK, last)), out)

    workers = (os.cpu_count() or 1) if many else 1
    if workers == 1:
        span(0, firms)
    else:
        edges = np.linspace(0, firms, workers + 1, dtype=int)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda edge: span(*edge), pairwise(edges.tolist())))
    return out


def _block(
    plan: Plan, tables: Mapping[int, JointTable], matrix: Matrix, rows: slice, out: Numbers
) -> None:
    targets = out.scores[:, rows], out.highs[:, rows], out.coverage[:, rows]
    codes = matrix.codes[:, rows]
    for position, table in tables.items():
        table.look_up(codes, *(target[position] for target in targets))
    others = [p for p in range(len(plan.practices)) if p not in tables]
    for start in range(rows.start, rows.stop if others else rows.start, PART):
        part = slice(start, min(start + PART, rows.stop))
        numbers = practice_numbers(plan, matrix, part, others)
        for target, values in zip((out.scores, out.highs, out.coverage), numbers, strict=True):
            target[others, part] = values
    for position in range(len(plan.practices), len(plan.nodes)):
        _parent(plan.nodes[position], *targets, position)
    out.unfinished[rows] = (codes == Code.UNANSWERED).any(axis=0)
    _levels(plan, matrix, rows, out)


def _parent(node: NodePlan, scores: Floats, highs: Floats, coverage: Floats, position: int) -> None:
    """Aggregate a dimension or the index from its children."""
    span = slice(node.first, node.last)
    for target, rule, ceiling in (
        (scores, node.rule, 100.0),
        (highs, node.rule, 100.0),
        (coverage, "mean", 1.0),
    ):
        combined = kernels.aggregate(target[span], node.weights, rule, axis=0, ceiling=ceiling)
        np.clip(combined, 0.0, ceiling, out=target[position])


def _levels(plan: Plan, matrix: Matrix, rows: slice, out: Numbers) -> None:
    """Write the level of every node by its score; that of the index also by the gates."""
    scores, last = out.scores[:, rows], len(plan.nodes) - 1
    reached = np.zeros(scores.shape, dtype=np.int8)
    for threshold in plan.thresholds:
        reached += scores >= threshold - TOLERANCE
    holding = np.ones(scores.shape[1], dtype=np.bool_)
    steps = np.zeros(scores.shape[1], dtype=np.int8)
    for number, level in enumerate(plan.levels):
        holding &= scores[last] >= plan.thresholds[number] - TOLERANCE
        for position, gate in enumerate(plan.gates):
            if gate.level == level:
                out.gates[position, rows] = _gate(gate, plan, matrix, rows, scores)
                holding &= out.gates[position, rows]
        steps += holding
    reached[last] = steps
    named = np.array([NO_LEVEL, *plan.levels], dtype=np.int8)
    out.levels[:, rows] = named[reached]


def _gate(gate: GatePlan, plan: Plan, matrix: Matrix, rows: slice, scores: Floats) -> Mask:
    """Return where the gate holds; what does not apply holds it, what is not known does not."""
    minimum = gate.gate.at_least if gate.gate.at_least is not None else 0.0
    if gate.node is not None:
        found = scores[gate.node]
        return np.isnan(found) | (found >= minimum - TOLERANCE)
    index = gate.question if gate.question is not None else 0
    codes = matrix.codes[index, rows]
    if gate.passes is not None:
        holds: Mask = gate.passes[codes]
        return holds
    credit = answer_credits(plan, matrix, rows)[index]
    absent = (codes == Code.NOT_APPLICABLE) | (codes == Code.NOT_ASKED)
    return absent | ((codes >= FIRST) & (credit >= minimum - TOLERANCE))
