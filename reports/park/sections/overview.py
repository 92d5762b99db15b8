"""The first page: who was assessed, how the members stand, and what they share."""

from __future__ import annotations

from dataclasses import dataclass

from reports.park.charts import Share, Spread
from reports.park.view import ParkView
from reports.sections.cover import Fact
from reports.sections.scores import Notice
from reports.sections.view import Heading
from scoring.plan import ROOT

__all__ = ["Cover", "DimensionRow", "LevelRow", "Overview", "cover", "overview"]

_LONG, _MEDIUM = 30, 18  # characters of a park's name from which it is set smaller
_MOST_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class Cover:
    """The head of the first page."""

    park: str
    size: str
    title: str
    fictional: str
    version: str
    date: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level: how many members have it."""

    level: str
    members: str
    share: str
    bar: Share


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension: how its scores are spread."""

    title: str
    spread: Spread
    median: str
    middle: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What somebody must know who reads one page."""

    heading: Heading
    median: str
    middle: str
    reached: str
    reached_label: str
    levels: tuple[LevelRow, ...]
    without_level: str
    dimensions: tuple[DimensionRow, ...]
    weaknesses: tuple[str, ...]
    actions: tuple[str, ...]
    notices: tuple[Notice, ...]


def cover(view: ParkView) -> Cover:
    """Return the head of the first page."""
    words, place, cohort = view.words, view.place, view.cohort
    park = words.line(place.name) or words("park.no_name")
    size = "small" if len(park) > _LONG else "medium" if len(park) > _MEDIUM else "large"
    assessed = words("park.members", n=len(cohort))
    if place.invited:
        share = words.percent(len(cohort) / place.invited)
        assessed = words("park.assessed_of", n=len(cohort), invited=place.invited, share=share)
    facts = [(words("park.assessed"), assessed)]
    if cohort.provisional:
        said = words("park.members", n=cohort.provisional)
        facts.append((words("park.provisional"), said))
    if cohort.quick:
        facts.append((words("park.quick"), words("park.members", n=cohort.quick)))
    return Cover(
        park=park,
        size=size,
        title=words.text(view.questionnaire.title),
        fictional=words("park.fictional") if cohort.members.fictional else "",
        version=words("cover.version", version=view.questionnaire.version),
        date=words.date(place.date) or "",
        facts=tuple(Fact(label, value, given=True) for label, value in facts),
    )


def overview(view: ParkView, heading: Heading) -> Overview:
    """Return the first page's figures and findings."""
    words, cohort = view.words, view.cohort
    index = cohort.node(ROOT)
    levels = view.questionnaire.levels
    middle = levels[len(levels) // 2]
    reached = sum(index.levels[len(levels) // 2 :])
    without = len(cohort) - sum(index.levels)
    return Overview(
        heading=heading,
        median=words.score(index.median),
        middle=view.quartiles(index.quantiles),
        reached=words("park.count_share", n=reached, share=view.share(reached)),
        reached_label=words("park.reached", level=view.level(middle)),
        levels=tuple(_levels(view)),
        without_level=words("park.without_level", n=without) if without else "",
        dimensions=tuple(
            DimensionRow(
                view.titles[dimension.id],
                view.node_spread(cohort.node(dimension.id)),
                words.score(cohort.node(dimension.id).median),
                view.quartiles(cohort.node(dimension.id).quantiles),
            )
            for dimension in view.questionnaire.dimensions
        ),
        weaknesses=tuple(
            words("park.weakness", practice=view.titles[node.id], share=words.percent(node.weak))
            for node in cohort.weakest_practices()[:_MOST_FINDINGS]
            if node.weak
        ),
        actions=tuple(
            words(
                "park.action",
                question=view.titles[item.id],
                members=words("park.members", n=item.losers),
                points=words.score(item.cost),
            )
            for item in cohort.joint_actions()[:_MOST_FINDINGS]
        ),
        notices=tuple(_notices(view)),
    )


def _levels(view: ParkView) -> list[LevelRow]:
    """Return all levels with the members at each, highest first."""
    words = view.words
    counts = view.cohort.node(ROOT).levels
    rows = []
    for level, count in zip(view.questionnaire.levels, counts, strict=True):
        share = count / max(1, len(view.cohort))
        said = words("park.level_bar", level=view.level(level), n=count, share=view.share(count))
        rows.append(LevelRow(view.level(level), f"{count}", view.share(count), Share(share, said)))
    return rows[::-1]


def _notices(view: ParkView) -> list[Notice]:
    words, cohort = view.words, view.cohort
    found = []
    if cohort.members.fictional:
        found.append(Notice(words("notice.fictional_title"), words("park.notice_fictional")))
    if len(cohort) < cohort.limits.smallest:
        said = words("park.notice_few", n=cohort.limits.smallest)
        found.append(Notice(words("park.notice_few_title"), said))
    return found
