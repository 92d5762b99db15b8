"""The sections handed to colleagues, each by a link of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.assessments.repository import Held
from api.assessments.tables import Link
from api.assessments.views.sections import firm_name
from api.assessments.views.wording import day
from api.kit.i18n import PageWords
from assessment import Draft, Overview

__all__ = ["DAYS", "Handed", "HandingView", "Offer", "handing_view"]

DAYS = (7, 30, 90)
"""For how many days a section can be handed out."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One section in somebody's hands."""

    id: str
    title: str
    label: str
    address: str
    state: str
    done: bool
    until: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A section that can be handed out."""

    id: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class HandingView:
    """The page of the handed sections."""

    id: str
    firm: str
    fictional: bool
    handed: Sequence[Handed]
    offers: Sequence[Offer]
    days: Sequence[tuple[int, str]]


def handing_view(
    words: PageWords, held: Held, draft: Draft, overview: Overview,
    links: Sequence[tuple[Link, str]], chosen: str,
) -> HandingView:  # fmt: skip
    """Return the page; *links* are the live section links with their addresses."""
    sections = {section.practice.id: section for section in overview.sections}
    titles = {p.id: words.text(p.title) for p in draft.questionnaire.practices}
    handed = []
    for link, address in reversed(links):
        section = sections.get(link.practice or "")
        missing = len(section.missing) if section else 0
        handed.append(
            Handed(
                id=link.public_id,
                title=titles.get(link.practice or "", ""),
                label=words.line(link.label) or words("sections.colleague"),
                address=address,
                state=words("handing.owes", n=missing) if missing else words("handing.complete"),
                done=not missing,
                until=words("handing.until", day=day(words, link.expires_at))
                if link.expires_at
                else "",
            )
        )
    return HandingView(
        id=held.row.public_id,
        firm=firm_name(words, draft.sheet.profile.name),
        fictional=draft.sheet.profile.fictional,
        handed=handed,
        offers=[
            Offer(
                section.practice.id,
                words(
                    "handing.offer", title=words.text(section.practice.title),
                    n=len(section.missing),
                ),
                section.practice.id == chosen,
            )
            for section in overview.sections
        ],
        days=[(days, words("handing.days", n=days)) for days in DAYS],
    )  # fmt: skip
