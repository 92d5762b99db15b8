"""What many members share: their weakest practices and the questions that are hardest for them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.park.charts import Share
from reports.park.view import ParkView
from reports.sections.view import Heading

__all__ = ["ItemRow", "PracticeRow", "Weak", "weak"]

_PRACTICES, _ITEMS = 10, 12


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """One practice with its weak members."""

    number: str
    title: str
    bar: Share
    weak: str
    median: str
    members: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question with how much of its credit the members have."""

    number: str
    question: str
    bar: Share
    facility: str
    open: str
    members: str


@dataclass(frozen=True, slots=True)
class Weak:
    """Practices and questions, weakest first."""

    heading: Heading
    lead: str
    weak_label: str
    practices: tuple[PracticeRow, ...]
    items_lead: str
    items: tuple[ItemRow, ...]


def weak(view: ParkView, heading: Heading) -> Weak | None:
    """Return the shared weaknesses; nothing when there are too few members for any."""
    words, cohort = view.words, view.cohort
    practices = [node for node in cohort.weakest_practices() if node.weak][:_PRACTICES]
    items = cohort.hardest_items()[:_ITEMS]
    if not items:
        return None
    line = f"{cohort.limits.weak:g}"
    return Weak(
        heading=heading,
        lead=words("park.weak_lead", weak=line),
        weak_label=words("park.weak_share", weak=line),
        practices=tuple(
            PracticeRow(
                view.numbers[node.id],
                view.titles[node.id],
                Share(node.weak or 0.0, _said(view, node.id, node.weak)),
                words.percent(node.weak),
                words.score(node.median),
                f"{node.members}",
            )
            for node in practices
        ),
        items_lead=words("park.items_lead"),
        items=tuple(
            ItemRow(
                view.numbers[item.id],
                view.titles[item.id],
                Share(item.facility or 0.0, _said(view, item.id, item.facility)),
                words.percent(item.facility),
                words.percent(item.open),
                f"{item.members}",
            )
            for item in items
        ),
    )


def _said(view: ParkView, key: str, share: float | None) -> str:
    return view.words("park.bar", title=view.titles[key], share=view.words.percent(share))
