"""How much of the index each node and question of one firm carries, after weights are spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.plan import Plan

__all__ = ["Shares", "additive", "spread_shares"]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the index (0-1) by position of node and question.

    Under ``weakest`` the smallest child carries everything; ``spread`` keeps to the weights of the
    questions whatever the rule.
    """

    nodes: list[float]
    questions: list[float]
    spread: list[float]


def spread_shares(plan: Plan, scores: Sequence[float], worths: Sequence[float]) -> Shares:
    """Return the shares, found top down; NaN in *scores* and *worths* marks what does not count."""
    nodes, kept_nodes = [0.0] * len(plan.nodes), [0.0] * len(plan.nodes)
    questions, spread = [0.0] * len(worths), [0.0] * len(worths)
    nodes[-1] = kept_nodes[-1] = 1.0
    for position in range(len(plan.nodes) - 1, -1, -1):
        node = plan.nodes[position]
        below, kept, values = (
            (questions, spread, worths) if node.of_questions else (nodes, kept_nodes, scores)
        )
        children = values[node.first : node.last]
        parts = _spread(node.plain_weights, children)
        carried = _weakest(children) if node.rule == "weakest" and any(parts) else parts
        own, keeps = nodes[position], kept_nodes[position]
        below[node.first : node.last] = [own * part for part in carried]
        kept[node.first : node.last] = [keeps * part for part in parts]
    return Shares(nodes, questions, spread)


def _spread(weights: Sequence[float], values: Sequence[float]) -> list[float]:
    counted = [
        0.0 if math.isnan(value) else weight for weight, value in zip(weights, values, strict=True)
    ]
    total = sum(counted)
    return [weight / total for weight in counted] if total else counted


def _weakest(values: Sequence[float]) -> list[float]:
    weakest = values.index(min(value for value in values if not math.isnan(value)))
    return [1.0 if i == weakest else 0.0 for i in range(len(values))]


@lru_cache(maxsize=64)
def additive(plan: Plan) -> tuple[list[bool], list[bool]]:
    """Return of nodes and of questions whether share x score is a contribution to the index.

    It is not with a geometric mean on the way up.
    """
    nodes, questions = [True] * len(plan.nodes), [True] * len(plan.questions)
    for position in range(len(plan.nodes) - 1, -1, -1):
        node = plan.nodes[position]
        below = questions if node.of_questions else nodes
        adds = nodes[position] and node.rule != "geometric"
        below[node.first : node.last] = [adds] * (node.last - node.first)
    return nodes, questions
