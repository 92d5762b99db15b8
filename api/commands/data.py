"""The data that commands work on: the database of the settings, opened and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.kit import migrate
from api.kit.database import Database
from api.kit.settings import Settings
from api.kit.setup import SetupError

__all__ = ["opened"]


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Open the database, which may be empty; raises ``SetupError`` when it cannot be reached."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            ("unwritable", {"path": settings.data_dir, "reason": error.strerror})
        ) from error
    database = Database(settings.url)
    try:
        migrate.current(database)
        yield database
    finally:
        database.dispose()
