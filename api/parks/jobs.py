"""What parks have done for them by the queue."""

from __future__ import annotations

from collections.abc import Mapping

from api.kit.work import Opener
from api.parks.benchmarks import Renewal
from api.parks.bundling import Bundle
from api.parks.grouping import Grouping
from api.parks.intake import Check, TakeOver
from api.parks.reporting import Report

__all__ = ["KINDS"]

KINDS: Mapping[str, Opener] = {
    "check": Check,
    "import": TakeOver,
    "benchmark": Renewal,
    "groups": Grouping,
    "bundle": Bundle,
    "report": Report,
}
"""Opener of each kind of job."""
