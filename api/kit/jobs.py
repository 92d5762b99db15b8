"""Work that outlives a request: asked for in its transaction, done by whoever runs jobs.

A row here is both the order and what people see of it. Writing it in the caller's own transaction
means that a job exists exactly when what it is for does; `api.jobs` hands it to the engine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint, Index, update
from sqlmodel import Field, Session, col, func, select

from api.kit.clock import now
from api.kit.security import new_id
from api.kit.tables import JSON_, BigId, Table, UtcTime, key, one_of

__all__ = [
    "OVER", "Job", "Load", "about", "beat", "begin", "claim", "end", "enqueue", "find", "load",
    "progress", "stop", "try_again", "waiting",
]  # fmt: skip

STATES = ("queued", "running", "done", "failed", "cancelled")
OVER = ("done", "failed", "cancelled")
"""States in which nothing more happens by itself."""


class Job(Table, table=True):
    """One piece of work and how far it has come.

    ``subject`` names what it is about, so that pages find it; ``result`` holds plain values, in a
    failed job the ``code`` of what went wrong. ``attempt`` counts how often it was begun anew.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("done >= 0 AND done <= total", name="done"),
        Index("ix_job_subject_id", "subject", "id"),
    )

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    kind: str = Field(max_length=20)
    subject: str = Field(max_length=100)
    organisation_id: int = Field(
        foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    payload: dict[str, Any] = Field(sa_type=JSON_)
    actor: str = Field(max_length=100)
    state: str = Field(default="queued", max_length=10, index=True)
    stopping: bool = False
    attempt: int = Field(default=0, sa_type=BigId)
    done: int = Field(default=0, sa_type=BigId)
    total: int = Field(default=0, sa_type=BigId)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    started_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    beat_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    finished_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)

    @property
    def workflow(self) -> str:
        """What the engine calls this attempt."""
        return f"{self.public_id}.{self.attempt}"

    def seconds_left(self, at: dt.datetime) -> float | None:
        """Return how long it will take at the pace so far; ``None`` before there is one."""
        if self.state != "running" or not self.done or self.started_at is None:
            return None
        return (at - self.started_at).total_seconds() * (self.total - self.done) / self.done


def enqueue(
    session: Session, kind: str, subject: str, organisation_id: int, actor: str, **payload: Any
) -> Job:
    """Order a job in the caller's transaction."""
    row = Job(
        public_id=new_id(), kind=kind, subject=subject, organisation_id=organisation_id,
        payload=payload, actor=actor, created_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def find(session: Session, public_id: str, *, lock: bool = False) -> Job | None:
    """Return a job; whoever shows it to somebody checks its ``organisation_id`` first."""
    query = select(Job).where(Job.public_id == public_id)
    return session.exec(query.with_for_update() if lock else query).first()


def about(session: Session, subject: str, kinds: tuple[str, ...]) -> Job | None:
    """Return the newest job about *subject* of one of *kinds*."""
    query = select(Job).where(Job.subject == subject, col(Job.kind).in_(kinds))
    return session.exec(query.order_by(col(Job.id).desc()).limit(1)).first()


def waiting(session: Session) -> list[Job]:
    """Return the jobs that are not over, oldest first."""
    query = select(Job).where(col(Job.state).not_in(OVER)).order_by(col(Job.id))
    return list(session.exec(query))


@dataclass(frozen=True, slots=True)
class Load:
    """How busy the queue is: jobs that wait, are under way, and failed in the last day.

    ``oldest`` is for how many seconds the first of those that wait has waited; ``silent`` counts
    those under way that gave no sign of life for a minute.
    """

    queued: int
    running: int
    failed: int
    oldest: float
    silent: int


def load(session: Session) -> Load:
    """Return how busy the queue is."""
    at = now()
    counted = dict(session.exec(select(Job.state, func.count()).group_by(col(Job.state))).all())
    first = session.exec(select(func.min(Job.created_at)).where(Job.state == "queued")).one()
    failed = select(func.count()).where(
        Job.state == "failed", col(Job.finished_at) > at - dt.timedelta(days=1)
    )
    silent = select(func.count()).where(
        Job.state == "running", col(Job.beat_at) < at - dt.timedelta(minutes=1)
    )
    return Load(
        queued=counted.get("queued", 0),
        running=counted.get("running", 0),
        failed=session.exec(failed).one(),
        oldest=(at - first).total_seconds() if first else 0.0,
        silent=session.exec(silent).one(),
    )


def begin(session: Session, job: Job, total: int) -> None:
    """Note that work on a job begins, of so many parts; again after a crash."""
    at = now()
    job.state, job.total, job.beat_at = "running", total, at
    job.started_at = job.started_at or at
    session.add(job)


def progress(session: Session, public_id: str, done: int) -> bool:
    """Note how many parts are done; return whether somebody asked to stop.

    One statement, so that it waits for nobody who reads the job; a part done again after a crash
    does not count back.
    """
    change = update(Job).where(col(Job.public_id) == public_id)
    session.execute(change.where(col(Job.done) < done).values(done=done))
    session.execute(change.values(beat_at=now()))
    found = session.exec(select(Job.stopping).where(Job.public_id == public_id)).first()
    return found is not False  # a job whose park was deleted stops as well


def beat(session: Session, public_ids: list[str]) -> None:
    """Note that somebody is at work on these jobs."""
    session.execute(update(Job).where(col(Job.public_id).in_(public_ids)).values(beat_at=now()))


def claim(session: Session, job: Job) -> bool:
    """Give a sign of life for a job that gave none since it was read; return whether it was so."""
    silent = col(Job.beat_at).is_(None) if job.beat_at is None else col(Job.beat_at) == job.beat_at
    change = update(Job).where(col(Job.id) == job.id, col(Job.state).not_in(OVER), silent)
    found: Any = session.execute(change.values(beat_at=now()))
    return bool(found.rowcount)


def end(session: Session, job: Job, state: str, result: dict[str, Any]) -> None:
    """Note how a job ended."""
    job.state, job.result, job.finished_at = state, result, now()
    session.add(job)


def stop(session: Session, job: Job) -> None:
    """Ask a job to stop after the part it is at; one nobody has begun is over at once."""
    if job.state == "queued":
        end(session, job, "cancelled", {})
    elif job.state == "running":
        job.stopping = True
        session.add(job)


def try_again(session: Session, job: Job) -> None:
    """Order a job that failed or was stopped once more; it goes on where it was."""
    job.state, job.stopping, job.attempt = "queued", False, job.attempt + 1
    job.result, job.started_at, job.finished_at = {}, None, None
    session.add(job)
