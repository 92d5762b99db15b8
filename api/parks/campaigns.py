"""A park's campaigns: who is to be assessed on which questionnaire, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from api.assessments.tables import CONSENTS, Assessment
from api.catalogue import service as catalogue
from api.kit import audit
from api.kit.clock import now, today
from api.kit.errors import Conflict, Forbidden, Unusable
from api.kit.security import Signer, new_id
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import records, repository
from api.parks.records import Row
from api.parks.tables import Campaign, Entry
from questionnaires.numbers import clean_text

__all__ = [
    "STALLED", "STATES", "Overview", "address", "change", "create", "entry_state", "invite",
    "is_open", "managed", "open_to_change", "overview", "renew", "subject", "token_of",
]  # fmt: skip

STATES = ("invited", "opened", "started", "stalled", "finished", "partial")
"""How far an entry has come; ``partial`` is a row of a register with answers missing."""

STALLED = dt.timedelta(days=7)
"""Without a change for so long, a firm that has started counts as stalled."""

_PURPOSE = "entry"
_MOST_NAME = 100


def subject(row: Campaign) -> str:
    """Return the name of a campaign in the audit trail and in the queue."""
    return f"campaign:{row.public_id}"


def managed(session: Session, asker: Asker, park_id: str) -> Organisation:
    """Return a park to somebody who may change things in it."""
    park = repository.park_of(session, asker, park_id)
    if asker.memberships[park.id] == "reviewer":
        raise Forbidden("read_only")
    return park


def open_to_change(
    session: Session, asker: Asker, park_id: str, campaign_id: str
) -> tuple[Organisation, Campaign]:
    """Return a campaign that takes results, to somebody who may bring some in."""
    park = managed(session, asker, park_id)
    found = records.campaign(session, park, campaign_id, lock=True)
    if not is_open(found, today()):
        raise Conflict("campaign_closed")
    return park, found


def is_open(found: Campaign, day: dt.date) -> bool:
    """Whether a campaign takes results on a day."""
    return found.opens_on <= day.isoformat() <= found.closes_on


def create(
    session: Session, asker: Asker, park_id: str, *, name: str, questionnaire: str, form: str,
    asks: str, opens_on: dt.date, closes_on: dt.date,
) -> Campaign:  # fmt: skip
    """Make a campaign on the newest version of *questionnaire*; nobody is in it yet.

    Raises ``Unusable`` for a name or days that cannot be.
    """
    park = managed(session, asker, park_id)
    name = clean_text(name)[:_MOST_NAME].strip()
    if not name:
        raise Unusable("no_name")
    if closes_on < opens_on:
        raise Unusable("campaign_days")
    if asks not in CONSENTS:
        raise Unusable("no_scope")
    row = Campaign(
        public_id=new_id(), park_id=park.id, name=name, form=form, asks=asks,
        questionnaire=catalogue.questionnaire(questionnaire).ref,
        opens_on=opens_on.isoformat(), closes_on=closes_on.isoformat(), created_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.note(session, asker.label, subject(row), "created")
    return row


def change(
    session: Session, asker: Asker, park_id: str, campaign_id: str, *, name: str,
    opens_on: dt.date, closes_on: dt.date,
) -> None:  # fmt: skip
    """Give a campaign another name or other days, in order."""
    park = managed(session, asker, park_id)
    found = records.campaign(session, park, campaign_id, lock=True)
    wanted = {
        "name": name, "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()
    }  # fmt: skip
    changed = {
        field: (getattr(found, field), value)
        for field, value in wanted.items()
        if getattr(found, field) != value
    }
    for field, (_, value) in changed.items():
        setattr(found, field, value)
    session.add(found)
    if changed:
        audit.note(session, asker.label, subject(found), "changed", changed)


def renew(session: Session, asker: Asker, park_id: str, campaign_id: str, entry_id: str) -> None:
    """Let a firm begin anew by its personal link.

    What it has filled in so far leaves the campaign and stays with whoever holds its own link.
    """
    _, found = open_to_change(session, asker, park_id, campaign_id)
    row = records.entry(session, found, entry_id)
    if row.source != "invitation":
        raise Conflict("not_invited")
    before = session.get(Assessment, row.assessment_id) if row.assessment_id else None
    if before is not None and before.state == "submitted":
        raise Conflict("entry_finished")
    row.assessment_id, row.opened_at = None, None
    session.add(row)
    audit.note(session, asker.label, subject(found), "renewed", {"entry": (None, entry_id)})


def invite(
    session: Session, asker: Asker, park_id: str, campaign_id: str,
    members: Sequence[str] | None = None,
) -> int:  # fmt: skip
    """Invite *members* (public ids; ``None``: all present); return how many are new.

    Those who are in the campaign already keep their entry and their link.
    """
    _, found = open_to_change(session, asker, park_id, campaign_id)
    chosen = None if members is None else set(members)
    at = now()
    new = [
        Entry(
            public_id=new_id(), campaign_id=found.id, member_id=member.id, source="invitation",
            invited_at=at, created_at=at,
        )
        for member in records.outside(session, found)
        if chosen is None or member.public_id in chosen
    ]  # fmt: skip
    session.add_all(new)
    if new:
        count = {"invited": (None, len(new))}
        audit.note(session, asker.label, subject(found), "invited", count)
    return len(new)


def token_of(signer: Signer, entry_id: str) -> str:
    """Return what stands in the address of a firm's personal link."""
    return f"{entry_id}.{signer.sign(_PURPOSE, entry_id)}"


def is_ours(signer: Signer, token: str) -> str | None:
    """Return the entry's id of a token that we handed out, else ``None``."""
    entry_id, _, signature = token.partition(".")
    return entry_id if signer.check(_PURPOSE, entry_id, signature) else None


def address(signer: Signer, base: str, entry_id: str) -> str:
    """Return a firm's whole personal link on the server at *base*."""
    return f"{base.rstrip('/')}/join/{token_of(signer, entry_id)}"


def entry_state(row: Row, at: dt.datetime) -> str:
    """Return how far an entry has come, one of ``STATES``."""
    if row.state == "submitted":
        return "finished"
    if row.source == "register" and row.state == "draft":
        return "partial"
    if row.version:
        late = row.updated_at is not None and row.updated_at < at - STALLED
        return "stalled" if late else "started"
    return "opened" if row.opened_at else "invited"


@dataclass(frozen=True, slots=True)
class Overview:
    """A campaign with all its entries and how many there are in each state."""

    campaign: Campaign
    rows: tuple[tuple[Row, str], ...]
    counts: Mapping[str, int]


def overview(session: Session, found: Campaign) -> Overview:
    """Return how far a campaign has come."""
    at = now()
    rows = tuple((row, entry_state(row, at)) for row in records.entries(session, found))
    states = [state for _, state in rows]
    return Overview(found, rows, {state: states.count(state) for state in STATES})
