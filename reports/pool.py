"""Documents in processes of their own, each under a limit of time and memory.

The processes are started fresh (not forked) and import nothing but reports, so the parent needs no
WeasyPrint, and a web server's memory is not copied. One that takes too long or too much is killed
and replaced; only its document fails. Threads of the parent share a pool freely.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from questionnaires.errors import Problem
from reports import worker
from reports.errors import ReportError

__all__ = ["Pool"]

Value = TypeVar("Value")

_START = 300.0  # seconds until a process is ready; making the fonts takes half a minute, once
_LOOK = 0.1  # seconds between looks at a process's memory


@dataclass(frozen=True, slots=True)
class _Job:
    future: Future[Any]
    call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Pool(Executor):
    """An executor whose futures raise ``ReportError`` when a document could not be made.

    ``pool.submit(pdf.render, summary, brief=True).result()`` returns the bytes. Function and
    arguments must be picklable. Codes of problems, besides those of the function itself:
    ``report.too_slow``, ``report.too_large``, ``report.crashed``.
    """

    def __init__(
        self, processes: int | None = None, *, seconds: float = 60.0, megabytes: int = 1024
    ) -> None:
        """Allow each document so many *seconds* and *megabytes*; processes start when needed."""
        self.processes = processes or os.cpu_count() or 1
        self.seconds, self.megabytes = seconds, megabytes
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._unfinished = 0
        self._slots: list[_Slot] = []

    def submit(self, fn: Callable[..., Value], /, *args: Any, **kwargs: Any) -> Future[Value]:
        """Queue ``fn(*args, **kwargs)`` for the next free process."""
        future: Future[Value] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._jobs.put(_Job(future, (fn, args, kwargs)))
            self._unfinished += 1
            if len(self._slots) < min(self.processes, self._unfinished):
                self._slots.append(_Slot(self))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes after what is queued, or at once what is not yet begun is dropped."""
        with self._lock:
            closed, self._closed = self._closed, True
        if not closed:
            if cancel_futures:
                with contextlib.suppress(queue.Empty):
                    while job := self._jobs.get_nowait():
                        job.future.cancel()
            for _ in self._slots:
                self._jobs.put(None)
        if wait:
            for slot in self._slots:
                slot.thread.join()

    def pids(self) -> list[int]:
        """Return the processes running now, for whoever watches over them."""
        found = [slot.process for slot in self._slots]
        return [process.pid for process in found if process is not None]

    def take(self) -> _Job | None:
        """Return the next job, for a free slot; ``None`` says to stop."""
        return self._jobs.get()

    def finish(self) -> None:
        """Count a job as done, by the slot that took it."""
        with self._lock:
            self._unfinished -= 1


class _Slot:
    """A place for one process, and the thread that watches over it."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.process: subprocess.Popen[bytes] | None = None
        self.answers: queue.SimpleQueue[tuple[str, Any] | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._serve, name="reports-pool", daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while job := self.pool.take():
            if job.future.set_running_or_notify_cancel():
                try:
                    value = self._answer(job)
                except BaseException as error:  # noqa: BLE001  it belongs to whoever waits
                    self.pool.finish()
                    job.future.set_exception(error)
                else:
                    self.pool.finish()
                    job.future.set_result(value)
            else:
                self.pool.finish()
            job = value = None  # a document need not wait here for the next one
        self._stop()

    def _answer(self, job: _Job) -> Any:
        """Return what the process makes of the job, or raise why it makes nothing."""
        self._hand_over(job)
        kind, value = self._wait(self.pool.seconds)
        if kind == worker.DONE:
            return value
        if kind == worker.FAILED:
            raise ReportError(value)
        self._kill()
        raise self._too_large()

    def _hand_over(self, job: _Job) -> None:
        """Give the job to the process, or to a new one when that has died while it was idle."""
        if self.process is not None:
            try:
                worker.write(self.process.stdin, job.call)  # type: ignore[arg-type]  # a pipe
            except OSError:
                self._kill()
            else:
                return
        self._start()
        assert self.process is not None
        assert self.process.stdin is not None
        worker.write(self.process.stdin, job.call)

    def _start(self) -> None:
        # -P: a stray `reports` in the current folder must not shadow this package.
        command = [sys.executable, "-P", "-m", worker.__name__, str(self.pool.megabytes)]
        path = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        self.process = subprocess.Popen(  # noqa: S603  our own module, nothing from outside
            command,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.answers = queue.SimpleQueue()
        reader = threading.Thread(
            target=_listen, args=(self.process, self.answers), name="reports-pool", daemon=True
        )
        reader.start()
        self._wait(_START)

    def _wait(self, seconds: float) -> tuple[str, Any]:
        """Return the process's next word; end it when it takes too long or too much memory."""
        assert self.process is not None
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                answer = self.answers.get(timeout=min(left, _LOOK))
                if answer is None:
                    raise self._crashed()
                return answer
            if _resident(self.process.pid) > self.pool.megabytes:
                self._kill()
                raise self._too_large()
        self._kill()
        raise ReportError([Problem("report.too_slow", values={"seconds": f"{seconds:g}"})])

    def _too_large(self) -> ReportError:
        return ReportError([Problem("report.too_large", values={"megabytes": self.pool.megabytes})])

    def _crashed(self) -> ReportError:
        assert self.process is not None
        status = self.process.wait()
        self._kill()
        return ReportError([Problem("report.crashed", values={"status": status})])

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()
        self._stop()

    def _stop(self) -> None:
        """Close the process's input, upon which it ends, and wait for that."""
        if self.process is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()  # type: ignore[union-attr]  # a pipe
            self.process.wait()
            self.process.stdout.close()  # type: ignore[union-attr]  # a pipe, at its end by now
            self.process = None


def _listen(
    process: subprocess.Popen[bytes], answers: queue.SimpleQueue[tuple[str, Any] | None]
) -> None:
    """Pass on what a process says; nothing more when it has ended."""
    with contextlib.suppress(EOFError, OSError, ValueError):  # the pipe may be closed meanwhile
        while True:
            answers.put(worker.read(process.stdout))  # type: ignore[arg-type]  # a pipe
    answers.put(None)


def _resident(pid: int) -> float:
    """Return the memory of a process in MB; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, ValueError, IndexError):
        return 0.0
