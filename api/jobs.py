"""The durable queue: orders of `api.kit.jobs` carried out by DBOS, whichever process dies.

DBOS records each finished part in a database of its own, the same PostgreSQL or ``jobs.db`` beside
the embedded one, and goes on after the last of them. This module alone knows DBOS, which had three
major versions so far. A watcher hands new orders to it, and takes over those of machines that died.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy.exc import DBAPIError

from api.kit import jobs
from api.kit.clock import now
from api.kit.errors import ApiError
from api.kit.jobs import Job
from api.kit.work import Context, Opener, Work

__all__ = ["Runner", "run_here"]

_QUEUE = "jobs"
_VERSION = "1"  # of what DBOS recorded; a new version of ours goes on with the jobs of an old one
_LOOK = 0.5  # seconds between looks for new orders
_BEAT = 3.0  # seconds between signs of life of a job
_DEAD = 30.0  # seconds without one, after which another process takes over
_PATIENCE = 300.0  # seconds to wait for a database that has gone
_PAUSE = 2.0  # seconds between tries
_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOST = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "SUCCESS")

Value = TypeVar("Value")
_log = logging.getLogger(__name__)


def _patiently(action: Callable[[], Value]) -> Value:
    """Do *action*, again and again while the database cannot be reached."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return action()
        except DBAPIError as error:
            if not _passes(error) or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE)


def _passes(error: DBAPIError) -> bool:
    """Whether it may be over in a moment: the server has gone, or SQLite is locked."""
    return error.connection_invalidated or type(error.orig).__name__ == "OperationalError"


class _Carrier:
    """Carries out one process's jobs, part by part, each safe to be done again."""

    def __init__(self, context: Context, kinds: Mapping[str, Opener]) -> None:
        self.context, self.kinds = context, kinds
        self.open: dict[str, Work] = {}
        """Work begun here; what a crash forgets is opened again."""

    def begin(self, public_id: str) -> int:
        """Open a job; return the number of its parts, or -1 when there is nothing to do."""
        with self.context.database.read() as session:
            job = jobs.find(session, public_id)
        if job is None or job.state in jobs.OVER:
            return -1
        work = self._work(job)
        with self.context.database.write() as session:
            job = jobs.find(session, public_id, lock=True)
            if job is None or job.state in jobs.OVER:
                return -1
            jobs.begin(session, job, work.parts)
        return work.parts

    def do(self, public_id: str, part: int) -> bool:
        """Do one part; return whether to go on."""
        with self.context.database.read() as session:
            job = jobs.find(session, public_id)
        if job is None or job.state in jobs.OVER or job.stopping:
            return False
        self._work(job).do(part)
        with self.context.database.write() as session:
            return not jobs.progress(session, public_id, part + 1)

    def finish(self, public_id: str) -> None:
        """Do what comes at the end."""
        with self.context.database.read() as session:
            job = jobs.find(session, public_id)
        if job is None or job.state in jobs.OVER:
            return
        stopped = job.done < job.total
        result = self._work(job).finish(stopped=stopped)
        self._end(public_id, "cancelled" if stopped else "done", result)

    def fail(self, public_id: str, reason: dict[str, Any]) -> None:
        """Note why a job failed; what was done stays done."""
        self._end(public_id, "failed", reason)

    def _work(self, job: Job) -> Work:
        if job.public_id not in self.open:
            self.open[job.public_id] = self.kinds[job.kind](self.context, job)
        return self.open[job.public_id]

    def _end(self, public_id: str, state: str, result: dict[str, Any]) -> None:
        with self.context.database.write() as session:
            job = jobs.find(session, public_id, lock=True)
            if job is not None and job.state not in jobs.OVER:
                jobs.end(session, job, state, result)
        self.open.pop(public_id, None)


class _FailedError(Exception):
    """A job cannot go on; ``reason`` is what people are told."""

    def __init__(self, reason: dict[str, Any]) -> None:
        self.reason = reason
        super().__init__(reason["code"])


def _attempt(action: Callable[..., Any], *args: Any) -> dict[str, Any]:
    """Return what an action came to in plain values, which any later version of ours can read."""
    try:
        return {"value": _patiently(lambda: action(*args))}
    except Exception as error:  # noqa: BLE001  # told to whoever looks at the job
        _log.exception("job failed")
        return {"failed": _reason(error)}


def _reason(error: Exception) -> dict[str, Any]:
    if isinstance(error, ApiError):
        return {"code": error.code, "values": {k: str(v) for k, v in error.values.items()}}
    full = isinstance(error, OSError) and error.errno in _FULL
    if isinstance(error, DBAPIError):
        full = "full" in str(error.orig).lower()
        return {"code": "job_disk_full" if full else "job_database", "values": {}}
    return {"code": "job_disk_full" if full else "job_failed", "values": {}}


def _carry_out(carrier: _Carrier, public_id: str, step: Callable[..., dict[str, Any]]) -> None:
    """Carry a job out; *step* makes each of its actions durable."""

    def done(action: Callable[..., Any], *args: Any) -> Any:
        outcome = step(action, public_id, *args)
        if "failed" in outcome:
            raise _FailedError(outcome["failed"])
        return outcome["value"]

    try:
        parts = done(carrier.begin)
        for part in range(parts):
            if not done(carrier.do, part):
                break
        if parts >= 0:
            done(carrier.finish)
    except _FailedError as failure:
        done(carrier.fail, failure.reason)


def run_here(context: Context, kinds: Mapping[str, Opener]) -> int:
    """Carry out all jobs that wait, in this thread; return how many there were."""
    carrier = _Carrier(context, kinds)
    with context.database.read() as session:
        found = [job.public_id for job in jobs.waiting(session)]
    for public_id in found:
        _carry_out(carrier, public_id, _attempt)
    return len(found)


@DBOS.workflow(name="job")
def _workflow(public_id: str) -> None:
    runner = Runner.current
    if runner is None:  # pragma: no cover  # DBOS starts workflows only after launch
        raise RuntimeError("no runner")
    runner.run(public_id)


class Runner:
    """The queue of this process; there can be one at a time, as DBOS has one state."""

    current: Runner | None = None

    def __init__(self, context: Context, kinds: Mapping[str, Opener], *, at_once: int = 2) -> None:
        """Carry out *at_once* jobs at the same time."""
        self._carrier = _Carrier(context, kinds)
        self._database = context.database
        self._at_once = at_once
        self._over = threading.Event()
        self._handed: set[str] = set()
        self._thread = threading.Thread(target=self._watch, name="jobs", daemon=True)
        self._config = _config(context)

    def start(self) -> None:
        """Go on with what a process before this one left, and wait for orders."""
        Runner.current = self
        DBOS(config=self._config)
        DBOS.launch()
        DBOS.register_queue(_QUEUE, worker_concurrency=self._at_once, polling_interval_sec=_LOOK)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking for orders; a job under way goes on in the next process."""
        self._over.set()
        self._thread.join()
        DBOS.logger.setLevel(logging.CRITICAL)  # it reports each job under way as an error
        DBOS.destroy(workflow_completion_timeout_sec=0)
        Runner.current = None

    def run(self, public_id: str) -> None:
        """Carry out one job, each action a step that is not done again once it is recorded."""

        def step(action: Callable[..., Any], *args: Any) -> Any:
            return DBOS.run_step({"name": action.__name__}, _attempt, action, *args)

        _carry_out(self._carrier, public_id, step)

    def _watch(self) -> None:
        """Hand over new orders, give signs of life, and take over from the dead."""
        beat = 0.0
        while not self._over.wait(_LOOK):
            try:
                with self._database.read() as session:
                    waiting = jobs.waiting(session)
                for job in waiting:
                    self._look_after(job)
                if time.monotonic() >= beat and self._carrier.open:
                    with self._database.write() as session:
                        jobs.beat(session, list(self._carrier.open))
                    beat = time.monotonic() + _BEAT
            except Exception:  # noqa: BLE001  # the database may be back at the next look
                _log.warning("cannot look for jobs", exc_info=True)
                self._over.wait(_PAUSE)

    def _look_after(self, job: Job) -> None:
        if job.workflow not in self._handed:
            self._handed.add(job.workflow)
            with SetWorkflowID(job.workflow):  # handing over twice starts one workflow
                DBOS.enqueue_workflow(_QUEUE, _workflow, job.public_id)
        silent = job.beat_at is not None and (now() - job.beat_at).total_seconds() > _DEAD
        if silent and job.public_id not in self._carrier.open:
            self._take_over(job)

    def _take_over(self, job: Job) -> None:
        status = DBOS.get_workflow_status(job.workflow)
        if status is not None and status.status in _LOST:
            self._carrier.fail(job.public_id, {"code": "job_failed", "values": {}})
        elif status is not None:
            _log.warning("taking over a job", extra={"job": job.public_id})
            with self._database.write() as session:
                jobs.beat(session, [job.public_id])
            DBOS.resume_workflow(job.workflow)


def _config(context: Context) -> DBOSConfig:
    settings = context.settings
    found: DBOSConfig = {
        "name": "textile-maturity",
        "application_version": _VERSION,
        "log_level": "ERROR",
        "enable_otlp": False,
    }
    if context.database.is_sqlite:
        path = (settings.data_dir / "jobs.db").resolve()
        return {**found, "system_database_url": f"sqlite:///{path}", "executor_id": "here"}
    url = context.database.url.render_as_string(hide_password=False)
    # A process is an executor of its own: what it leaves when it dies is taken over by `_watch`.
    name = f"{socket.gethostname()}-{os.getpid()}"
    return {**found, "system_database_url": url, "executor_id": name}
