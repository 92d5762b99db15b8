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
from scoring.gates import TOLERANCE, holding
from scoring.joint import JointTable, joint_tables
from scoring.matrix import Matrix
from scoring.plan import LAST_OPEN, Code, NodePlan, Plan
from scoring.practices import practice_numbers

__all__ = ["NO_LEVEL", "Numbers", "evaluate"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

NO_LEVEL = -1
"""Level of a node with nothing to score; result objects show ``None`` instead."""

BLOCK = 32_768  # firms; what a practice or a parent works on fits the second-level cache
PART = 128  # firms; for answers added up one by one, whose parts take 32 bytes each
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

    def take(self, firms: NDArray[np.intp]) -> Numbers:
        """Return the results of some firms, by position and in that order."""
        return Numbers(*(getattr(self, name).take(firms, axis=-1) for name in self.__slots__))


def evaluate(plan: Plan, matrix: Matrix) -> Numbers:
    """Compute all nodes of all firms; *matrix* must have been through ``applicability.apply``."""
    nodes, firms = len(plan.nodes), matrix.firms
    numbers = np.empty((3, nodes, firms))
    out = Numbers(
        scores=numbers[0],
        highs=numbers[1],
        coverage=numbers[2],
        levels=np.empty((nodes, firms), dtype=np.int8),
        gates=np.empty((len(plan.gates), firms), dtype=np.bool_),
        unfinished=np.empty(firms, dtype=np.bool_),
    )
    many = firms >= MANY
    tables = joint_tables(plan) if many else {}

    def span(first: int, last: int) -> None:
        for start in range(first, last, BLOCK):
            rows = slice(start, min(start + BLOCK, last))
            _practices(plan, tables, matrix, rows, numbers)
            for position in range(len(plan.practices), nodes):
                _parent(plan.nodes[position], numbers[:, :, rows], position)
            out.unfinished[rows] = matrix.codes[:, rows].min(axis=0) == Code.UNANSWERED
            _levels(plan, matrix, rows, out)

    workers = (os.cpu_count() or 1) if many else 1
    if workers == 1:
        span(0, firms)
    else:
        edges = np.linspace(0, firms, workers + 1, dtype=int)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda edge: span(*edge), pairwise(edges.tolist())))
    return out


def _practices(
    plan: Plan, tables: Mapping[int, JointTable], matrix: Matrix, rows: slice, numbers: Floats
) -> None:
    if tables:
        codes = matrix.codes[:, rows]
        # a row to compare with: for bytes several times as fast as a single number
        digits = np.maximum(codes, np.full(codes.shape[1], LAST_OPEN, codes.dtype))
        digits -= plan.code_type(LAST_OPEN)
        for position, table in tables.items():
            table.look_up(digits, numbers[:, position, rows])
    others = [p for p in range(len(plan.practices)) if p not in tables]
    for start in range(rows.start, rows.stop if others else rows.start, PART):
        part = slice(start, min(start + PART, rows.stop))
        practice_numbers(plan, matrix, part, others, numbers)


_CEILINGS = np.array([100.0, 100.0, 1.0])[:, None]  # of score, high and coverage


def _parent(node: NodePlan, numbers: Floats, position: int) -> None:
    """Aggregate a dimension or the index from its children; *numbers* are (3, nodes, firms)."""
    by_child, parent = numbers.swapaxes(0, 1), numbers[:, position]
    children = by_child[node.first : node.last]  # (children, 3, firms)
    # where no child is missing the plain mean will do; it keeps to the scale by itself
    parent[:] = kernels.arithmetic(children, node.weights[:, None, None], _CEILINGS)
    if np.isnan(parent[0]).any():
        parent[:] = kernels.aggregate(children, node.weights, axis=0, ceiling=_CEILINGS)
    if node.rule != "mean":
        other = kernels.aggregate(children[:, :2], node.weights, node.rule, axis=0)
        parent[:2] = np.clip(other, 0.0, 100.0)


def _levels(plan: Plan, matrix: Matrix, rows: slice, out: Numbers) -> None:
    """Write the level of every node by its score; that of the index also by the gates."""
    scores, levels, gates = out.scores[:, rows], out.levels[:, rows], out.gates[:, rows]
    if plan.gates:
        gates[:] = holding(plan, matrix, rows, scores)
    levels[:] = below = NO_LEVEL
    so_far = np.ones(scores.shape[1], dtype=np.bool_)
    for number, level in enumerate(plan.levels):
        reached = scores >= plan.thresholds[number] - TOLERANCE
        so_far &= reached[-1]
        for position in plan.gates_of[level]:
            so_far &= gates[position]
        reached[-1] = so_far
        levels += reached.view(np.int8) * np.int8(level - below)
        below = level
