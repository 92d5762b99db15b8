"""Random draws of everything that could have been otherwise: answers, weights, rules, thresholds.

The same seed gives the same draws to the last bit. Firms and rounds share draws (common random
numbers), so that differences between them are differences of their answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from questionnaires.errors import Place, Problem
from questionnaires.model import Questionnaire
from scoring.errors import ScoringError
from scoring.plan import ROOT

__all__ = ["CHANCES", "Assumptions", "Draws", "common", "dirichlet", "draw", "families"]

CHANCES = {"sure": 1.0, "fairly": 0.8, "unsure": 0.6}
"""Chance that an answer is right when a firm calls itself so sure of it (our own judgement)."""

Floats = NDArray[np.float64]
_MOST_DRAWS = 1_000_000
_RULES = ("mean", "geometric", "weakest")
_SMALLEST = 1e-12  # of a weight: a gamma draw of tiny shape may come out as zero


@dataclass(frozen=True)
class Assumptions:
    """What is taken as uncertain, and how much. Our own judgement; every result carries it.

    ``concentration`` is the Dirichlet parameter sum around the published weights: 100 moves a share
    of 25 % by about 4 points; ``None`` keeps the weights. ``rules`` are other aggregation rules
    that could have been chosen, with equal chance beside the published one. ``threshold`` shifts
    all levels above the first by up to so many points. ``confidence`` is the chance (0-1) that an
    answer is right, by question; a wrong one is a rung too high or too low, or a quarter of the
    scale. ``trust`` is the confidence of answers that are not named. ``together`` (0-1) is how far
    open answers of one firm are good or bad in common (Gaussian copula): taken as independent, a
    firm that knows nothing would have a narrow band.
    """

    concentration: float | None = 100.0
    rules: tuple[str, ...] = ()
    threshold: float = 0.0
    confidence: Mapping[str, float] = field(default_factory=dict)
    trust: float = 1.0
    together: float = 0.5

    def check(self, questionnaire: Questionnaire) -> None:
        """Raise ``ScoringError`` for numbers that make no sense and questions nobody asks."""
        given = {"concentration": (self.concentration, 1e9), "threshold": (self.threshold, 50.0)}
        given |= {"trust": (self.trust, 1.0), "together": (self.together, 1.0)}
        given |= {key: (value, 1.0) for key, value in self.confidence.items()}
        problems = []
        for key, (value, most) in given.items():
            if value is not None and not _between(value, most):
                values = {"value": value, "name": key, "allowed": f"0-{most:g}"}
                problems.append(Problem("advice.bad_number", Place(field=key), values))
        for key in self.confidence:
            if not questionnaire.has(key):
                values = {"id": key, "near": questionnaire.questions[0].id}
                problems.append(Problem("answer.unknown_question", Place(field=key), values))
        for rule in self.rules:
            if rule not in _RULES:
                values = {"id": rule, "allowed": ", ".join(_RULES)}
                problems.append(Problem("advice.unknown_target", Place(field="rules"), values))
        if problems:
            raise ScoringError(problems)


def _between(value: object, most: float) -> bool:
    right = isinstance(value, (int, float)) and not isinstance(value, bool)
    return right and math.isfinite(float(value)) and 0 <= float(value) <= most  # type: ignore[arg-type]  # just tested


@dataclass(frozen=True)
class Draws:
    """So many draws side by side (last axis of every array).

    ``weights`` (children, draws) by parent; ``answers`` (questions, draws) in 0-1 for open answers;
    ``slips`` (questions, draws) in 0-1 for doubtful ones; ``rules`` (draws) counts into the other
    rules, 0 being the published; ``shifts`` (draws) points.
    """

    weights: Mapping[str, Floats]
    answers: Floats
    slips: Floats
    rules: NDArray[np.intp]
    shifts: Floats

    @property
    def count(self) -> int:
        """Number of draws."""
        return len(self.shifts)

    def again(self, seed: int) -> Draws:
        """Return the same draws with other slips, as if the firm answered once more."""
        random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(9,)))
        return replace(self, slips=random.random(self.slips.shape))


def families(questionnaire: Questionnaire) -> list[tuple[str, str, list[tuple[str, float]]]]:
    """Return (parent, rule, [(child, weight)]) of every node, children's nodes first."""
    found = [
        (p.id, p.aggregate, [(q.id, q.weight) for q in p.questions])
        for p in questionnaire.practices
    ]
    found += [
        (d.id, d.aggregate, [(p.id, p.weight) for p in d.practices])
        for d in questionnaire.dimensions
    ]
    top = [(d.id, d.weight) for d in questionnaire.dimensions]
    return [*found, (ROOT, questionnaire.aggregate, top)]


def dirichlet(alpha: Sequence[float], count: int, random: np.random.Generator) -> Floats:
    """Return (children, count) weights that sum to 1, Dirichlet with parameters *alpha*.

    Mean alpha/a0, variance of a weighted sum of x: (sum m x^2 - (sum m x)^2) / (a0 + 1).
    """
    gammas = random.standard_gamma(np.asarray(alpha, np.float64)[:, None], (len(alpha), count))
    gammas = np.maximum(gammas, _SMALLEST)
    return gammas / gammas.sum(axis=0)


def draw(questionnaire: Questionnaire, assumptions: Assumptions, count: int, seed: int) -> Draws:
    """Make *count* draws. Each kind has a stream of its own, so that one does not move another."""
    assumptions.check(questionnaire)
    if not isinstance(count, int) or not 1 <= count <= _MOST_DRAWS:
        values = {"value": count, "name": "draws", "allowed": f"1-{_MOST_DRAWS}"}
        raise ScoringError([Problem("advice.bad_number", Place(field="draws"), values)])
    kept = replace(assumptions, confidence={}, trust=1.0)  # the rest decides about the draws
    return _draw(_Key(questionnaire, kept), count, seed)


class _Key:
    """Hash and compare what draws depend on: a questionnaire by its digest, and assumptions."""

    def __init__(self, questionnaire: Questionnaire, assumptions: Assumptions) -> None:
        self.families, self.questions = families(questionnaire), len(questionnaire.questions)
        self.assumptions = assumptions
        self.key = (questionnaire.digest, repr(assumptions))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.key == self.key


def common(shared: Floats, own: Floats, together: float) -> Floats:
    """Return uniform numbers that go together by so much, from independent uniform ones."""
    if together == 0:
        return own
    z = np.sqrt(together) * ndtri(_inside(shared))
    if together < 1:
        z = z + np.sqrt(1.0 - together) * ndtri(_inside(own))
    found: Floats = ndtr(np.broadcast_to(z, own.shape))
    return found


def _inside(places: Floats) -> Floats:
    return np.clip(places, _SMALLEST, 1.0 - _SMALLEST)


@lru_cache(maxsize=4)  # many firms in a row share their draws; 2,000 draws take 5 MB
def _draw(key: _Key, count: int, seed: int) -> Draws:
    assumed, shape = key.assumptions, (key.questions, count)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(6)]
    weights = {}
    for parent, _, children in key.families:
        published = np.array([weight for _, weight in children])
        share = published / published.sum()
        if assumed.concentration is None or len(children) == 1:
            weights[parent] = np.repeat(share[:, None], count, axis=1)
        else:
            weights[parent] = dirichlet(assumed.concentration * share, count, streams[0])
    return Draws(
        weights=weights,
        answers=common(streams[5].random(count), streams[1].random(shape), assumed.together),
        slips=streams[2].random(shape),
        rules=streams[3].integers(0, len(assumed.rules) + 1, count),
        shifts=assumed.threshold * (2.0 * streams[4].random(count) - 1.0),
    )
