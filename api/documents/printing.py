"""Printing in processes of its own: a report that takes too long or too much harms no request."""

from __future__ import annotations

import atexit
import os
from functools import cache

from reports import Summary, pdf
from reports.pool import Pool

__all__ = ["close", "printed"]

_SECONDS = 60.0
_MEGABYTES = 1024
_MOST = 4  # processes; each takes a core and about 200 MB


def printed(summary: Summary) -> bytes:
    """Return a report as PDF.

    Raises ``ReportError`` when it cannot be printed here, or not within the limits of time and
    memory; the next one is unaffected.
    """
    return _pool().submit(pdf.render, summary).result()


@cache
def _pool() -> Pool:
    """Return the pool of this process; its workers start when first needed."""
    found = Pool(min(_MOST, os.cpu_count() or 1), seconds=_SECONDS, megabytes=_MEGABYTES)
    atexit.register(found.shutdown, wait=False, cancel_futures=True)
    return found


def close() -> None:
    """End the workers of this process; printing again starts new ones."""
    if _pool.cache_info().currsize:
        _pool().shutdown(cancel_futures=True)
        _pool.cache_clear()
