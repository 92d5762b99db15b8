"""Interleaved timing: medians of a thing and of its baseline, and their ratio pair by pair."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

RUNS = 5


@dataclass(frozen=True)
class Row:
    """One benchmark: a value with its unit, and its ratio to a named baseline."""

    name: str
    value: float
    unit: str
    baseline: str
    ratio: float
    budget: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the row for bench.json."""
        return asdict(self)


def seconds(work: Callable[[], Any]) -> float:
    """Return the wall time of one run."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def against(
    name: str,
    work: Callable[[], Any],
    baseline_name: str,
    baseline: Callable[[], Any],
    *,
    budget: float | None = None,
    runs: int = RUNS,
) -> Row:
    """Time *work* and *baseline* in turn, after one warm-up each; the ratio is the median pair's."""
    work()
    baseline()
    pairs = [(seconds(work), seconds(baseline)) for _ in range(runs)]
    value = statistics.median(mine for mine, _ in pairs)
    ratio = statistics.median(mine / other for mine, other in pairs)
    return Row(name, value, "s", baseline_name, ratio, budget)
