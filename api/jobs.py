"""The durable queue: jobs survive a crash of the process, the machine and the database.

DBOS keeps which parts of which job are done: on SQLite in a file beside the database (its
writers would otherwise contend for one lock), on PostgreSQL in a schema of the same database,
where several processes and machines share the queue. A part may run twice (a crash between its
commit and DBOS's note), so every part must be repeatable.

DBOS has had three major versions so far; nothing outside this module knows it.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dbos import DBOS, DBOSConfig, SetWorkflowID, error
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from api.kit import jobs
from api.kit.clock import now
from api.kit.database import Database
from api.kit.errors import ApiError
from api.kit.jobs import Job
from api.kit.settings import Settings
from api.kit.storage import Storage

__all__ = ["Context", "JobKind", "Runner", "run_here"]

_log = logging.getLogger("api.jobs")
_QUEUE, _WORKFLOW, _PART = "jobs", "job", "part"
_POLL = 0.5  # seconds between looks for new jobs
_SILENCE = dt.timedelta(seconds=60)  # after which a running job counts as lost
_HERE = "here"  # the executor of an embedded server: it takes its own jobs up at once


@dataclass(frozen=True)
class Context:
    """What jobs work with."""

    database: Database
    storage: Storage
    settings: Settings


class JobKind(Protocol):
    """A kind of job: so many parts, each repeatable, then an end.

    ``begin`` returns the number of parts; ``part`` does one; ``finish`` returns what the job says
    at the end, and is also called (with ``cancelled=True``) after a stop. An ``ApiError`` is the
    job's own way to fail; its code is kept for the reader.
    """

    name: str

    def begin(self, context: Context, job: Job) -> int:
        """Prepare, and return into how many parts the work falls."""

    def part(self, context: Context, job: Job, number: int) -> None:
        """Do one part (0, 1, …) in transactions of its own."""

    def finish(self, context: Context, job: Job, *, cancelled: bool) -> dict[str, Any]:
        """Finish, and return what the job has to say."""


class _Steps:
    """The parts of a job in order, each through *step*, which remembers what is done."""

    def __init__(self, context: Context, kinds: Mapping[str, JobKind]) -> None:
        self.context, self.kinds = context, kinds

    def run(self, public_id: str, step: Callable[[str, int], int]) -> None:
        """Run a job from where it is; raises nothing that concerns the job alone."""
        total = step(public_id, -1)
        for number in range(total):
            if step(public_id, number) < 0:
                break
        step(public_id, -2)

    def step(self, public_id: str, number: int) -> int:
        """Begin (-1), do one part, or finish (-2); return the number of parts, or -1 to stop."""
        job = self._job(public_id)
        if job is None or job.state not in jobs.OPEN:
            return -1
        kind = self.kinds[job.kind]
        try:
            if number == -1:
                total = kind.begin(self.context, job)
                self._note(public_id, 0, total)
                return total
            if number == -2:  # noqa: PLR2004  # the end, see above
                self._finish(kind, job)
                return -1
            if job.stopping:
                return -1
            kind.part(self.context, job, number)
            self._note(public_id, number + 1, job.total)
        except ApiError as error:
            self._end(public_id, "failed", {"code": error.code, "values": error.values})
            return -1
        return job.total

    def _finish(self, kind: JobKind, job: Job) -> None:
        cancelled = job.stopping and job.done < job.total
        result = kind.finish(self.context, job, cancelled=cancelled)
        self._end(job.public_id, "cancelled" if cancelled else "done", result)

    def fail(self, public_id: str) -> None:
        """Note that something unforeseen ended a job."""
        self._end(public_id, "failed", {"code": "internal", "values": {}})

    def _job(self, public_id: str) -> Job | None:
        with self.context.database.read() as session:
            return jobs.by_id(session, public_id)

    def _note(self, public_id: str, done: int, total: int) -> None:
        self._with(public_id, lambda session, job: jobs.progress(session, job, done, total))

    def _end(self, public_id: str, state: str, result: dict[str, Any]) -> None:
        self._with(public_id, lambda session, job: jobs.end(session, job, state, result))

    def _with(self, public_id: str, change: Callable[[Session, Job], None]) -> None:
        with self.context.database.write() as session:
            job = jobs.by_id(session, public_id)
            if job is not None and job.state in jobs.OPEN:
                change(session, job)


def run_here(context: Context, kinds: Mapping[str, JobKind], public_id: str) -> None:
    """Run one job at once in this thread, without a queue: for commands and tests."""
    steps = _Steps(context, kinds)
    steps.run(public_id, steps.step)


class Runner:
    """Takes jobs from the queue, in this process, until stopped; one for each process."""

    def __init__(self, context: Context, kinds: Mapping[str, JobKind], *, at_a_time: int) -> None:
        """Run at most *at_a_time* jobs in this process."""
        self._context, self._at_a_time = context, at_a_time
        self._steps = _Steps(context, kinds)
        self._handed: set[str] = set()
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._look, name="jobs", daemon=True)

    def start(self) -> None:
        """Take up what an earlier process left undone, then whatever comes."""
        DBOS(config=self._config())
        steps = self._steps
        remembered = DBOS.step(name=_PART)(steps.step)

        @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=1000)
        def run(public_id: str) -> None:
            try:
                steps.run(public_id, remembered)
            except SQLAlchemyError:
                raise  # the database is away: the job goes on when it is back
            except Exception:  # noqa: BLE001  # whatever it is, the job must end and say so
                _log.exception("a job failed", extra={"job": public_id})
                steps.fail(public_id)

        self._run = run
        DBOS.launch()
        DBOS.register_queue(_QUEUE, worker_concurrency=self._at_a_time, polling_interval_sec=_POLL)
        self._watch.start()

    def stop(self) -> None:
        """Stop taking jobs; parts under way finish within a moment or are done again later."""
        self._stopped.set()
        self._watch.join()
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=5)

    def _config(self) -> DBOSConfig:
        database, settings = self._context.database, self._context.settings
        if database.is_sqlite:
            url, executor = f"sqlite:///{(settings.data_dir / 'jobs.db').resolve()}", _HERE
        else:
            url = database.url.render_as_string(hide_password=False)
            executor = f"{socket.gethostname()}-{os.getpid()}"
        return {
            "name": "maturity",
            "system_database_url": url,
            "executor_id": executor,
            "application_version": "1",
            "console_log_level": "WARNING",
            "run_migrations": True,
        }

    def _look(self) -> None:
        """Hand new jobs to the queue, and those whose process has died to somebody alive.

        An embedded server finds its own lost jobs when it starts again.
        """
        while not self._stopped.wait(_POLL):
            try:
                self._hand_over()
            except (SQLAlchemyError, error.DBOSException):
                _log.warning("the queue cannot be reached", exc_info=True)

    def _hand_over(self) -> None:
        database = self._context.database
        with database.read() as session:
            waiting = set(jobs.waiting(session))
            lost = [] if database.is_sqlite else jobs.lost(session, now() - _SILENCE)
        for public_id in sorted(waiting - self._handed):
            with SetWorkflowID(public_id):  # the same id again is the same job
                DBOS.enqueue_workflow(_QUEUE, self._run, public_id)
        self._handed = waiting
        for public_id in lost:
            DBOS.resume_workflow(public_id)
