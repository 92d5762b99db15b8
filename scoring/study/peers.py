"""Peer groups found from the data: firms with similar practice scores, described in plain data.

How groups are found, and when there are none, stands in this folder's README.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from questionnaires import codes
from scoring.matrix import Facts
from scoring.plan import ROOT
from scoring.study.clusters import Why, cluster
from scoring.table import ScoreTable

__all__ = ["NoPeers", "Peer", "Peers", "find_peers"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

COUNTS = range(2, 7)
SETTLED = 0.5
"""Share of a practice's weight that must be settled, of firms that must have it, and of practices
that a firm must have."""
APART = 0.5
"""Standard deviations of all firms from which a group counts as strong or weak in a practice."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One group: how many, and how its firms differ from all.

    ``index`` is the median; ``strong`` and ``weak`` are practices with the distance of the group's
    mean from that of all in standard deviations, largest first. ``sizes`` and ``processes`` are the
    shares (0-1) of its firms by code, of classes with enough firms to be shown.
    """

    members: int
    index: float | None
    strong: tuple[tuple[str, float], ...]
    weak: tuple[tuple[str, float], ...]
    sizes: Mapping[str, float]
    processes: Mapping[str, float]


@dataclass(frozen=True)
class Peers:
    """The groups, from the highest index to the lowest, and how sure they are.

    ``labels`` says by firm which group it is in, -1 for none. ``silhouette`` (-1 to 1) has to beat
    ``chance``, the best of samples without groups; ``stability`` (0-1) is how well groups of parts
    of the firms agree with these. ``filled`` is the share of values that were missing.
    """

    groups: tuple[Peer, ...]
    labels: NDArray[np.int64]
    practices: tuple[str, ...]
    left_out: int
    filled: float
    silhouette: float
    chance: float
    stability: float
    seed: int


@dataclass(frozen=True, slots=True)
class NoPeers:
    """Why there are no groups.

    Too ``few`` firms, ``flat`` scores, groups too ``small`` to be shown, ``unstable`` ones, or a
    ``continuum`` of firms that differ by degrees.
    """

    reason: Why
    firms: int


def find_peers(table: ScoreTable, *, smallest: int = 5, seed: int = 0) -> Peers | NoPeers:
    """Return groups of similar firms, none of fewer than *smallest*, or why there are none.

    The order of the firms decides nothing: they are sorted by their scores first.
    """
    numbers = table.numbers
    order = np.lexsort(np.vstack([numbers.coverage, numbers.scores]))
    found = _find(table.take(order), smallest, seed)
    if isinstance(found, NoPeers):
        return found
    labels = np.empty_like(found.labels)
    labels[order] = found.labels
    return replace(found, labels=labels)


def _find(table: ScoreTable, smallest: int, seed: int) -> Peers | NoPeers:
    known, practices = _practices(table)
    firms = (~np.isnan(known)).mean(axis=0) >= SETTLED if len(known) else np.zeros(len(table), bool)
    used = known[:, firms]
    if len(used) and used.shape[1]:
        varied = np.nanstd(used, axis=1) > 0
        used, practices = used[varied], [p for p, v in zip(practices, varied, strict=True) if v]
    if used.shape[1] < 2 * smallest:
        return NoPeers("few", int(firms.sum()))
    if not len(used):
        return NoPeers("flat", int(firms.sum()))
    scaled = (used - np.nanmean(used, axis=1)[:, None]) / np.nanstd(used, axis=1)[:, None]
    kinds = np.nan_to_num(scaled - np.nanmean(scaled, axis=0)).T
    found = cluster(kinds, COUNTS, smallest, seed)
    if isinstance(found, str):
        return NoPeers(found, int(firms.sum()))
    index = table.numbers.scores[table.row(ROOT)]
    labels = np.full(len(table), -1, np.int64)
    labels[firms] = _ranked(found.labels, index[firms])
    groups = tuple(
        _describe(scaled[:, labels[firms] == label], practices, table.facts,
                  labels == label, index, smallest)
        for label in range(labels.max() + 1)
    )  # fmt: skip
    return Peers(
        groups=groups,
        labels=labels,
        practices=tuple(practices),
        left_out=int((~firms).sum()),
        filled=float(np.isnan(used).mean()),
        silhouette=found.silhouette,
        chance=found.chance,
        stability=found.stability,
        seed=seed,
    )


def _practices(table: ScoreTable) -> tuple[Floats, list[str]]:
    """Return (practices, firms) the settled scores, and the ids of practices enough firms have."""
    rows = [row for row, node in enumerate(table.plan.nodes) if node.of_questions]
    settled = table.numbers.coverage[rows] >= SETTLED
    scores = np.where(settled, table.numbers.scores[rows], np.nan)
    enough = (~np.isnan(scores)).sum(axis=1) >= SETTLED * max(1, len(table))
    names = [table.plan.nodes[row].id for row, fits in zip(rows, enough, strict=True) if fits]
    return scores[enough], names


def _ranked(labels: NDArray[np.int64], index: Floats) -> NDArray[np.int64]:
    """Return the labels numbered from the group with the highest mean index to the lowest."""
    means = [float(np.nanmean(index[labels == one])) for one in range(labels.max() + 1)]
    return np.argsort(np.argsort(-np.array(means), kind="stable"), kind="stable")[labels]


def _describe(
    scaled: Floats, practices: list[str], facts: Facts, own: Mask, index: Floats, smallest: int
) -> Peer:
    apart = [float(np.nanmean(row)) if (~np.isnan(row)).sum() >= smallest else 0.0
             for row in scaled]  # fmt: skip
    pairs = sorted(zip(practices, apart, strict=True), key=lambda pair: -abs(pair[1]))
    size = {name: own & (facts.size == place) for place, name in enumerate(codes.sizes())}
    process = {
        name: own & ((facts.processes >> bit) & 1 == 1)
        for bit, name in enumerate(codes.processes())
    }
    return Peer(
        members=int(own.sum()),
        index=float(np.nanmedian(index[own])),
        strong=tuple(pair for pair in pairs if pair[1] >= APART),
        weak=tuple(pair for pair in pairs if pair[1] <= -APART),
        sizes=_shares(size, own, smallest),
        processes=_shares(process, own, smallest),
    )


def _shares(parts: Mapping[str, Mask], own: Mask, smallest: int) -> dict[str, float]:
    whole = int(own.sum())
    counts = {name: int(mask.sum()) for name, mask in parts.items()}
    return {name: count / whole for name, count in counts.items()
            if count >= smallest and (count == whole or whole - count >= smallest)}  # fmt: skip
