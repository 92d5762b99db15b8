"""Carries jobs out, part by part, whoever keeps them alive: what to wait for, and what to tell.

Each action is safe to be done again. A database that has gone is waited for; a full disk is not,
as nobody knows when it will have room: the job fails with that reason, and goes on when asked to.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from api.kit import jobs
from api.kit.errors import ApiError
from api.kit.jobs import Job
from api.kit.work import Context, Opener, Work

__all__ = ["PATIENCE", "Carrier", "Step", "run_here"]

PATIENCE = 300.0
"""Seconds to wait for a database that has gone."""

_PAUSE = 1.0  # seconds between tries
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PASSING = ("08", "57P", "53300", "40001", "40P01")
"""SQLSTATEs of PostgreSQL that may be over in a moment: no connection, restart, deadlock."""

Step = Callable[..., dict[str, Any]]
"""Does ``attempt(action, *args)``, durably if it can."""

Value = TypeVar("Value")
_log = logging.getLogger(__name__)


class Carrier:
    """The jobs that one process is at; ``halted`` as soon as it may change none of them."""

    def __init__(
        self, context: Context, kinds: Mapping[str, Opener], patience: float = PATIENCE
    ) -> None:
        """Carry out jobs of these *kinds*."""
        self.context, self.kinds, self.patience = context, kinds, patience
        self.busy: set[str] = set()
        """Jobs under way here, from before they are opened."""
        self.halted = False
        self._open: dict[str, Work] = {}  # what a crash forgets is opened again
        self._untold: dict[str, dict[str, Any]] = {}

    def carry_out(self, public_id: str, step: Step) -> None:
        """Carry a job out; *step* makes each of its actions durable."""

        def done(action: Callable[..., Any], *args: Any) -> Any:
            outcome = step(action, public_id, *args)
            if "failed" in outcome:
                raise _FailedError(outcome["failed"])
            return outcome["value"]

        self.busy.add(public_id)
        try:
            parts = done(self.begin)
            for part in range(parts):
                if not done(self.do, part):
                    break
            if parts >= 0:
                done(self.finish)
        except _FailedError as failure:
            self.fail(public_id, failure.reason)
        except DBAPIError as error:  # of whoever keeps the steps
            self.fail(public_id, reason_of(error))
        finally:
            self._open.pop(public_id, None)
            self.busy.discard(public_id)

    def attempt(self, action: Callable[..., Any], *args: Any) -> dict[str, Any]:
        """Return what an action came to in plain values, which any later version can read."""
        try:
            return {"value": self._patiently(lambda: action(*args))}
        except Exception as error:  # noqa: BLE001  # told to whoever looks at the job
            if not self.halted:  # what is used may be closed by then
                _log.exception("job failed")
            return {"failed": reason_of(error)}

    def begin(self, public_id: str) -> int:
        """Open a job; return the number of its parts, or -1 when there is nothing to do."""
        job = self._find(public_id)
        if job is None:
            return -1
        work = self._work(job)
        with self.context.database.write() as session:
            found = jobs.find(session, public_id, lock=True)
            if found is None or found.state in jobs.OVER:
                return -1
            jobs.begin(session, found, work.parts)
        return work.parts

    def do(self, public_id: str, part: int) -> bool:
        """Do one part; return whether to go on."""
        job = self._find(public_id)
        if job is None or job.stopping:
            return False
        self._work(job).do(part)
        with self.context.database.write() as session:
            return not jobs.progress(session, public_id, part + 1)

    def finish(self, public_id: str) -> None:
        """Do what comes at the end."""
        job = self._find(public_id)
        if job is not None:
            stopped = job.done < job.total
            result = self._work(job).finish(stopped=stopped)
            self._end(public_id, "cancelled" if stopped else "done", result)

    def fail(self, public_id: str, reason: dict[str, Any]) -> None:
        """Note why a job failed, now or when the database takes it; what was done stays done."""
        if not self.halted:
            self._untold[public_id] = reason
            self.tell()

    def tell(self) -> None:
        """Note the failures that could not be noted yet."""
        for public_id, reason in list(self._untold.items()):
            try:
                self._end(public_id, "failed", reason)
            except DBAPIError:
                _log.warning("cannot note a failure yet", extra={"job": public_id})
            else:
                self._untold.pop(public_id, None)

    def _find(self, public_id: str) -> Job | None:
        """Return a job that is not over."""
        with self.context.database.read() as session:
            job = jobs.find(session, public_id)
        return None if job is None or job.state in jobs.OVER else job

    def _work(self, job: Job) -> Work:
        if job.public_id not in self._open:
            self._open[job.public_id] = self.kinds[job.kind](self.context, job)
        return self._open[job.public_id]

    def _end(self, public_id: str, state: str, result: dict[str, Any]) -> None:
        with self.context.database.write() as session:
            job = jobs.find(session, public_id, lock=True)
            if job is not None and job.state not in jobs.OVER:
                jobs.end(session, job, state, result)

    def _patiently(self, action: Callable[[], Value]) -> Value:
        """Do *action*, again and again while the database cannot be reached."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return action()
            except DBAPIError as error:
                if self.halted or not _passes(error) or time.monotonic() > deadline:
                    raise
            time.sleep(_PAUSE)


class _FailedError(Exception):
    """A job cannot go on; ``reason`` is what people are told."""

    def __init__(self, reason: dict[str, Any]) -> None:
        self.reason = reason
        super().__init__(reason["code"])


def reason_of(error: Exception) -> dict[str, Any]:
    """Return why a job failed, as a stable code with its values."""
    if isinstance(error, ApiError):
        return {"code": error.code, "values": {k: str(v) for k, v in error.values.items()}}
    kind = "job_database" if isinstance(error, DBAPIError) else "job_failed"
    return {"code": "job_disk_full" if _full(error) else kind, "values": {}}


def _full(error: BaseException | None) -> bool:
    """Whether a full disk is behind an error, or behind one met while giving up."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, DBAPIError):
            state = getattr(error.orig, "sqlstate", None)
            if state == "53100" or "disk is full" in str(error.orig):
                return True
        error = error.__cause__ or error.__context__
    return False


def _passes(error: DBAPIError) -> bool:
    """Whether it may be over in a moment: the server has gone, or somebody has the lock."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return error.connection_invalidated or str(state).startswith(_PASSING)
    if type(error.orig).__module__ == "sqlite3":
        return "locked" in str(error.orig)
    return error.connection_invalidated or type(error.orig).__name__ == "OperationalError"


def run_here(context: Context, kinds: Mapping[str, Opener]) -> int:
    """Carry out all jobs that wait, in this thread; return how many there were."""
    carrier = Carrier(context, kinds)
    with context.database.read() as session:
        found = [job.public_id for job in jobs.waiting(session)]
    for public_id in found:
        carrier.carry_out(public_id, carrier.attempt)
    return len(found)
