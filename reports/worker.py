"""One process of the pool: reads jobs from standard input, writes results to standard output.

``python -m reports.worker MEGABYTES`` is started by ``reports.pool``. A frame is eight bytes of
length and a pickle; both ends are ours. It ends when its input does, so it never outlives its pool.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any

if sys.platform != "win32":
    import resource

from questionnaires.errors import Problem, QuestionnaireError
from reports import pdf

__all__ = ["DONE", "FAILED", "READY", "TOO_LARGE", "main", "read", "write"]

READY, DONE, FAILED, TOO_LARGE = "ready", "done", "failed", "too large"
"""What a worker says: once at its start; then per job the value, the problems, or out of memory."""

_LENGTH = struct.Struct(">Q")


def read(source: IO[bytes]) -> Any:
    """Return the next object, or raise ``EOFError`` when there is no whole one."""
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    [length] = _LENGTH.unpack(head)
    data = source.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)  # noqa: S301  from our own process


def write(target: IO[bytes], value: Any) -> None:
    """Write one object."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    target.write(_LENGTH.pack(len(data)))
    target.write(data)
    target.flush()


def main(megabytes: int) -> None:
    """Do jobs, each with at most so much more memory than the process has at its start."""
    jobs = sys.stdin.buffer
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the frames
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    pdf.prepare()
    gc.collect()
    gc.freeze()  # all that lives until the end need never be looked at again
    write(results, (READY, None))
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            function, args, kwargs = read(jobs)
            _limit(megabytes)
            answer = _do(function, args, kwargs)
            write(results, answer)
            if answer[0] == TOO_LARGE:  # what it left behind may be large as well
                return
            del function, args, kwargs, answer


def _do(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str, Any]:
    try:
        return DONE, function(*args, **kwargs)
    except MemoryError:
        return TOO_LARGE, None
    except QuestionnaireError as error:
        return FAILED, error.problems
    except Exception as error:  # noqa: BLE001  whatever it is, the next document must not suffer
        why = f"{type(error).__name__}: {error}"
        return FAILED, (Problem("report.failed", values={"why": why}),)


def _limit(megabytes: int) -> None:
    """Let memory grow by so much; where the system cannot say how much there is, by any amount."""
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
