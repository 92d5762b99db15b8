"""Which choices and answers a result hangs on: first-order and total Sobol indices.

Saltelli's design on scrambled Sobol points; first-order by Saltelli et al. (2010), total by Jansen
(1999). Every uncertain thing is one factor, so all weights of a dimension count as one choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import AnswerSheet
from questionnaires.model import Questionnaire
from scoring.certainty.draws import Assumptions, Draws, common, draw
from scoring.certainty.simulation import Firms, firms_of, simulate
from scoring.plan import ROOT

__all__ = ["Factor", "Sensitivity", "Sobol", "sensitivity", "sobol"]

Floats = NDArray[np.float64]

_BANK = 4096  # draws of weights that the design picks from
_CHUNK = 2048  # places worked on at once, so that what they need stays in the cache


@dataclass(frozen=True)
class Sobol:
    """Indices by factor: share of the variance by the factor alone, and with all its company."""

    first: Floats
    total: Floats
    variance: float


def sobol(
    function: Callable[[Floats], Floats], factors: int, *, points: int = 1024, seed: int = 1
) -> Sobol:
    """Return the Sobol indices of *function*, which maps (n, factors) in [0, 1) to (n,).

    *points* should be a power of two; the function is evaluated points x (factors + 2) times. A
    function that never varies has indices 0.
    """
    from scipy.stats import qmc  # noqa: PLC0415  70 MB, in every process that prints a report

    sampler = qmc.Sobol(2 * factors, rng=np.random.default_rng(seed))
    both = sampler.random(points)
    a, b = both[:, :factors], both[:, factors:]
    mixed = np.repeat(a[None], factors, axis=0)
    for factor in range(factors):
        mixed[factor, :, factor] = b[:, factor]
    values = function(np.concatenate([a, b, mixed.reshape(-1, factors)]))
    values = values - values[: 2 * points].mean()  # the estimators are best around zero
    at_a, at_b = values[:points], values[points : 2 * points]
    at_mixed = values[2 * points :].reshape(factors, points)
    variance = float(np.var(values[: 2 * points]))
    if variance == 0:
        return Sobol(np.zeros(factors), np.zeros(factors), 0.0)
    first = (at_b * (at_mixed - at_a)).mean(axis=1) / variance
    total = ((at_a - at_mixed) ** 2).mean(axis=1) / (2 * variance)
    return Sobol(first, total, variance)


@dataclass(frozen=True)
class Factor:
    """One uncertain thing: ``kind`` is answer, answers, weights, rule or threshold.

    ``answers`` is what open answers have in common (see ``Assumptions.together``).
    """

    kind: str
    target: str
    first_index: float
    total_index: float
    first_level: float
    total_level: float


@dataclass(frozen=True)
class Sensitivity:
    """Factors, the one the index hangs on most first, with the variance of index and level."""

    factors: tuple[Factor, ...]
    index_variance: float
    level_variance: float
    points: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self) | {"factors": [asdict(factor) for factor in self.factors]}


def sensitivity(
    questionnaire: Questionnaire, sheet: AnswerSheet, assumptions: Assumptions | None = None,
    *, points: int = 512, seed: int = 1,
) -> Sensitivity:  # fmt: skip
    """Return what one firm's index and level hang on, under the same assumptions as its bands."""
    assumed = assumptions or Assumptions()
    firms = firms_of(questionnaire, [sheet], assumed)
    named = _factors(questionnaire, firms, assumed)
    bank = draw(questionnaire, replace(assumed, confidence={}), _BANK, seed)
    results: list[Floats] = []

    def index(places: Floats) -> Floats:
        scores, levels = [], []
        for start in range(0, len(places), _CHUNK):
            drawn = _drawn(questionnaire, bank, named, places[start : start + _CHUNK], assumed)
            (found,) = simulate(firms, drawn, assumed)
            scores.append(np.nan_to_num(found.scores[ROOT][0]))
            levels.append(found.levels[0].astype(np.float64))
        results.append(np.concatenate(levels))
        return np.concatenate(scores)

    if not named:
        return Sensitivity((), 0.0, 0.0, points, seed)
    by_index = sobol(index, len(named), points=points, seed=seed)
    by_level = sobol(lambda _: results[0], len(named), points=points, seed=seed)
    columns = (by_index.first, by_index.total, by_level.first, by_level.total)
    factors = [
        Factor(kind, target, *(float(column[row]) for column in columns))
        for row, (kind, target) in enumerate(named)
    ]
    factors.sort(key=lambda factor: (-factor.total_index, factor.target))
    return Sensitivity(tuple(factors), by_index.variance, by_level.variance, points, seed)


def _factors(
    questionnaire: Questionnaire, firms: Firms, assumed: Assumptions
) -> list[tuple[str, str]]:
    """Return everything that can vary for this firm."""
    found: list[tuple[str, str]] = []
    if assumed.together and (firms.given.open & firms.given.counted).sum() > 1:
        found.append(("answers", ROOT))
    for row, question in enumerate(questionnaire.questions):
        counted, open_ = bool(firms.given.counted[row, 0]), bool(firms.given.open[row, 0])
        if counted and (open_ or firms.trust[row, 0] < 1):
            found.append(("answer", question.id))
    if assumed.concentration is not None:
        found += [("weights", ROOT), *(("weights", d.id) for d in questionnaire.dimensions)]
    if assumed.rules:
        found.append(("rule", ROOT))
    if assumed.threshold:
        found.append(("threshold", ROOT))
    return found


def _drawn(
    questionnaire: Questionnaire, bank: Draws, named: list[tuple[str, str]], places: Floats,
    assumed: Assumptions,
) -> Draws:  # fmt: skip
    """Return the draws that a design asks for: answers by value, weights by place in the bank."""
    rows = {question.id: row for row, question in enumerate(questionnaire.questions)}
    shape = (len(rows), len(places))
    answers, shared = np.full(shape, 0.5), np.full(len(places), 0.5)
    first = {parent: drawn[:, :1] for parent, drawn in bank.weights.items()}
    weights = {parent: np.repeat(drawn, len(places), axis=1) for parent, drawn in first.items()}
    rules, shifts = np.zeros(len(places), dtype=np.intp), np.zeros(len(places))
    for column, (kind, target) in enumerate(named):
        place = places[:, column]
        if kind == "answer":
            answers[rows[target]] = place
        elif kind == "answers":
            shared = place
        elif kind == "weights":
            picked = (place * bank.count).astype(np.intp)
            for parent in _under(questionnaire, target):
                weights[parent] = bank.weights[parent][:, picked]
        elif kind == "rule":
            rules = (place * (len(assumed.rules) + 1)).astype(np.intp)
        else:
            shifts = assumed.threshold * (2.0 * place - 1.0)
    open_at = common(shared, answers, assumed.together if ("answers", ROOT) in named else 0.0)
    return Draws(weights, open_at, answers, rules, shifts)


def _under(questionnaire: Questionnaire, target: str) -> list[str]:
    """Return the nodes whose weights are one choice: the index alone, or a whole dimension."""
    inside: Mapping[str, list[str]] = {
        d.id: [d.id, *(p.id for p in d.practices)] for d in questionnaire.dimensions
    }
    return inside.get(target, [target])
