"""Bring a database to the tables this version needs."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from api.kit.database import Database
from api.kit.setup import SetupError

__all__ = [
    "check", "config", "current", "head", "known", "prepare", "revision_of", "to_revision",
    "upgrade",
]  # fmt: skip


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the migrations of this package."""
    found = Config()
    found.set_main_option("script_location", "api:migrations")
    found.attributes["connection"] = connection
    return found


def head() -> str:
    """Return the newest revision there is; more than one is an error."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise RuntimeError("there are no migrations")
    return found


def known() -> list[str]:
    """Return all revisions, oldest first."""
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def revision_of(connection: Connection) -> str | None:
    """Return the revision a connection's database is at, ``None`` for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def current(database: Database) -> str | None:
    """Return the revision of *database*; raises ``SetupError`` when it cannot be reached."""
    try:
        with database.engine.connect() as connection:
            return revision_of(connection)
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0][:200]
        name = database.url.render_as_string(hide_password=True)
        raise SetupError(("no_database", {"database": name, "reason": reason})) from error


def prepare(database: Database) -> None:
    """Upgrade an embedded database; a server's database is upgraded by command only."""
    if database.is_sqlite:
        upgrade(database)
    else:
        check(database)


def upgrade(database: Database) -> bool:
    """Upgrade *database* to the newest revision; return whether there was something to do."""
    found = current(database)
    if found == head():
        return False
    _refuse_newer(found)
    with database.altering() as connection:
        to_revision(connection, head())
    return True


def to_revision(connection: Connection, revision: str) -> None:
    """Upgrade the database of an open transaction to *revision*."""
    command.upgrade(config(connection), revision)


def check(database: Database) -> None:
    """Raise ``SetupError`` unless *database* is at the revision this program needs."""
    found = current(database)
    _refuse_newer(found)
    if found != head():
        raise SetupError(("old_database", {"found": found or "-", "wanted": head()}))


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in known():
        raise SetupError(("newer_database", {"found": found}))
