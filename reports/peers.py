"""From a benchmark to the peers of a report: the group in words, quartiles, the firm among them."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.benchmark import SEVERAL, Benchmark, Group, NotEnough
from assessment.quantiles import QUANTILES
from questionnaires import codes
from questionnaires.text import pick
from reports.advice import PeerGroup, Quartiles
from reports.wording import LANGUAGES, Words
from scoring import ScoreCard

__all__ = ["peer_group"]

_QUARTILES = tuple(QUANTILES.index(p) for p in (0.25, 0.5, 0.75))


def peer_group(found: Benchmark | NotEnough, card: ScoreCard) -> PeerGroup:
    """Return *found* as a report takes it; without figures, why there are none."""
    if isinstance(found, NotEnough):
        minimum = found.rule.members
        return PeerGroup(_name(Group()), found.n, found.date, minimum, withheld=_why(found))
    nodes = {}
    for node, values in found.quantiles.items():
        score = card.nodes[node].score if node in card.nodes else None
        low, middle, high = (values[place] for place in _QUARTILES)
        if low is not None and middle is not None and high is not None:
            below = None if score is None else found.below(node, score)
            nodes[node] = Quartiles(low, middle, high, below)
    return PeerGroup(_name(found.group), found.n, found.date, found.minimum, nodes)


def _why(found: NotEnough) -> Mapping[str, str]:
    key, n = {
        "firms": ("peers.suppressed", found.rule.members),
        "parks": ("peers.held_parks", found.rule.parks),
        "difference": ("peers.held_difference", 0),
    }[found.reason]
    return {lang: Words(lang)(key, n=n) for lang in LANGUAGES}


def _name(group: Group) -> Mapping[str, str]:
    return {lang: " · ".join(_parts(group, Words(lang))) for lang in LANGUAGES}


def _parts(group: Group, words: Words) -> list[str]:
    parts = [] if group.process is not None else [words("peers.all")]
    if group.process == SEVERAL:
        parts.append(words("peers.several"))
    elif group.process is not None:
        parts.append(pick(codes.processes()[group.process], words.lang))
    if group.size is not None:
        parts.append(pick(codes.sizes()[group.size], words.lang))
    return [*parts, words("peers.own_park")] if group.park is not None else parts
