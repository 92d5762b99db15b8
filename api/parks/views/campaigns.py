"""What the pages of a campaign show: the form to make one, how far it has come, one firm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.assessments.tables import CONSENTS
from api.assessments.views.wording import day
from api.catalogue import service as catalogue
from api.kit.i18n import PageWords
from api.organisations.views import Choice
from api.parks.campaigns import STATES, Overview
from api.parks.letters import addressed
from api.parks.records import Row
from api.parks.views.heads import CampaignHead
from api.parks.views.paging import SIZE, Pager, pager, start_of

__all__ = [
    "FORMS", "EntryRow", "Filter", "ProgressView", "choices", "entry_row", "level_words",
    "progress", "scope_choices",
]  # fmt: skip

FORMS = ("full", "quick")
_TAGS = {"finished": "done", "stalled": "todo", "partial": "todo"}


@dataclass(frozen=True, slots=True)
class Filter:
    """How many entries are in a state, and where only these are listed."""

    label: str
    count: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A firm in a campaign; ``result`` is empty where there is none or it is not shown."""

    name: str
    code: str
    contact: str
    href: str
    state: str
    tag: str
    changed: str
    result: str
    result_href: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """How far a campaign has come, and the entries looked for."""

    head: CampaignHead
    asked: str
    lead: str
    filters: tuple[Filter, ...]
    rows: tuple[EntryRow, ...]
    found: str
    state: str
    search: str
    pager: Pager
    not_invited: str
    invited: int
    to_remind: int
    empty: bool


def scope_choices(words: PageWords) -> list[Choice]:
    """Return how much a park may see, with what that means."""
    return [
        Choice(scope, words(f"parks.scopes.{scope}.title"), words(f"parks.scopes.{scope}.help"))
        for scope in CONSENTS
    ]


def choices(words: PageWords) -> dict[str, list[Choice]]:
    """Return what can be chosen for a new campaign: of each questionnaire, its newest version."""
    newest = {found.id: found for found in catalogue.listed()}
    return {
        "questionnaire": [
            Choice(found.ref, f"{words.text(found.title)} {found.version}")
            for found in newest.values()
        ],
        "form": [
            Choice(form, words(f"start.{form}.title"), words(f"start.{form}.about"))
            for form in FORMS
        ],
        "asks": scope_choices(words),
    }


def level_words(row: Row, questionnaire: str, words: PageWords) -> str:
    """Return level and, where the consent reaches so far, score of a firm that has finished."""
    if row.state != "submitted":
        return ""
    if row.shown is None:
        return words("campaigns.not_shown")
    levels = {level.level: level for level in catalogue.stored(questionnaire).levels}
    reached = levels.get(row.level) if row.level is not None else None
    level = words("common.level", n=reached.level) if reached else "—"
    return level if row.shown == "level" else f"{level} · {words.score(row.score)}"


def entry_row(
    head: CampaignHead, questionnaire: str, row: Row, state: str, words: PageWords
) -> EntryRow:
    """Return a firm as a campaign's table shows it."""
    seen = row.state == "submitted" and row.shown in ("scores", "answers")
    at = row.submitted_at or row.updated_at or row.opened_at or row.invited_at
    return EntryRow(
        name=words.line(row.name),
        code=row.credit_code,
        contact=words.line(row.contact),
        href=f"{head.base}/entries/{row.entry}",
        state=words(f"campaigns.states.{state}"),
        tag=_TAGS.get(state, ""),
        changed=_day(at, words),
        result=level_words(row, questionnaire, words),
        result_href=f"{head.park.base}/results/{row.assessment}" if seen else "",
    )


def _day(at: dt.datetime | None, words: PageWords) -> str:
    return day(words, at) if at else "—"


def _wanted(rows: Sequence[tuple[Row, str]], state: str, search: str) -> list[tuple[Row, str]]:
    text = search.casefold()
    return [
        (row, each)
        for row, each in rows
        if state in ("", each)
        and (not text or text in row.name.casefold() or text in row.credit_code.casefold())
    ]


def progress(
    head: CampaignHead, found: Overview, members: int, words: PageWords, *, state: str,
    search: str, page: int,
) -> ProgressView:  # fmt: skip
    """Return how far a campaign has come; *members* are those of the park not in it yet."""
    campaign, total = found.campaign, len(found.rows)
    wanted = _wanted(found.rows, state, search)
    start = start_of(page)
    assessed = found.counts["finished"]
    return ProgressView(
        head=head,
        asked=words(f"parks.scopes.{campaign.asks}.title"),
        lead=words("campaigns.lead", n=assessed, total=total) if total else "",
        filters=tuple(_filters(head, found, state, search, words)) if total else (),
        rows=tuple(
            entry_row(head, campaign.questionnaire, row, each, words)
            for row, each in wanted[start : start + SIZE]
        ),
        found=words("members.found", n=len(wanted)) if state or search else "",
        state=state,
        search=search,
        pager=pager(words, head.base, {"state": state, "q": search}, page, len(wanted)),
        not_invited=words("campaigns.not_invited", n=members) if members else "",
        invited=len(list(addressed("invite", found))),
        to_remind=len(list(addressed("remind", found))),
        empty=not total,
    )


def _filters(
    head: CampaignHead, found: Overview, state: str, search: str, words: PageWords
) -> list[Filter]:
    counts = {"": len(found.rows), **found.counts}
    return [
        Filter(
            label=words(f"campaigns.states.{each}" if each else "campaigns.all"),
            count=f"{counts[each]:,}",
            href=f"{head.base}?{urlencode({'state': each, 'q': search})}" if each else head.base,
            current=each == state,
        )
        for each in ("", *STATES)
    ]
