"""The summary an authority passes on: one table on one page, with lines to sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.park.view import ParkView
from reports.sections.view import Heading
from scoring.plan import ROOT

__all__ = ["Forward", "ForwardGroup", "ForwardRow", "forward"]

_MOST = 5


@dataclass(frozen=True, slots=True)
class ForwardRow:
    """One line of the form."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ForwardGroup:
    """Lines that belong together."""

    title: str
    rows: tuple[ForwardRow, ...]


@dataclass(frozen=True, slots=True)
class Forward:
    """The form."""

    heading: Heading
    groups: tuple[ForwardGroup, ...]
    note: str
    signatures: tuple[str, ...]


def forward(view: ParkView, heading: Heading) -> Forward:
    """Return the summary in the form an authority forwards upward."""
    words = view.words
    parts = {
        "scope": _scope(view),
        "levels": _levels(view),
        "scores": _scores(view),
        "tasks": _tasks(view),
        "weak": _weak(view),
        "actions": _actions(view),
    }
    found = {name: tuple(rows) for name, rows in parts.items()}
    groups = [
        ForwardGroup(words(f"park.forward.{name}"), rows) for name, rows in found.items() if rows
    ]
    note = words("park.forward_note", n=view.cohort.limits.smallest)
    if view.cohort.members.fictional:
        note = words("park.forward_fictional") + note
    return Forward(heading, tuple(groups), note, tuple(words("park.signatures").split("|")))


def _scope(view: ParkView) -> Iterator[ForwardRow]:
    words, cohort, place = view.words, view.cohort, view.place
    yield ForwardRow(words("park.forward_park"), words.line(place.name) or words("park.no_name"))
    if place.date:
        yield ForwardRow(words("park.forward_date"), words.date(place.date) or "")
    if place.invited:
        yield ForwardRow(words("park.forward_invited"), words("park.members", n=place.invited))
    done = words("park.members", n=len(cohort))
    if cohort.provisional:
        left = words("park.members", n=cohort.provisional)
        done = words("park.forward_of_which", done=done, left=left)
    yield ForwardRow(words("park.forward_assessed"), done)
    title = words.text(view.questionnaire.title)
    yield ForwardRow(
        words("park.forward_basis"),
        words("park.forward_version", title=title, version=view.questionnaire.version),
    )


def _levels(view: ParkView) -> Iterator[ForwardRow]:
    words, cohort = view.words, view.cohort
    if len(cohort) < cohort.limits.smallest:
        yield ForwardRow(words("park.by_level"), words("park.held"))
        return
    counts = cohort.node(ROOT).levels
    for level, count in zip(view.questionnaire.levels, counts, strict=True):
        said = words("park.count_share", n=count, share=view.share(count))
        yield ForwardRow(view.level(level), said)


def _scores(view: ParkView) -> Iterator[ForwardRow]:
    ids = [ROOT, *(dimension.id for dimension in view.questionnaire.dimensions)]
    for node in map(view.cohort.node, ids):
        if node.median is not None:
            yield ForwardRow(view.titles[node.id], _quartiles(view, node.quantiles))


def _quartiles(view: ParkView, values: tuple[float | None, ...]) -> str:
    median = view.words.score(values[2])
    return view.words("park.median_middle", median=median, middle=view.quartiles(values))


def _tasks(view: ParkView) -> Iterator[ForwardRow]:
    found = {clause.id: clause for clause in view.cohort.clauses}
    for task in view.questionnaire.tasks:
        title = f"{task.id} {view.words.text(task.title)}"
        if found[task.id].quantiles[2] is not None:
            yield ForwardRow(title, _quartiles(view, found[task.id].quantiles))


def _weak(view: ParkView) -> Iterator[ForwardRow]:
    line = f"{view.cohort.limits.weak:g}"
    for node in view.cohort.weakest_practices()[:_MOST]:
        if node.weak:
            share = view.words.percent(node.weak)
            said = view.words("park.forward_weak", share=share, weak=line)
            yield ForwardRow(view.titles[node.id], said)


def _actions(view: ParkView) -> Iterator[ForwardRow]:
    for item in view.cohort.joint_actions()[:_MOST]:
        said = view.words(
            "park.forward_action",
            members=view.words("park.members", n=item.losers),
            points=view.words.score(item.cost),
        )
        yield ForwardRow(view.titles[item.id], said)
