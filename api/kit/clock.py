"""The one place that reads the clock."""

from __future__ import annotations

import datetime as dt

__all__ = ["CHINA", "day_of", "now", "today"]

CHINA = dt.timezone(dt.timedelta(hours=8))
"""Days are counted as China has them: those who fill in are there, and it has one zone."""


def now() -> dt.datetime:
    """Return the time in UTC, to the microsecond as databases keep it."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the day it is in China."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day it was in China at a moment."""
    return moment.astimezone(CHINA).date()
