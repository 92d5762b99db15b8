"""Printing in processes of its own: a report that takes too long or too much harms no request."""

from __future__ import annotations

import atexit
import os
from functools import cache

from reports import Summary, pdf
from reports.pool import Pool

__all__ = ["close", "pool", "printed", "use"]

_SECONDS = 60.0
_MEGABYTES = 1024
_MOST = 4  # processes unless somebody says otherwise; each takes a core and about 200 MB

_processes = min(_MOST, os.cpu_count() or 1)


def use(processes: int) -> None:
    """Print with so many processes, from the first document on."""
    global _processes  # noqa: PLW0603  # one pool for the whole process, as one machine has its cores
    _processes = processes


def printed(summary: Summary) -> bytes:
    """Return a report as PDF.

    Raises ``ReportError`` when it cannot be printed here, or not within the limits of time and
    memory; the next one is unaffected.
    """
    return pool().submit(pdf.render, summary).result()


@cache
def pool() -> Pool:
    """Return the pool of this process; its workers start when first needed."""
    found = Pool(_processes, seconds=_SECONDS, megabytes=_MEGABYTES)
    atexit.register(found.shutdown, wait=False, cancel_futures=True)
    return found


def close() -> None:
    """End the workers of this process; printing again starts new ones."""
    if pool.cache_info().currsize:
        pool().shutdown(cancel_futures=True)
        pool.cache_clear()
