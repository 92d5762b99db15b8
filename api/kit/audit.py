"""The audit trail: who changed what, and when. Entries are added, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Index, delete
from sqlmodel import Field, Session, col, select

from api.kit.clock import now
from api.kit.tables import JSON_, BigId, Table, UtcTime, key

__all__ = ["Event", "forget_values", "history", "latest", "note", "note_many", "values_at"]


class Event(Table, table=True):
    """One change; *version*, *before* and *after* only where a field of a draft changed."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject_id", "subject", "id"),)

    id: int = key()
    at: dt.datetime = Field(sa_type=UtcTime)
    actor: str = Field(max_length=100)
    subject: str = Field(max_length=100)
    action: str = Field(max_length=60)
    field: str | None = Field(default=None, max_length=120)
    version: int | None = Field(default=None, sa_type=BigId)
    before: Any = Field(default=None, sa_type=JSON_, nullable=True)
    after: Any = Field(default=None, sa_type=JSON_, nullable=True)


_INSERT = Table.metadata.tables["event"].insert()
"""Past the session, which would take as long as all the rest of saving an answer."""

_NO_FIELD: tuple[tuple[None, tuple[None, None]], ...] = ((None, (None, None)),)


def note(
    session: Session,
    actor: str,
    subject: str,
    action: str,
    changed: Mapping[str, tuple[Any, Any]] | None = None,
    version: int | None = None,
) -> None:
    """Add one entry, or one for each field that *changed* (value before, value after)."""
    at = now()
    rows = [
        {
            "at": at,
            "actor": actor,
            "subject": subject,
            "action": action,
            "version": version,
            "field": field,
            "before": before,
            "after": after,
        }
        for field, (before, after) in (_NO_FIELD if changed is None else changed.items())
    ]
    if rows:
        session.connection().execute(_INSERT, rows)


def note_many(session: Session, actor: str, subjects: Iterable[str], action: str) -> None:
    """Add one entry about each of *subjects*."""
    at = now()
    rows = [
        {"at": at, "actor": actor, "subject": subject, "action": action, "field": None,
         "version": None, "before": None, "after": None}
        for subject in subjects
    ]  # fmt: skip
    session.connection().execute(_INSERT, rows)


def values_at(
    session: Session, subject: str, version: int, fields: Iterable[str]
) -> dict[str, Any]:
    """Return the values *fields* had at *version*: what the first later change replaced."""
    query = (
        select(Event)
        .where(Event.subject == subject, col(Event.version) > version)
        .where(col(Event.field).in_(list(fields)))
        .order_by(col(Event.id))
    )
    found: dict[str, Any] = {}
    for event in session.exec(query):
        found.setdefault(str(event.field), event.before)
    return found


def latest(session: Session, subject: str, fields: Iterable[str]) -> dict[str, Event]:
    """Return the newest entry about each of *fields* that ever changed."""
    query = (
        select(Event)
        .where(Event.subject == subject, col(Event.field).in_(list(fields)))
        .order_by(col(Event.id))
    )
    return {str(event.field): event for event in session.exec(query)}


def history(session: Session, subject: str, limit: int = 100) -> list[Event]:
    """Return the newest entries about *subject*, newest first."""
    query = select(Event).where(Event.subject == subject).order_by(col(Event.id).desc())
    return list(session.exec(query.limit(limit)))


def forget_values(session: Session, subject: str) -> None:
    """Delete the entries that hold values, when their subject is deleted."""
    session.execute(delete(Event).where(col(Event.subject) == subject))
