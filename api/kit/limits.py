"""Rate limits, by address, account or key; a refusal says when to come back."""

from __future__ import annotations

import math
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.kit.errors import TooMany

__all__ = ["RateLimits"]


class RateLimits:
    """Counts per process: with several processes each one allows the full number."""

    def __init__(self, *, enabled: bool) -> None:
        """Start with nothing counted."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._enabled = enabled

    def count(self, limit: str, *who: str, uses: int = 1) -> None:
        """Count one use or more; raises ``TooMany`` when *who* is over *limit* (``10/15 minutes``).

        What costs more than the whole limit uses it up.
        """
        if not self._enabled:
            return
        allowed = parse(limit)
        if not self._limiter.hit(allowed, *who, cost=min(uses, allowed.amount)):
            raise self._refusal(limit, who)

    def check(self, limit: str, *who: str) -> None:
        """Raise ``TooMany`` when *who* has used *limit* up, without counting."""
        if self._enabled and not self._limiter.test(parse(limit), *who):
            raise self._refusal(limit, who)

    def forget(self, limit: str, *who: str) -> None:
        """Start counting *who* anew."""
        if self._enabled:
            self._limiter.clear(parse(limit), *who)

    def _refusal(self, limit: str, who: tuple[str, ...]) -> TooMany:
        window = self._limiter.get_window_stats(parse(limit), *who)
        return TooMany(max(1, math.ceil(window.reset_time - time.time())))
