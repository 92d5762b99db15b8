"""Groups in a table of standardised values: found, and held against chance. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits

__all__ = ["Clusters", "Why", "cluster"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Why = Literal["few", "flat", "small", "unstable", "continuum"]

STARTS = 8
DRAWS = 8
PART = 0.8
STABLE = 0.8
REFERENCES = 19
SAMPLE = 2000
"""Firms that groups are found in at most: silhouettes grow with the square of their number."""


@dataclass(frozen=True)
class Clusters:
    """Labels by row, how far groups stand apart (-1 to 1), the best by chance, how stable (0-1)."""

    labels: Labels
    silhouette: float
    chance: float
    stability: float


def cluster(rows: Floats, counts: range, smallest: int, seed: int) -> Clusters | Why:
    """Return the groups of *rows*, or why there are none.

    Of more than ``SAMPLE`` rows a sample is grouped and the others join the nearest group.
    """
    some = np.sort(np.random.default_rng(seed).permutation(len(rows))[:SAMPLE])
    with threadpool_limits(1):  # for so few rows threads wait for each other
        found = _best(rows, rows[some], counts, smallest, seed)
        if isinstance(found, str):
            return found
        model, apart, agreed = found
        chance = _chance(rows[some], model.n_clusters, seed)
        if apart <= chance:
            return "continuum"
        return Clusters(model.predict(rows).astype(np.int64), apart, chance, agreed)


def _best(
    rows: Floats, sample: Floats, counts: range, smallest: int, seed: int
) -> tuple[KMeans, float, float] | Why:
    """Return the groups that stand apart most, of those that are stable and large enough."""
    tried = [_fit(sample, count, seed) for count in counts if count * smallest <= len(rows)]
    large = [
        m for m in tried if np.bincount(m.predict(rows), minlength=m.n_clusters).min() >= smallest
    ]
    if not large:
        return "small" if tried else "few"
    stable = [(m, agreed) for m in large if (agreed := _stability(sample, m, seed)) >= STABLE]
    if not stable:
        return "unstable"
    apart = [(m, _silhouette(sample, m.labels_), agreed) for m, agreed in stable]
    return max(apart, key=lambda entry: entry[1])


def _fit(rows: Floats, count: int, seed: int, starts: int = STARTS) -> KMeans:
    return KMeans(count, n_init=starts, random_state=seed).fit(rows)


def _silhouette(rows: Floats, labels: Labels) -> float:
    return float(silhouette_score(rows, labels)) if len(np.unique(labels)) > 1 else -1.0


def _stability(rows: Floats, whole: KMeans, seed: int) -> float:
    """Return how well groups found in parts of the rows agree with those found in all of them."""
    random = np.random.default_rng(seed)
    agreed = []
    for draw in range(DRAWS):
        part = random.permutation(len(rows))[: int(PART * len(rows))]
        found = _fit(rows[np.sort(part)], whole.n_clusters, seed + draw, starts=3)
        agreed.append(adjusted_rand_score(whole.labels_, found.predict(rows)))
    return float(np.mean(agreed))


def _chance(rows: Floats, count: int, seed: int) -> float:
    """Return the largest silhouette of groups cut out of a single cloud of the same shape."""
    random = np.random.default_rng(seed)
    spread = np.atleast_2d(np.cov(rows, rowvar=False))
    found = []
    for draw in range(REFERENCES):
        cloud = random.multivariate_normal(rows.mean(axis=0), spread, len(rows), method="eigh")
        found.append(_silhouette(cloud, _fit(cloud, count, seed + draw, starts=3).labels_))
    return max(found)
