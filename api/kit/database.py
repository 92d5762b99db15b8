"""One database behind one interface: SQLite embedded, PostgreSQL as a server.

A request is one transaction, committed before its response leaves. Writers of one process queue
for SQLite's single write lock in `api.kit.group`, without polling.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from api.kit.group import GroupCommit

__all__ = ["Database", "address"]

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "sqlite": "sqlite+pysqlite",
}

_PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000, "synchronous": 2}
# synchronous=FULL (2): in WAL mode NORMAL may lose the last commits when the power fails.
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_LOCK = 7_130_427  # an advisory lock of our own: one migration at a time
_PATIENCE = 5  # seconds to wait for a server of a database that does not answer
_POOL = 20  # connections kept; as many more may be opened under load


def address(text: str) -> URL:
    """Return a database's address with the driver that is installed here; raises ``ValueError``."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("not an address") from error
    wanted = _DRIVERS.get(url.drivername.partition("+")[0])
    if wanted is None or (wanted.startswith("sqlite") and url.database in (None, "", ":memory:")):
        raise ValueError("neither PostgreSQL nor a file of SQLite")
    return url.set(drivername=wanted)


class Database:
    """Engine and transactions of one database address."""

    def __init__(self, url: str) -> None:
        """Connect lazily to *url*; SQLite's pragmas are checked on each connection."""
        self.url = address(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {
            "pool_size": _POOL,
            "max_overflow": _POOL,
            "hide_parameters": True,  # errors are logged, and parameters are what people wrote
        }
        if self.is_sqlite:
            options["connect_args"] = {"check_same_thread": False}
        else:
            options["pool_pre_ping"] = True
            options["connect_args"] = {"connect_timeout": _PATIENCE}
        self.engine: Engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
        self.writing = self.engine.execution_options(immediate=True)
        self._group = GroupCommit(self.writing) if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading; what it would write is rolled back."""
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session whose work is committed at the end, or rolled back on an error."""
        if self._group is not None:
            with self._group.session() as session:
                yield session
            return
        with Session(self.writing, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open a connection that sees one moment throughout, while others go on writing."""
        level: Any = {} if self.is_sqlite else _ONE_MOMENT  # in WAL mode every reader does
        with self.engine.connect().execution_options(**level) as connection:
            yield connection

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """Open a transaction that may alter tables, alone; foreign keys are checked at its end.

        SQLite alters a table by making it anew and dropping the old one, whose rows would take
        all that refer to them along.
        """
        with self.writing.connect() as connection:
            if self.is_sqlite:
                _pragma(connection, "foreign_keys=0")
            try:
                with connection.begin():
                    if not self.is_sqlite:
                        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                    yield connection
                    if self.is_sqlite:
                        _check_references(connection)
            finally:
                if self.is_sqlite:
                    _pragma(connection, "foreign_keys=1")

    def ready(self) -> bool:
        """Whether the database answers."""
        with self.engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar())

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _pragma(connection: Connection, setting: str) -> None:
    """Set a pragma outside of any transaction: inside one it would be ignored."""
    connection.connection.cursor().execute(f"PRAGMA {setting}")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"a row of {broken[0]} refers to a missing row of {broken[2]}")


def _prepare(connection: Any, _record: Any) -> None:
    """Set up one SQLite connection and check that the settings took."""
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for name, wanted in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise RuntimeError(f"SQLite refuses PRAGMA {name}={wanted}: it is {found}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once in sessions that write: a later upgrade could only fail."""
    writes = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
