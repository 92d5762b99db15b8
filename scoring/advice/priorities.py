"""Business priorities beside the plain ranking: the impact value of the field's matrices.

For every practice: relevance for cost, relevance for the firm's KPIs, and the gap to the best. Each
column is divided by its own sum and weighted by planning horizon (weights as third parties quote
the Prioritisation Matrix of the Smart Industry Readiness Index; see ``scoring-methods``, 2.2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from questionnaires.errors import Place, Problem
from scoring.advice.situation import Situation
from scoring.errors import ScoringError

__all__ = ["HORIZONS", "Ranked", "impact", "rank_measures"]

HORIZONS: Mapping[str, tuple[float, float, float]] = {
    "strategic": (0.30, 0.40, 0.30),
    "tactical": (0.45, 0.30, 0.25),
    "operational": (0.60, 0.20, 0.20),
}
"""Weights of cost, KPIs and proximity to the best."""


@dataclass(frozen=True)
class Ranked:
    """A measure with both rankings (1 is first): plain points per cost, and by business weight.

    ``gain`` is what the measure alone adds to the index today; ``business`` adds up impact value
    times gain over the practices.
    """

    measure: str
    gain: float
    cost: float
    plain_rank: int
    business: float
    business_rank: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def impact(
    cost: Mapping[str, float], kpi: Mapping[str, float], gap: Mapping[str, float],
    horizon: str = "strategic",
) -> dict[str, float]:  # fmt: skip
    """Return the impact value of every key; they sum to 1 unless a column is all zero.

    A negative gap (better than the best) counts as none. A column that sums to zero adds nothing.
    """
    if horizon not in HORIZONS:
        unknown = {"id": horizon, "allowed": ", ".join(HORIZONS)}
        raise ScoringError([Problem("advice.unknown_target", Place(field="horizon"), unknown)])
    columns = [dict(cost), dict(kpi), {key: max(value, 0.0) for key, value in gap.items()}]
    for column in columns:
        for key, value in column.items():
            if not math.isfinite(value) or value < 0:
                values = {"value": value, "name": key, "allowed": "0-1e9"}
                raise ScoringError([Problem("advice.bad_number", Place(field=key), values)])
    keys = sorted(set().union(*columns))
    totals = [math.fsum(column.values()) for column in columns]
    return {
        key: math.fsum(
            weight * column.get(key, 0.0) / total
            for weight, column, total in zip(HORIZONS[horizon], columns, totals, strict=True)
            if total > 0
        )
        for key in keys
    }


def rank_measures(
    situation: Situation, cost: Mapping[str, float], kpi: Mapping[str, float],
    best: Mapping[str, float] | None = None, horizon: str = "strategic",
) -> tuple[Ranked, ...]:  # fmt: skip
    """Rank all candidates both ways, the plain ranking first.

    *cost* and *kpi* map practices to relevance (any scale), *best* to the best score known (default
    100 for all).
    """
    practices = [p.id for p in situation.questionnaire.practices]
    for name in {*cost, *kpi, *(best or {})} - set(practices):
        values = {"id": name, "allowed": ", ".join(practices[:6])}
        raise ScoringError([Problem("advice.unknown_target", Place(field=name), values)])
    now = {name: situation.card.nodes[name].score for name in practices}
    gap = {n: (best or {}).get(n, 100.0) - s for n, s in now.items() if s is not None}
    values_ = impact(cost, kpi, gap, horizon)
    table = situation.scored([[], *([c.id] for c in situation.candidates)])
    frame = {name: table.to_polars()[name].to_numpy() for name in ("index", *gap)}
    found = [
        (
            float(frame["index"][row] - frame["index"][0]), candidate.cost,
            math.fsum(values_.get(n, 0.0) * float(frame[n][row] - frame[n][0]) for n in gap),
            candidate.id,
        )
        for row, candidate in enumerate(situation.candidates, start=1)
    ]  # fmt: skip
    plain = sorted(found, key=lambda item: (-item[0] / max(item[1], 0.01), item[3]))
    business = sorted(found, key=lambda item: (-item[2], item[3]))
    places = {item[3]: place for place, item in enumerate(business, start=1)}
    return tuple(
        Ranked(name, gain, price, place, worth, places[name])
        for place, (gain, price, worth, name) in enumerate(plain, start=1)
    )
