"""Index, dimensions and practices: scores with their range, and how far each has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from questionnaires.model import Dimension
from reports.charts import Axis, Band, Bar, Group, Radar, Strip
from reports.sections.view import Heading, View
from scoring.plan import ROOT

__all__ = [
    "NodeNumbers",
    "Notice",
    "PracticeGroup",
    "Result",
    "ScoreRow",
    "Scores",
    "result",
    "score_row",
    "scores",
]

_FULL = 100.0
_FEWEST_AXES, _MOST_AXES = 3, 40  # with more spokes their numbers run into each other


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know before trusting the number."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """The index, its range and the level it stands for."""

    index: str
    span: str
    has_span: bool
    coverage: str
    level: str
    level_name: str
    meaning: str
    outlook: str
    strip: Strip
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class NodeNumbers:
    """The exact numbers of one node, for spreadsheets; ``None`` where nothing counts."""

    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    level: int | None
    weight: float
    contribution: float | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One dimension or practice."""

    id: str
    anchor: str
    number: str
    title: str
    about: str
    score: str
    span: str
    level: str
    coverage: str
    weight: str
    contribution: str
    bar: Bar
    counts: bool
    numbers: NodeNumbers


@dataclass(frozen=True, slots=True)
class PracticeGroup:
    """The practices of one dimension."""

    dimension: ScoreRow
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """All dimensions, and their practices as a picture and as bars."""

    heading: Heading
    dimensions: tuple[ScoreRow, ...]
    radar: Radar | None
    groups: tuple[PracticeGroup, ...]


def result(view: View, outlook: str) -> Result:
    """Return the headline result."""
    words, card = view.words, view.card
    position = view.position(card.level)
    level = None if position is None else view.questionnaire.levels[position]
    index, span = words.score(card.score), words.span(card.low, card.high)
    return Result(
        index=index,
        span=span,
        has_span=span != index,
        coverage=words.percent(card.coverage),
        level=view.level(card.level),
        level_name=view.level_name(card.level),
        meaning=words.text(level.meaning if level else None),
        outlook=outlook,
        strip=_strip(view),
        notices=tuple(_notices(view)),
    )


def _strip(view: View) -> Strip:
    levels = view.questionnaire.levels
    ends = (*(level.threshold for level in levels[1:]), _FULL)
    card, words = view.card, view.words
    return Strip(
        bands=tuple(
            Band(
                level.threshold,
                end,
                f"{view.level(level.level)} {words.text(level.name)}",
                reached=level.level == card.level,
            )
            for level, end in zip(levels, ends, strict=True)
        ),
        value=card.score,
        high=card.high,
        label=words.score(card.score),
        title=words(
            "result.strip", span=words.span(card.low, card.high), level=view.level(card.level)
        ),
    )


def _notices(view: View) -> list[Notice]:
    words, card = view.words, view.card
    states = Counter(answer.state for answer in card.answers.values())
    unanswered = states["unanswered"] + states["pending"]
    found = []
    if card.provisional:
        missing = [words(f"fact.{fact}") for fact in card.missing_facts]
        reasons = [words("notice.unanswered", n=unanswered)] if unanswered else []
        reasons += [words("notice.missing_facts", facts=words.join(missing))] if missing else []
        reasons += [words("notice.nothing_counts")] if card.score is None else []
        found.append(("provisional", words.join(reasons, "common.sentences")))
    if card.estimate:
        found.append(("estimate", words("notice.estimate", n=len(view.asked))))
    if states["unknown"]:
        found.append(("unknown", words("notice.unknown", n=states["unknown"])))
    if view.outcome.sheet.profile.fictional:
        found.append(("fictional", words("notice.fictional")))
    return [Notice(words(f"notice.{kind}_title"), text) for kind, text in found]


def scores(view: View, heading: Heading) -> Scores:
    """Return the scores of all nodes under the index."""
    groups = tuple(_group(view, dimension) for dimension in view.questionnaire.dimensions)
    return Scores(
        heading=heading,
        dimensions=tuple(group.dimension for group in groups),
        radar=_radar(view),
        groups=groups,
    )


def _group(view: View, dimension: Dimension) -> PracticeGroup:
    abouts = {dimension.id: dimension.about, **{p.id: p.about for p in dimension.practices}}
    rows = [score_row(view, node, view.words.text(about)) for node, about in abouts.items()]
    return PracticeGroup(rows[0], tuple(rows[1:]))


def score_row(view: View, node_id: str, about: str) -> ScoreRow:
    """Return one dimension or practice."""
    words, node = view.words, view.card.nodes[node_id]
    return ScoreRow(
        id=node_id,
        anchor=view.to_node(node_id),
        number=view.numbers[node_id],
        title=view.titles[node_id],
        about=about,
        score=words.score(node.score),
        span=words.span(node.low, node.high),
        level=view.level(node.level),
        coverage=words.percent(node.coverage),
        weight=words.percent(node.weight),
        contribution=words.score(node.contribution),
        bar=view.node_bar(node),
        counts=node.score is not None,
        numbers=NodeNumbers(
            score=node.score, low=node.low, high=node.high, coverage=node.coverage,
            level=node.level, weight=node.weight, contribution=node.contribution,
        ),
    )  # fmt: skip


def _radar(view: View) -> Radar | None:
    practices = view.questionnaire.practices
    counted = [p for p in practices if view.card.nodes[p.id].score is not None]
    if len(counted) < _FEWEST_AXES or len(practices) > _MOST_AXES:
        return None
    nodes = view.card.nodes
    index = view.words.score(nodes[ROOT].score)
    return Radar(
        axes=tuple(
            Axis(view.numbers[p.id], nodes[p.id].score, nodes[p.id].high) for p in practices
        ),
        groups=tuple(
            Group(view.titles[dimension.id], len(dimension.practices))
            for dimension in view.questionnaire.dimensions
        ),
        rings=view.thresholds,
        title=view.words("scores.radar", n=len(practices), index=index),
    )
