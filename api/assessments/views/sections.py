"""Where a draft stands, section by section, and who owes what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.assessments.repository import Held
from api.assessments.tables import Link
from api.assessments.views.wording import day, moment
from api.kit.i18n import PageWords
from assessment import Draft, Overview, Section
from assessment.draft import minutes
from questionnaires import codes
from questionnaires.model import Dimension

__all__ = ["Group", "Row", "SectionsView", "firm_name", "left_words", "sections_view"]


@dataclass(frozen=True, slots=True)
class Row:
    """One section: how far it is, and who it was handed to."""

    id: str
    number: int
    title: str
    href: str
    done: bool
    state: str
    handed: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """The sections of one dimension."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class SectionsView:
    """The page of a draft."""

    id: str
    firm: str
    fictional: bool
    quick: bool
    form: str
    title: str
    version: str
    updated: str
    groups: Sequence[Group]
    answered: int
    asked: int
    progress: str
    left: str
    next_href: str | None
    next_title: str
    facts: str
    manage: bool
    whole: bool


def firm_name(words: PageWords, name: str) -> str:
    """Return the firm's name, or that it has none yet."""
    return words.line(name) or words("sections.no_name")


def left_words(words: PageWords, draft: Draft, overview: Overview) -> str:
    """Say how much is left and about how long it takes."""
    open_questions = [draft.questionnaire.question(key) for key in overview.missing]
    if not open_questions:
        return words("sections.nothing_left")
    return words("sections.left", n=len(open_questions), minutes=minutes(open_questions))


def sections_view(
    words: PageWords, held: Held, draft: Draft, overview: Overview, links: Sequence[Link]
) -> SectionsView:
    """Return the list of sections that the reader may see."""
    access, profile = held.access, draft.sheet.profile
    seen = [
        s
        for s in overview.sections
        if access.practices is None or s.practice.id in access.practices
    ]
    numbers = {section.practice.id: n for n, section in enumerate(overview.sections, start=1)}
    first = next((section for section in seen if not section.done), None)
    return SectionsView(
        id=held.row.public_id,
        firm=firm_name(words, profile.name),
        fictional=profile.fictional,
        quick=draft.sheet.form == "quick",
        form=words(f"start.{draft.sheet.form}.title"),
        title=words.text(draft.questionnaire.title),
        version=draft.questionnaire.ref,
        updated=moment(words, held.row.updated_at),
        groups=[
            group
            for dimension in draft.questionnaire.dimensions
            if (group := _group(words, held, dimension, seen, numbers, links)).rows
        ],
        answered=overview.answered,
        asked=overview.asked,
        progress=words("sections.progress", answered=overview.answered, asked=overview.asked),
        left=left_words(words, draft, overview),
        next_href=_href(held, first) if first else None,
        next_title=words.text(first.practice.title) if first else "",
        facts=_facts(words, draft),
        manage=access.whole and access.edit,
        whole=access.whole,
    )


def _href(held: Held, section: Section) -> str:
    return f"/assessments/{held.row.public_id}/practices/{section.practice.id}"


def _group(
    words: PageWords, held: Held, dimension: Dimension, seen: Sequence[Section],
    numbers: dict[str, int], links: Sequence[Link],
) -> Group:  # fmt: skip
    ids = {practice.id for practice in dimension.practices}
    rows = [
        Row(
            id=section.practice.id,
            number=numbers[section.practice.id],
            title=words.text(section.practice.title),
            href=_href(held, section),
            done=section.done,
            state=_state(words, section),
            handed=_handed(words, section, links),
        )
        for section in seen
        if section.practice.id in ids
    ]
    return Group(words.text(dimension.title), rows)


def _state(words: PageWords, section: Section) -> str:
    total, missing = len(section.asked), len(section.missing)
    if not missing:
        return words("sections.done")
    if missing == total:
        return words("sections.open", n=total)
    return words("sections.missing", n=missing, total=total)


def _handed(words: PageWords, section: Section, links: Sequence[Link]) -> list[str]:
    """Say who was handed the section, and whether that person still owes something."""
    return [
        words(
            "sections.owed" if section.missing else "sections.delivered",
            name=words.line(link.label) or words("sections.colleague"),
            n=len(section.missing),
            day=day(words, link.expires_at) if link.expires_at else "",
        )
        for link in links
        if link.practice == section.practice.id
    ]


def _facts(words: PageWords, draft: Draft) -> str:
    """Say what kind of firm the questions were chosen for."""
    profile = draft.sheet.profile
    if not profile.processes:
        return words("sections.no_facts")
    return words("sections.facts", processes=words.join(_titles(words, profile.processes)))


def _titles(words: PageWords, processes: Sequence[str]) -> list[str]:
    return [words.text(codes.processes()[process]) for process in processes]
