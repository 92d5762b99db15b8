"""What the pages of sharing, and of a park's shared results, show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.assessments.tables import CONSENTS, Consent, Link
from api.assessments.views.wording import day
from api.catalogue import service as catalogue
from api.kit.clock import now
from api.kit.i18n import PageWords
from api.organisations.tables import Organisation
from api.parks.repository import Shared

__all__ = ["DAYS", "LinkRow", "MemberRow", "ShareView", "link_row", "member_row", "share_view"]

DAYS = (30, 90, 365)
"""How long a link to a result may be valid."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link that was handed out; ``open`` while it works."""

    id: str
    label: str
    state: str
    address: str
    open: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, with what it means."""

    id: str
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent in force."""

    id: str
    park: str
    scope: str
    since: str


@dataclass(frozen=True, slots=True)
class ShareView:
    """The page on which a firm shares a result."""

    base: str
    firm: str
    links: tuple[LinkRow, ...]
    days: tuple[int, ...]
    consents: tuple[ConsentRow, ...]
    parks: tuple[Choice, ...]
    scopes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One result in a park's list; empty where the consent does not reach."""

    firm: str
    level: str
    index: str
    submitted: str
    scope: str
    href: str


def _day(words: PageWords, moment: dt.datetime | None) -> str:
    return day(words, moment) if moment else ""


def link_row(link: Link, address: str, words: PageWords) -> LinkRow:
    """Return a link with its state in words; the address only while it works."""
    ended = link.expires_at is not None and link.expires_at <= now()
    working = link.revoked_at is None and not ended
    key = "revoked" if link.revoked_at else "expired" if ended else "open"
    date = _day(words, link.revoked_at or link.expires_at)
    return LinkRow(
        id=link.public_id,
        label=words.line(link.label),
        state=words(f"parks.{key}", date=date),
        address=address if working else "",
        open=working,
    )


def share_view(
    base: str,
    firm: str,
    links: Iterable[LinkRow],
    consents: Iterable[tuple[Consent, Organisation]],
    parks: Sequence[Organisation],
    words: PageWords,
) -> ShareView:
    """Return the page on which a firm shares a result."""
    return ShareView(
        base=base,
        firm=firm,
        links=tuple(links),
        days=DAYS,
        consents=tuple(
            ConsentRow(
                id=park.public_id,
                park=words.line(park.name),
                scope=words(f"parks.scopes.{consent.scope}.title"),
                since=_day(words, consent.created_at),
            )
            for consent, park in consents
        ),
        parks=tuple(Choice(park.public_id, words.line(park.name), "") for park in parks),
        scopes=tuple(
            Choice(scope, words(f"parks.scopes.{scope}.title"), words(f"parks.scopes.{scope}.help"))
            for scope in CONSENTS
        ),
    )


def member_row(park: Organisation, item: Shared, words: PageWords) -> MemberRow:
    """Return a result that a park may see; what a consent does not reach is said to be hidden."""
    levels = {
        level.level: level for level in catalogue.stored(item.assessment.questionnaire).levels
    }
    reached = levels.get(item.level) if item.level is not None else None
    scores = item.consent.scope != "level"
    level = (
        f"{words('common.level', n=reached.level)} {words.text(reached.name)}" if reached else "—"
    )
    return MemberRow(
        firm=words.line(item.assessment.profile.get("name") or "—"),
        level=level,
        index=words.score(item.score) if scores else words("parks.hidden"),
        submitted=_day(words, item.assessment.submitted_at),
        scope=words(f"parks.scopes.{item.consent.scope}.title"),
        href=f"/parks/{park.public_id}/results/{item.assessment.public_id}" if scores else "",
    )
