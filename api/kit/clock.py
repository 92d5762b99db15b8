"""The one place that reads the clock."""

from __future__ import annotations

import datetime as dt

__all__ = ["now"]


def now() -> dt.datetime:
    """Return the time in UTC, to the microsecond as databases keep it."""
    return dt.datetime.now(dt.UTC)
