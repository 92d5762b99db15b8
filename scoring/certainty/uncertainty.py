"""Bands: between which numbers a score lies, and how likely each level is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import AnswerSheet
from questionnaires.model import Questionnaire
from scoring.certainty.draws import Assumptions, draw, families
from scoring.certainty.simulation import Simulated, firms_of, simulate
from scoring.engine import NO_LEVEL
from scoring.plan import ROOT

__all__ = ["COVERED", "Band", "Bands", "Certainty", "bands", "certainty"]

COVERED = 0.9
"""Share of the draws between the ends of a band."""

_ENDS = ((1 - COVERED) / 2, 0.5, (1 + COVERED) / 2)


@dataclass(frozen=True)
class Band:
    """One node: the score as published, and where 90 % of the draws lie. ``None``: nothing counts.

    Open answers are worth 0 in the score and anything from 0 to 100 in the draws, so a score with
    unknown answers lies at the low end of its band or below.
    """

    score: float | None
    low: float | None
    median: float | None
    high: float | None

    @property
    def width(self) -> float:
        """Points between the ends."""
        return (self.high or 0.0) - (self.low or 0.0)


@dataclass(frozen=True)
class Certainty:
    """Bands of all nodes and chances of all levels of one firm."""

    nodes: Mapping[str, Band]
    levels: Mapping[int, float]
    level: int | None
    draws: int
    seed: int
    assumptions: Assumptions

    @property
    def sure(self) -> float:
        """Share of the draws that give the published level."""
        return self.levels.get(self.level, 0.0) if self.level is not None else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        assumed = asdict(self.assumptions)
        return {
            "nodes": {name: asdict(band) for name, band in self.nodes.items()},
            "levels": {str(level): share for level, share in self.levels.items()},
            "level": self.level, "sure": self.sure, "draws": self.draws, "seed": self.seed,
            "assumptions": {**assumed, "rules": list(assumed["rules"])},
        }  # fmt: skip


def certainty(
    questionnaire: Questionnaire, sheet: AnswerSheet, assumptions: Assumptions | None = None,
    *, draws: int = 2000, seed: int = 1,
) -> Certainty:  # fmt: skip
    """Return how sure one firm's scores and level are. The same seed gives the same result."""
    assumed = assumptions or Assumptions()
    drawn = draw(questionnaire, assumed, draws, seed)
    firms = firms_of(questionnaire, [sheet], assumed)
    (found,) = simulate(firms, drawn, assumed)
    numbers, nodes = firms.table.numbers, firms.table.nodes
    order = [parent for parent, _, _ in families(questionnaire)]
    published = dict(zip(order, numbers.scores[:, 0].tolist(), strict=True))
    level = int(numbers.levels[-1, 0])
    return Certainty(
        nodes={name: _band(published[name], found.scores[name][0]) for name in nodes},
        levels=_chances(questionnaire, found),
        level=None if level == NO_LEVEL else level,
        draws=draws, seed=seed, assumptions=assumed,
    )  # fmt: skip


def _band(score: float, values: NDArray[np.float64]) -> Band:
    if np.isnan(values[0]):
        return Band(None, None, None, None)
    low, median, high = np.quantile(values, _ENDS).tolist()
    return Band(score, low, median, high)


def _chances(questionnaire: Questionnaire, found: Simulated) -> dict[int, float]:
    levels = [level.level for level in questionnaire.levels]
    return {level: float((found.levels[0] == level).mean()) for level in levels}


@dataclass(frozen=True)
class Bands:
    """Many firms: (firms, nodes) ends of the bands, and (firms, levels) chances."""

    nodes: tuple[str, ...]
    low: NDArray[np.float64]
    median: NDArray[np.float64]
    high: NDArray[np.float64]
    levels: tuple[int, ...]
    chances: NDArray[np.float64]


def bands(
    questionnaire: Questionnaire, sheets: Sequence[AnswerSheet],
    assumptions: Assumptions | None = None, *, draws: int = 1000, seed: int = 1,
) -> Bands:  # fmt: skip
    """Return the bands of index and dimensions of many firms, under the same draws for all."""
    assumed = assumptions or Assumptions()
    drawn = draw(questionnaire, assumed, draws, seed)
    nodes = (ROOT, *(d.id for d in questionnaire.dimensions))
    levels = tuple(level.level for level in questionnaire.levels)
    parts, shares = [np.empty((0, len(nodes), 3))], [np.empty((0, len(levels)))]
    for found in simulate(firms_of(questionnaire, sheets, assumed), drawn, assumed):
        parts.append(np.stack([_quantiles(found.scores[name]) for name in nodes], axis=1))
        shares.append(np.stack([(found.levels == lv).mean(axis=1) for lv in levels], axis=1))
    ends, chances = np.concatenate(parts), np.concatenate(shares)
    return Bands(nodes, ends[:, :, 0], ends[:, :, 1], ends[:, :, 2], levels, chances)


def _quantiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (firms, 3) of (firms, draws): the nearest draws, by partial sorting."""
    places = [round(end * (values.shape[1] - 1)) for end in _ENDS]
    return np.partition(values, places, axis=1)[:, places]
