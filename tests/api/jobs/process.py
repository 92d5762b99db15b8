"""A server or a worker as a process that may be killed at any moment.

Forked from a process that has imported everything and done nothing, which saves seconds a start.
``small`` ones draw cheap documents and store few firms at a time: more moments at which to die.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import api.app  # noqa: F401  # imported ahead
from api.catalogue import service as catalogue
from api.commands import serve, worker
from api.documents import printing
from api.kit.settings import Settings
from api.parks import intake
from reports import bundle
from tests.api.jobs import drawing

__all__ = ["CHUNK", "Process"]

CHUNK = 40
"""Firms a transaction in small processes."""


class _Threads(ThreadPoolExecutor):
    """A pool without processes, for documents that cost nothing."""

    processes = 2


def _small(drawn: Path) -> None:
    drawing.log = drawn
    pool = _Threads(_Threads.processes)
    bundle.draw_firm, intake._CHUNK = drawing.draw, CHUNK
    printing.pool, printing.close = lambda: pool, lambda: pool.shutdown(cancel_futures=True)


def _run(command: str, small: bool, settings: dict[str, Any], log: Path, told: Any) -> None:
    os.setsid()  # a kill takes its processes along, as when a machine goes
    with log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    if small:
        _small(log.with_name("drawn"))
    chosen = Settings(**settings, port=0, log_level="WARNING", jobs="here")
    if command == "serve":
        serve.serve(chosen, "zh", told.send)
    else:
        worker.work(chosen, "zh", told.send, processes=2)


class Process:
    """One such process, at work as soon as it is made."""

    def __init__(self, command: str, settings: dict[str, Any], log: Path, *, small: bool) -> None:
        """Run ``maturity serve`` or ``maturity worker`` and wait until it says that it works."""
        self.made = (command, settings, log, small)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self.told, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=_run, args=(command, small, settings, log, theirs))
        self.process.start()
        theirs.close()
        try:
            self.told.recv()
        except EOFError:
            raise RuntimeError(log.read_text()) from None

    def again(self) -> Process:
        """Another one like it."""
        command, settings, log, small = self.made
        return Process(command, settings, log, small=small)

    def kill(self) -> None:
        """End it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._gone()

    def stop(self) -> int:
        """Ask it to stop; return its exit code."""
        self.process.terminate()
        return self._gone()

    def _gone(self) -> int:
        self.process.join(60)
        self.told.close()
        return self.process.exitcode


catalogue.questionnaire(catalogue.DEFAULT)  # loaded once, ahead
