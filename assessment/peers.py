"""Groups of similar members of a park, each with the measures that lift most of its firms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.cohort import Members
from assessment.disclosure import Limits
from scoring import ScoreTable
from scoring.advice.lifts import Lifts, lifts
from scoring.study.peers import NoPeers, Peers, find_peers

__all__ = ["Lift", "PeerGroups", "peer_groups"]

MOST = 5
"""Measures named for a group."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A measure alone: how many firms it brings ``Limits.costly`` points, and the mean of all."""

    measure: str
    firms: int
    points: float


@dataclass(frozen=True)
class PeerGroups:
    """Groups found, or the reason why there are none, and the measures that lift most firms.

    ``labels`` says by member which group it is in, -1 for none or for a member that shows its level
    only. ``lifts`` are by group, ``everybody`` those of all members together.
    """

    found: Peers | NoPeers
    labels: NDArray[np.int64]
    lifts: tuple[tuple[Lift, ...], ...]
    everybody: tuple[Lift, ...]

    def to_plain(self) -> dict[str, Any]:
        """Return plain data for storage; of no groups the reason."""
        plain = {key: value for key, value in asdict(self.found).items() if key != "labels"}
        return {
            **plain,
            "labels": self.labels.tolist(),
            "lifts": [[asdict(lift) for lift in group] for group in self.lifts],
            "everybody": [asdict(lift) for lift in self.everybody],
        }


def peer_groups(
    table: ScoreTable, members: Members, limits: Limits | None = None, seed: int = 0
) -> PeerGroups:
    """Return the groups among the members whose scores are shown.

    Takes seconds for ten thousand members: work for a job, or to be kept.
    """
    wanted = limits or Limits()
    shown = members.scores_shown
    firms = np.arange(len(table)) if shown is None else np.flatnonzero(shown)
    own = table.take(firms)
    found = find_peers(own, smallest=wanted.smallest, seed=seed)
    gains = lifts(own)
    labels = np.full(len(table), -1, np.int64)
    groups: list[NDArray[np.bool_]] = []
    if isinstance(found, Peers):
        labels[firms] = found.labels
        groups = [found.labels == label for label in range(len(found.groups))]
    return PeerGroups(
        found=found,
        labels=labels,
        lifts=tuple(_most_lifting(gains, group, wanted) for group in groups),
        everybody=_most_lifting(gains, np.ones(len(own), np.bool_), wanted),
    )


def _most_lifting(gains: Lifts, group: NDArray[np.bool_], limits: Limits) -> tuple[Lift, ...]:
    """Return the measures by the number of firms they lift, then by points."""
    points = gains.points[:, group]
    lifted = (points >= limits.costly).sum(axis=1)
    means = np.sort(points, axis=1).sum(axis=1) / max(1, points.shape[1])
    order = np.lexsort((-means, -lifted))
    return tuple(
        Lift(gains.measures[row].id, int(lifted[row]), float(means[row]))
        for row in order[:MOST].tolist()
        if lifted[row] >= limits.smallest
    )
