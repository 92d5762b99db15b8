"""Groups found from the data, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.kit import jobs
from api.kit.i18n import PageWords
from api.kit.jobs import Job
from api.parks.grouping import key_of
from api.parks.standing import Standing
from api.parks.views.dashboard import park_view
from api.parks.views.heads import CampaignHead
from assessment.filters import EVERYBODY
from questionnaires import codes
from questionnaires.text import pick
from reports.park.view import ParkView

__all__ = ["GroupsView", "groups_table", "groups_view"]

_MOST = 3  # practices, sizes and processes named for a group
_COMMON = 0.2  # share of a group's firms from which a size or process is named


@dataclass(frozen=True, slots=True)
class LiftRow:
    """A measure and what it brings."""

    title: str
    firms: str
    points: str


@dataclass(frozen=True, slots=True)
class GroupCard:
    """One group in words."""

    title: str
    lines: tuple[str, ...]
    lifts: tuple[LiftRow, ...]


@dataclass(frozen=True, slots=True)
class GroupsView:
    """The page; ``state`` is none, live, failed, changed, alone (no groups) or found."""

    head: CampaignHead
    base: str
    state: str
    lead: str
    groups: tuple[GroupCard, ...]
    everybody: tuple[LiftRow, ...]
    quality: str
    may_order: bool
    csv: str


def groups_view(
    head: CampaignHead, found: Standing, job: Job | None, words: PageWords
) -> GroupsView:
    """Return the page of what *job* found."""
    base = f"{head.base}/dashboard/groups"
    state = _state(found, job)
    plain = job.result if job is not None and state in ("alone", "found") else {}
    view = park_view(found, EVERYBODY, head.park.name, words)
    lead = words(f"grouping.{state}", n=len(plain.get("groups", ())))
    return GroupsView(
        head=head,
        base=base,
        state=state,
        lead=words(f"grouping.why.{plain['reason']}") if state == "alone" else lead,
        groups=tuple(_cards(plain, view, words)),
        everybody=tuple(_lifts(plain.get("everybody", ()), view, words)),
        quality=_quality(plain, words) if state == "found" else "",
        may_order=head.park.may_change and state != "live",
        csv=f"{base}.csv" if state == "found" else "",
    )


def _state(found: Standing, job: Job | None) -> str:
    if job is None or job.state == "cancelled":
        return "none"
    if job.state not in jobs.OVER:
        return "live"
    if job.state == "failed":
        return "failed"
    if job.result.get("key") != key_of(found):
        return "changed"
    return "alone" if "reason" in job.result else "found"


def _quality(plain: Mapping[str, Any], words: PageWords) -> str:
    return words(
        "grouping.quality", stability=words.percent(plain["stability"]),
        silhouette=f"{plain['silhouette']:.2f}", chance=f"{plain['chance']:.2f}",
    )  # fmt: skip


def _cards(plain: Mapping[str, Any], view: ParkView, words: PageWords) -> list[GroupCard]:
    pairs = zip(plain.get("groups", ()), plain.get("lifts", ()), strict=True)
    return [
        GroupCard(
            words("grouping.group", place=place, n=group["members"]),
            tuple(_lines(group, view, words)),
            tuple(_lifts(lifts, view, words)),
        )
        for place, (group, lifts) in enumerate(pairs, start=1)
    ]


def _lines(group: Mapping[str, Any], view: ParkView, words: PageWords) -> list[str]:
    """Say in words how a group differs."""
    lines = [words("grouping.index", index=words.score(group["index"]))]
    for side in ("strong", "weak"):
        names = [view.titles[practice] for practice, _ in group[side][:_MOST]]
        if names:
            lines.append(words(f"grouping.{side}", practices=words.join(names)))
    for fact, names_of in (("sizes", codes.sizes()), ("processes", codes.processes())):
        shares = sorted(group[fact].items(), key=lambda pair: -pair[1])[:_MOST]
        known = [
            words("grouping.share", name=pick(names_of[key], words.lang), share=words.percent(part))
            for key, part in shares
            if part >= _COMMON
        ]
        if known:
            lines.append(words(f"grouping.{fact}", names=words.join(known)))
    return lines


def _lifts(lifts: Sequence[Mapping[str, Any]], view: ParkView, words: PageWords) -> list[LiftRow]:
    titles = {each.id: words.text(each.title) for each in view.questionnaire.measures}
    return [
        LiftRow(titles[lift["measure"]], f"{lift['firms']}", words.score(lift["points"]))
        for lift in lifts
    ]


def groups_table(view: GroupsView, words: PageWords) -> tuple[list[str], list[list[str]]]:
    """Return the groups for a file: a row for every measure of every group."""
    columns = ("group", "differs", "measure", "firms", "points")
    rows = [
        [group.title, " ".join(group.lines), lift.title, lift.firms, lift.points]
        for group in view.groups
        for lift in group.lifts
    ]
    return [words(f"grouping.column.{column}") for column in columns], rows
