"""How the members are spread: by level, by index, and in every dimension and practice."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.cohort import NodeSpread
from reports.park.charts import Columns, Spread
from reports.park.view import ParkView
from reports.sections.view import Heading
from scoring.plan import ROOT

__all__ = ["Levels", "SpreadGroup", "SpreadRow", "Spreads", "levels", "spreads"]


@dataclass(frozen=True, slots=True)
class Levels:
    """Members by index, and where levels begin."""

    heading: Heading
    intro: str
    columns: Columns


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One node with its five quantiles; numbers are ready to be shown."""

    number: str
    title: str
    spread: Spread
    quantiles: tuple[str, ...]
    weak: str
    members: str


@dataclass(frozen=True, slots=True)
class SpreadGroup:
    """A dimension and its practices."""

    dimension: SpreadRow
    rows: tuple[SpreadRow, ...]


@dataclass(frozen=True, slots=True)
class Spreads:
    """Quantiles of the index, of every dimension and of every practice."""

    heading: Heading
    lead: str
    weak_label: str
    index: SpreadRow
    groups: tuple[SpreadGroup, ...]


def levels(view: ParkView, heading: Heading) -> Levels | None:
    """Return members by level and by index; nothing when they are too few."""
    words, cohort = view.words, view.cohort
    if len(cohort) < cohort.limits.smallest:
        return None
    index = cohort.node(ROOT)
    median = words.score(index.median)
    ticks = [(level.threshold, view.level(level)) for level in view.questionnaire.levels]
    return Levels(
        heading=heading,
        intro=words("park.levels_intro", n=sum(cohort.histogram)),
        columns=Columns(
            counts=cohort.histogram,
            ticks=tuple(ticks),
            median=index.median,
            median_label=words("park.median_label", median=median) if index.median else "",
            title=words("park.columns", n=sum(cohort.histogram), median=median),
        ),
    )


def spreads(view: ParkView, heading: Heading) -> Spreads | None:
    """Return the quantiles of all nodes; nothing when there are too few members for any."""
    words, cohort = view.words, view.cohort
    if cohort.node(ROOT).median is None:
        return None
    return Spreads(
        heading=heading,
        lead=words("park.spreads_lead"),
        weak_label=words("park.weak_share", weak=f"{cohort.limits.weak:g}"),
        index=_row(view, cohort.node(ROOT)),
        groups=tuple(
            SpreadGroup(
                _row(view, cohort.node(dimension.id)),
                tuple(_row(view, cohort.node(practice.id)) for practice in dimension.practices),
            )
            for dimension in view.questionnaire.dimensions
        ),
    )


def _row(view: ParkView, node: NodeSpread) -> SpreadRow:
    return SpreadRow(
        number=view.numbers.get(node.id, ""),
        title=view.titles[node.id],
        spread=view.node_spread(node),
        quantiles=tuple(view.words.score(value) for value in node.quantiles),
        weak=view.words.percent(node.weak),
        members=f"{node.members}",
    )
