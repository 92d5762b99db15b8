"""A campaign's dashboard as plain data: figures, who they are of, and who needs help first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.assessments.views.wording import day
from api.kit.clock import today
from api.kit.i18n import PageWords
from api.parks.attention import Doubt, Need
from api.parks.shown import Idle
from api.parks.standing import Standing
from api.parks.views import filtering
from api.parks.views.filtering import Question
from api.parks.views.heads import CampaignHead
from assessment.filters import EVERYBODY, Filter
from reports.park import charts
from reports.park.exports import bar
from reports.park.figures import FIGURES, Figure, Line, figure
from reports.park.view import ParkView, Place
from scoring.plan import ROOT

__all__ = [
    "MOST",
    "NEEDS",
    "DashboardView",
    "Shown",
    "dashboard_view",
    "notes",
    "park_view",
    "shown",
]

NEEDS = 10
"""Members to help first, and stalled drafts, that a page names."""

_FINDINGS = 2  # of one member
COMPARED = ("size", "processes", "region")
"""Figures of the page that compares groups; all others stand on the first page."""

_FIRST = 2  # figures: levels and index

MOST: Mapping[str, int] = {"practices": 12, "questions": 12, "answered": 20}
"""Lines of long figures that page and picture show; all are in the CSV."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with where it is handed out."""

    figure: Figure
    lines: tuple[tuple[Line, Markup], ...]
    """Each line with its bar."""
    whole: Markup
    rest: str
    svg: str
    csv: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A member to help, and why."""

    name: str
    href: str
    level: str
    index: str
    why: str


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A member whose answers are worth a second look."""

    name: str
    href: str
    findings: tuple[str, ...]
    more: str


@dataclass(frozen=True, slots=True)
class StalledRow:
    """A draft in which nothing has moved."""

    name: str
    href: str
    since: str


@dataclass(frozen=True, slots=True)
class DashboardView:
    """The page."""

    head: CampaignHead
    part: str
    base: str
    lead: str
    notes: tuple[str, ...]
    form: tuple[Question, ...]
    filtered: bool
    facts: tuple[tuple[str, str], ...]
    first: tuple[Shown, ...]
    """Figures that stand before the members to help."""
    figures: tuple[Shown, ...]
    needs: tuple[NeedRow, ...]
    doubts: tuple[DoubtRow, ...]
    doubts_lead: str
    stalled: tuple[StalledRow, ...]
    stalled_more: str
    all_needs: str
    fictional: str


def park_view(found: Standing, chosen: Filter, name: str, words: PageWords) -> ParkView:
    """Return the members in a filter in the reader's language."""
    return ParkView(found.cohort(chosen), words, Place(name, date=today().isoformat()))


def dashboard_view(
    head: CampaignHead, found: Standing, chosen: Filter, part: str, needs: Sequence[Need],
    doubts: tuple[int, Sequence[Doubt]], stalled: Sequence[Idle], words: PageWords,
) -> DashboardView:  # fmt: skip
    """Return a *part* of the dashboard, ``overview`` or ``compare``, of the members in *chosen*."""
    view = park_view(found, chosen, head.park.name, words)
    base, query = f"{head.base}/dashboard", filtering.query(chosen)
    keys = [key for key in FIGURES if (key in COMPARED) == (part == "compare")]
    figures = tuple(
        shown(figure(view, key), MOST.get(key), f"{base}/charts/{key}", query, words)
        for key in keys
        if len(view.cohort)
    )
    first = _FIRST if part == "overview" else 0
    return DashboardView(
        head=head,
        part=part,
        base=base if part == "overview" else f"{base}/{part}",
        lead=words("dashboard.lead", n=len(view.cohort)),
        notes=tuple(notes(found, chosen, words)),
        form=filtering.form(found.views, chosen, view, words),
        filtered=chosen != EVERYBODY,
        facts=tuple(_facts(view, words)) if part == "overview" else (),
        first=figures[:first],
        figures=figures[first:],
        needs=tuple(_need(found, chosen, need, view, head, words) for need in needs),
        doubts=tuple(_doubt(each, head, words) for each in doubts[1]),
        doubts_lead=words("dashboard.doubts_lead", n=doubts[0]) if doubts[0] else "",
        stalled=tuple(_stalled(row, head, words) for row in stalled[:NEEDS]),
        stalled_more=words("dashboard.stalled_more", n=len(stalled) - NEEDS)
        if len(stalled) > NEEDS
        else "",
        all_needs=f"{base}/members{filtering.query(chosen, sort='help')}",
        fictional=words("park.fictional") if found.fictional else "",
    )


def notes(found: Standing, chosen: Filter, words: PageWords) -> list[str]:
    """Say whose scores and answers of those *chosen* stand in no figure, and why."""
    scopes = [row.scope for row in found.chosen(chosen)]
    counts = {scope: scopes.count(scope) for scope in ("level", "scores")}
    counts["unread"] = found.unread
    return [words(f"dashboard.note.{key}", n=count) for key, count in counts.items() if count]


def _facts(view: ParkView, words: PageWords) -> list[tuple[str, str]]:
    cohort = view.cohort
    index, weakest = cohort.node(ROOT), cohort.weakest_practices()
    found = [(words("dashboard.members"), f"{len(cohort)}")]
    if index.median is not None:
        found.append((words("park.median"), words.score(index.median)))
        found.append((words("park.middle_short"), view.quartiles(index.quantiles)))
    if weakest and weakest[0].weak:
        share = words.percent(weakest[0].weak)
        found.append((words("dashboard.weakest", practice=view.titles[weakest[0].id]), share))
    return found


def shown(whole: Figure, most: int | None, address: str, query: str, words: PageWords) -> Shown:
    """Return a figure for a page: its first *most* lines, and where it is handed out."""
    lines = whole.lines[:most]
    left = len(whole.lines) - len(lines)
    return Shown(
        figure=whole,
        lines=tuple((line, bar(line)) for line in lines),
        whole=charts.columns(whole.whole) if whole.whole else Markup(),
        rest=words("dashboard.rest", n=left) if left else "",
        svg=f"{address}.svg{query}",
        csv=f"{address}.csv{query}",
    )


def _need(
    found: Standing, chosen: Filter, need: Need, view: ParkView, head: CampaignHead,
    words: PageWords,
) -> NeedRow:  # fmt: skip
    row = found.chosen(chosen)[need.place]
    levels = {level.level: level for level in found.questionnaire.levels}
    ahead = levels.get(need.level + 1)
    why = ""
    if ahead is not None and need.missing is not None:
        key = "dashboard.gates" if not need.missing else "dashboard.missing"
        why = words(key, points=words.gap(need.missing), level=view.level(ahead))
    if need.weakest:
        weakest = words("dashboard.weakest_practice", practice=view.titles[need.weakest])
        why = words.join([part for part in (why, weakest) if part], "dashboard.and")
    return NeedRow(
        name=words.line(row.name),
        href=f"{head.park.base}/results/{row.assessment}",
        level=view.level(levels[need.level]),
        index=words.score(need.score),
        why=why,
    )


def _doubt(doubt: Doubt, head: CampaignHead, words: PageWords) -> DoubtRow:
    left = len(doubt.findings) - _FINDINGS
    return DoubtRow(
        name=words.line(doubt.row.name),
        href=f"{head.park.base}/results/{doubt.row.assessment}",
        findings=tuple(words.text(finding.text) for finding in doubt.findings[:_FINDINGS]),
        more=words("dashboard.doubts_more", n=left) if left > 0 else "",
    )


def _stalled(row: Idle, head: CampaignHead, words: PageWords) -> StalledRow:
    href = f"{head.base}/entries/{row.entry}"
    return StalledRow(words.line(row.name), href, day(words, row.since))
