"""What parks have done for them by the queue."""

from __future__ import annotations

from collections.abc import Mapping

from api.kit.work import Opener
from api.parks.intake import Check, TakeOver

__all__ = ["KINDS"]

KINDS: Mapping[str, Opener] = {"check": Check, "import": TakeOver}
"""Opener of each kind of job."""
