"""Documents that cost next to nothing, drawn in the real pool; each is noted in a file."""

from __future__ import annotations

import os
import time
from pathlib import Path

__all__ = ["CRASH", "draw"]

CRASH = "崩溃"
"""A firm with this in its name takes the process that draws it along."""

log: Path | None = None
"""The file that notes what was drawn."""

_SECONDS = 0.1


def draw(outcome, _lang, _day, *, answers=True):
    """Return what stands for the report of a firm."""
    firm = outcome.sheet.profile.name
    if CRASH in firm:
        os._exit(9)
    time.sleep(_SECONDS)
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{firm}\n")
    return f"%PDF {firm}".encode()
