"""The gates of all levels at once, and where each of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.matrix import Matrix
from scoring.plan import FIRST, Code, Plan
from scoring.selection import Selection, select

__all__ = ["TOLERANCE", "holding"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]

TOLERANCE = 1e-9
"""A score this close below a threshold reaches it: sums of binary fractions may fall short of the
exact value by about 1e-13, and the order of questions must not decide a level."""


def holding(plan: Plan, matrix: Matrix, rows: slice, scores: Floats) -> Mask:
    """Return (gates, firms); what does not apply holds a gate, what is not known does not.

    *scores* are those of all nodes of the firms in *rows*.
    """
    forms = _forms(plan)
    found = np.empty((len(plan.gates), scores.shape[1]), dtype=np.bool_)
    if len(forms.of_nodes):  # NaN, nothing to score, is not below anything
        found[forms.of_nodes] = ~(scores[forms.nodes] < forms.node_bounds)
    if len(forms.of_options):
        places = matrix.codes[forms.options, rows] + forms.starts
        found[forms.of_options] = forms.passes.take(places)
    if len(forms.of_credits):
        codes = matrix.codes[forms.credits.questions, rows]
        absent = (codes == Code.NOT_APPLICABLE) | (codes == Code.NOT_ASKED)
        enough = forms.credits.credits(matrix, rows) >= forms.credit_bounds
        found[forms.of_credits] = absent | ((codes >= FIRST) & enough)
    return found


@dataclass(frozen=True, eq=False)
class _Forms:
    """The gates sorted by what they look at; ``of_…`` are positions among all gates."""

    of_nodes: Positions
    nodes: Positions
    node_bounds: Floats  # column
    of_options: Positions
    options: Positions
    starts: Positions  # column: where in ``passes`` each question's codes begin
    passes: Mask
    of_credits: Positions
    credits: Selection
    credit_bounds: Floats  # column


@lru_cache(maxsize=64)
def _forms(plan: Plan) -> _Forms:
    gates = plan.gates
    nodes = [i for i, gate in enumerate(gates) if gate.node is not None]
    options = [i for i, gate in enumerate(gates) if gate.passes is not None]
    credits = [i for i, gate in enumerate(gates) if i not in nodes and i not in options]
    passes = [part for i in options if (part := gates[i].passes) is not None]
    bounds = np.array([gate.gate.at_least or 0.0 for gate in gates])[:, None] - TOLERANCE
    starts = np.cumsum([0, *map(len, passes)], dtype=np.intp)[:-1]

    def positions(found: list[int | None]) -> Positions:
        return np.array(found, dtype=np.intp)

    return _Forms(
        of_nodes=positions([*nodes]),
        nodes=positions([gates[i].node for i in nodes]),
        node_bounds=bounds[nodes],
        of_options=positions([*options]),
        options=positions([gates[i].question for i in options]),
        starts=starts[:, None],
        passes=np.concatenate([*passes, np.zeros(0, np.bool_)]),
        of_credits=positions([*credits]),
        credits=select(plan, [int(gates[i].question or 0) for i in credits]),
        credit_bounds=bounds[credits],
    )
