"""One commit for several writers: what waits for SQLite's write lock also shares the disk's delay.

SQLite has one writer at a time, and each durable commit waits for the disk, which takes longer
than most requests. So writers take turns in one transaction, each in a savepoint of its own, and
whoever finds nobody waiting commits for all. Nobody goes on before that commit is on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlmodel import Session

__all__ = ["GroupCommit"]


class _Group:
    """Writers whose work is committed together."""

    def __init__(self, engine: Engine) -> None:
        """Begin the transaction."""
        self.connection: Connection = engine.connect()
        self.over = threading.Event()
        self.error: BaseException | None = None
        try:
            self.connection.begin()
        except BaseException:
            self.connection.close()
            raise

    def check(self, error: BaseException) -> None:
        """Fail the whole group when *error* made SQLite roll everything back, as a full disk does.

        A commit would then silently do nothing, and the next savepoint begin another transaction.
        """
        driver: Any = self.connection.connection.dbapi_connection
        if not driver.in_transaction:
            self.error = error

    def finish(self) -> None:
        """Commit, and let all who took part go on, or fail."""
        try:
            if self.error is None:
                self.connection.commit()
        except BaseException as error:  # noqa: BLE001  # every writer of the group raises it
            self.error = error
        finally:
            if self.error is not None:
                self.connection.invalidate()  # it may be anywhere in its transaction
            self.connection.close()
            self.over.set()

    def wait(self) -> None:
        """Wait for the commit; raises what it raised."""
        self.over.wait()
        if self.error is not None:
            raise self.error


class _TurnSession(Session):
    """A session that takes its turn when it first needs the database, in a savepoint of its own.

    Not when it is opened: between there and its first use the web framework may have to find a
    thread for it, and all threads may be waiting for this very turn.
    """

    group: _Group | None = None

    def __init__(self, join: Callable[[], _Group]) -> None:
        """Take the turn by *join*."""
        super().__init__(expire_on_commit=False, join_transaction_mode="create_savepoint")
        self._join = join

    def get_bind(self, *_: Any, **__: Any) -> Connection:
        """Return the connection of the group, joining one first."""
        if self.group is None:
            self.group = self._join()
        return self.group.connection


class GroupCommit:
    """Sessions on an embedded database, one at a time, committed in groups."""

    def __init__(self, engine: Engine) -> None:
        """Write by *engine*, whose transactions take the write lock when they begin."""
        self._engine = engine
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0
        self._group: _Group | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session; its work is on the disk at the end, or undone after an error."""
        session = _TurnSession(self._join)
        try:
            with session:
                yield session
                session.commit()
        except BaseException as error:
            if session.group is not None:
                session.group.check(error)
            raise
        finally:
            if session.group is not None:
                self._leave(session.group)
        if session.group is not None:
            session.group.wait()

    def _join(self) -> _Group:
        """Wait for the turn; return the group that is open, or a new one."""
        with self._count:
            self._waiting += 1
        self._turn.acquire()
        with self._count:
            self._waiting -= 1
        try:
            self._group = self._group or _Group(self._engine)
        except BaseException:
            self._turn.release()
            raise
        return self._group

    def _leave(self, group: _Group) -> None:
        """Give the turn away, and commit unless whoever is next in turn will see to it."""
        try:
            if not self._waiting or group.error is not None:
                self._group = None
                group.finish()
        finally:
            self._turn.release()
