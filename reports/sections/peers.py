"""The firm among its peers, never without how many they are and the rule that guards them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.advice import PeerGroup
from reports.charts import Box
from reports.sections.view import Heading, View
from reports.wording import NOTHING

__all__ = ["PeerRow", "Peers", "among_peers"]


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One node: the firm, the quartiles of its peers, and how many of them score lower."""

    kind: str
    number: str
    title: str
    score: str
    low: str
    middle: str
    high: str
    below: str
    box: Box


@dataclass(frozen=True, slots=True)
class Peers:
    """The comparison with peers; without ``rows`` when the group is too small to be shown."""

    heading: Heading
    intro: str
    rule: str
    suppressed: str
    rows: tuple[PeerRow, ...]


def among_peers(view: View, heading: Heading, group: PeerGroup) -> Peers:
    """Return the firm among *group*; a group below its minimum shows no figure."""
    words = view.words
    shown = group.n >= group.minimum and not group.withheld
    reason = view.said(group.withheld) or words("peers.suppressed", n=group.minimum)
    intro = words(
        "peers.intro", group=view.said(group.name), n=group.n, date=words.date(group.date)
    )
    return Peers(
        heading=heading,
        intro=intro,
        rule=words("peers.rule", n=group.minimum),
        suppressed="" if shown else reason,
        rows=tuple(_row(view, group, node) for node in view.card.nodes if node in group.nodes)
        if shown
        else (),
    )


def _row(view: View, group: PeerGroup, node_id: str) -> PeerRow:
    words, node, among = view.words, view.card.nodes[node_id], group.nodes[node_id]
    title = view.titles.get(node_id, words("next.index"))
    score = words.score(node.score)
    said = words("peers.box", title=title, score=score, low=words.score(among.low),
                 middle=words.score(among.middle), high=words.score(among.high))  # fmt: skip
    return PeerRow(
        kind=node.kind,
        number=view.numbers.get(node_id, ""),
        title=title,
        score=score,
        low=words.score(among.low),
        middle=words.score(among.middle),
        high=words.score(among.high),
        below=NOTHING if among.below is None else words.percent(among.below),
        box=Box(among.low, among.middle, among.high, node.score, said),
    )
