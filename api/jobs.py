"""The durable queue: orders of `api.kit.jobs` carried out by DBOS, whichever process dies.

DBOS records each finished part in a database of its own, the same PostgreSQL or ``jobs.db`` beside
the embedded one, and goes on after the last of them. This module alone knows DBOS, which had three
major versions so far. A watcher hands new orders to it, and takes over those of machines that died.
"""

from __future__ import annotations

import fcntl  # of Unix, like the rest of the server
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from dbos import DBOS, DBOSConfig, SetWorkflowID

from api.kit import jobs
from api.kit.carrier import PATIENCE, Carrier, run_here
from api.kit.jobs import Job
from api.kit.work import Context, Opener

__all__ = ["AT_ONCE", "Runner", "run_here"]

AT_ONCE = 2
"""Jobs a process carries out at the same time."""

_QUEUE = "jobs"
_VERSION = "1"  # of what DBOS recorded; a new version of ours goes on with the jobs of an old one
_LOOK = 0.5  # seconds between looks for new orders
_BEAT = 1.0  # seconds between signs of life of a job
_DEAD = 8.0  # seconds without one, after which another process takes over
_PAUSE = 2.0  # seconds until the next look when the database cannot be reached
_LOST = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "SUCCESS")

_log = logging.getLogger(__name__)


@DBOS.workflow(name="job")
def _workflow(public_id: str) -> None:
    runner = Runner.current
    if runner is None:  # pragma: no cover  # DBOS starts workflows only after launch
        raise RuntimeError("no runner")
    runner.run(public_id)


class Runner:
    """The queue of this process; there can be one at a time, as DBOS has one state."""

    current: Runner | None = None

    def __init__(
        self, context: Context, kinds: Mapping[str, Opener], *, at_once: int = AT_ONCE,
        patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        """Carry out *at_once* jobs at a time; wait *patience* seconds for a lost database."""
        self._context = context
        self._carrier = Carrier(context, kinds, patience)
        self._at_once = at_once
        self._over = threading.Event()
        self._handed: set[str] = set()
        self._seen: dict[str, tuple[Any, float]] = {}
        self._thread = threading.Thread(target=self._watch, name="jobs", daemon=True)
        self._beat = 0.0
        self._launched = False
        self._lock: BinaryIO | None = None

    def start(self) -> None:
        """Go on with what a process before this one left, and wait for orders.

        An embedded database has one queue: beside a process that has it, this one waits for it.
        """
        Runner.current = self
        self._thread.start()

    def _launch(self) -> bool:
        """Begin, unless another process has the queue; return whether this one has it.

        Not in the caller's thread: DBOS refuses to where an event loop runs, as in a server.
        """
        if self._context.database.is_sqlite and self._lock is None:
            self._lock = _locked(self._context)
            if self._lock is None:
                return False
        try:
            DBOS(config=_config(self._context))
            DBOS.launch()
            DBOS.register_queue(
                _QUEUE, worker_concurrency=self._at_once, polling_interval_sec=_LOOK
            )
        except BaseException:
            DBOS.destroy()  # so that the next try begins anew
            raise
        self._launched = True
        self._context.storage.tidy()
        return True

    def stop(self) -> None:
        """Stop looking for orders; a job under way goes on in the next process."""
        self._over.set()
        self._thread.join()
        self._carrier.halted = True
        if self._launched:
            DBOS.logger.setLevel(logging.CRITICAL)  # it reports each job under way as an error
            DBOS.destroy(workflow_completion_timeout_sec=0)
        Runner.current = None
        if self._lock is not None:
            self._lock.close()

    def run(self, public_id: str) -> None:
        """Carry out one job, each action a step that is not done again once it is recorded."""

        def step(action: Callable[..., Any], *args: Any) -> dict[str, Any]:
            attempt = self._carrier.attempt
            found: dict[str, Any] = DBOS.run_step({"name": action.__name__}, attempt, action, *args)
            return found

        self._carrier.carry_out(public_id, step)

    def _watch(self) -> None:
        """Hand over new orders, give signs of life, and take over from the dead."""
        while not self._over.is_set():
            try:
                if self._launched or self._launch():
                    self._look()
            except Exception:  # noqa: BLE001  # the database may be back at the next look
                _log.warning("cannot look for jobs", exc_info=True)
                self._seen.clear()  # nobody can give a sign of life meanwhile
                self._over.wait(_PAUSE)
            self._over.wait(_LOOK)

    def _look(self) -> None:
        self._carrier.tell()
        with self._context.database.read() as session:
            waiting = jobs.waiting(session)
        for job in waiting:
            self._look_after(job)
        there = {job.public_id for job in waiting}
        self._seen = {key: seen for key, seen in self._seen.items() if key in there}
        self._handed &= {job.workflow for job in waiting}
        busy = list(self._carrier.busy)
        if busy and time.monotonic() >= self._beat:
            with self._context.database.write() as session:
                jobs.beat(session, busy)
            self._beat = time.monotonic() + _BEAT

    def _look_after(self, job: Job) -> None:
        if job.workflow not in self._handed:
            self._handed.add(job.workflow)
            with SetWorkflowID(job.workflow):  # handing over twice starts one workflow
                DBOS.enqueue_workflow(_QUEUE, _workflow, job.public_id)
        if job.public_id not in self._carrier.busy and self._silence(job) > _DEAD:
            self._take_over(job)

    def _silence(self, job: Job) -> float:
        """Return for how long a job gave no sign of life, by this machine's clock alone."""
        sign, at = (job.workflow, job.beat_at), time.monotonic()
        if self._seen.get(job.public_id, (None, 0.0))[0] != sign:
            self._seen[job.public_id] = (sign, at)
        return at - self._seen[job.public_id][1]

    def _take_over(self, job: Job) -> None:
        """Let a job go on whose process gives no sign of life; one that waits its turn waits."""
        status = DBOS.get_workflow_status(job.workflow)
        if status is not None and status.status in _LOST:
            self._carrier.fail(job.public_id, {"code": "job_failed", "values": {}})
        elif status is not None and status.status == "PENDING":
            with self._context.database.write() as session:
                mine = jobs.claim(session, job)  # of several that see the same, one takes over
            if mine:
                _log.warning("taking over a job", extra={"job": job.public_id})
                DBOS.resume_workflow(job.workflow, queue_name=_QUEUE)


def _locked(context: Context) -> BinaryIO | None:
    """Return the lock on an embedded database's queue, ``None`` when another process has it.

    It goes with the process, however that ends.
    """
    file = (context.settings.data_dir / "jobs.lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


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
