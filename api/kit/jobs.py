"""Work that takes longer than a request: its row, which is all that anybody else looks at.

A job is enqueued by the transaction that decides on it, so that it exists exactly when its reason
does. ``api.jobs`` runs it, part by part; whoever waits reads its progress here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import CheckConstraint, update
from sqlmodel import Field, Session, col, select

from api.kit.clock import now
from api.kit.security import new_id
from api.kit.tables import JSON_, BigId, Table, UtcTime, key

__all__ = [
    "OPEN", "Job", "ask_to_stop", "by_id", "end", "enqueue", "newest", "progress", "waiting",
]  # fmt: skip

STATES = ("queued", "running", "done", "failed", "cancelled")
OPEN = ("queued", "running")


class Job(Table, table=True):
    """One job; ``payload`` is what it works on, ``result`` what it says at the end."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("done >= 0 AND total >= done", name="progress"),
    )

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=100, index=True)
    organisation_id: int | None = Field(
        default=None, foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    payload: dict[str, Any] = Field(sa_type=JSON_)
    state: str = Field(default="queued", max_length=10, index=True)
    stopping: bool = False
    done: int = Field(default=0, sa_type=BigId)
    total: int = Field(default=0, sa_type=BigId)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_)
    actor: str = Field(max_length=100)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    started_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    beat_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    finished_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


def enqueue(
    session: Session, kind: str, subject: str, payload: dict[str, Any], *, actor: str,
    organisation_id: int | None = None,
) -> Job:  # fmt: skip
    """Add a job about *subject*; it starts soon after the transaction has been committed."""
    job = Job(
        public_id=new_id(), kind=kind, subject=subject, payload=payload, actor=actor,
        organisation_id=organisation_id, created_at=now(),
    )  # fmt: skip
    session.add(job)
    session.flush()
    return job


def by_id(session: Session, public_id: str) -> Job | None:
    """Return a job; who may see it is decided by its subject."""
    return session.exec(select(Job).where(Job.public_id == public_id)).first()


def newest(session: Session, subject: str, kinds: Sequence[str]) -> Job | None:
    """Return the latest job of these *kinds* about *subject*."""
    query = select(Job).where(Job.subject == subject, col(Job.kind).in_(kinds))
    return session.exec(query.order_by(col(Job.id).desc()).limit(1)).first()


def waiting(session: Session) -> list[str]:
    """Return the public ids of jobs that nobody has begun, oldest first."""
    query = select(Job.public_id).where(Job.state == "queued").order_by(col(Job.id))
    return list(session.exec(query))


def lost(session: Session, since: dt.datetime) -> list[str]:
    """Return the public ids of jobs under way that have shown no sign of life *since*."""
    query = select(Job.public_id).where(Job.state == "running", col(Job.beat_at) < since)
    return list(session.exec(query))


def ask_to_stop(session: Session, public_id: str) -> None:
    """Ask a job to stop before its next part; what is done stays done."""
    values = {"stopping": True}
    session.execute(
        update(Job).where(col(Job.public_id) == public_id, col(Job.state).in_(OPEN)).values(values)
    )


def progress(session: Session, job: Job, done: int, total: int) -> None:
    """Note how far a job has come."""
    job.state, job.done, job.total, job.beat_at = "running", done, total, now()
    job.started_at = job.started_at or job.beat_at
    session.add(job)


def end(session: Session, job: Job, state: str, result: dict[str, Any] | None = None) -> None:
    """Note how a job ended; an ended job does not end again."""
    if job.state in OPEN:
        job.state, job.finished_at = state, now()
        job.result = {**job.result, **(result or {})}
        session.add(job)
