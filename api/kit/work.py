"""What a job does, apart from how it is kept alive: parts that may be done twice, and an end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from api.kit.database import Database
from api.kit.jobs import Job
from api.kit.settings import Settings
from api.kit.storage import Storage

__all__ = ["Context", "Opener", "Work"]


@dataclass(frozen=True, slots=True)
class Context:
    """What work has at hand; there is no request."""

    settings: Settings
    database: Database
    storage: Storage


class Work(Protocol):
    """One job, opened: at its beginning, and again by whoever goes on after a crash."""

    parts: int
    """Number of parts; the same each time the job is opened."""

    def do(self, part: int) -> None:
        """Do one part. It may have been done before, wholly or not at all."""

    def finish(self, *, stopped: bool) -> dict[str, Any]:
        """Do what comes at the end, perhaps again; return what to say about it.

        *stopped*: somebody asked to stop before all parts were done.
        """


Opener = Callable[[Context, Job], Work]
"""Opens one kind of job; raises ``ApiError`` when it can never be done."""
