"""Bring a database to the tables this version needs."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api.kit.database import Database

__all__ = ["config", "current", "head", "upgrade"]


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the migrations of this package."""
    found = Config()
    found.set_main_option("script_location", "api:migrations")
    found.attributes["connection"] = connection
    return found


def head() -> str | None:
    """Return the newest revision there is."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current(database: Database) -> str | None:
    """Return the revision of *database*, ``None`` for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> None:
    """Upgrade *database* to the newest revision; nothing happens when it is there."""
    if current(database) == head():
        return
    with database.writing.begin() as connection:
        command.upgrade(config(connection), "head")
