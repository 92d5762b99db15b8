"""Keep C code from writing to standard output: HiGHS 1.12 prints a stray line (its issue 2783).

C's ``stdout`` is pointed at nothing for as long as somebody wants silence. File descriptor 1 and
Python's own output, which do not go through it, stay as they are, in other threads too.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from functools import cache

__all__ = ["silence"]

_lock = threading.Lock()
_wanted = 0
_saved: int | None = None


@cache
def _stdout() -> tuple[ctypes.c_void_p, int] | None:
    """Return C's variable ``stdout`` and a stream to nowhere; ``None`` where there is no such."""
    try:
        library = ctypes.CDLL(None)
        library.fopen.restype = ctypes.c_void_p
        nowhere = library.fopen(os.devnull.encode(), b"w")
        variable = ctypes.c_void_p.in_dll(library, "stdout")
    except (OSError, ValueError, TypeError, AttributeError):  # another C library
        return None
    return (variable, nowhere) if nowhere else None


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Let what C code prints meanwhile go nowhere."""
    _turn(+1)
    try:
        yield
    finally:
        _turn(-1)


def _turn(change: int) -> None:
    global _wanted, _saved  # noqa: PLW0603  one standard output per process
    found = _stdout()
    if found is None:
        return
    variable, nowhere = found
    with _lock:
        if not _wanted:
            _saved = variable.value
        _wanted += change
        variable.value = nowhere if _wanted else _saved
