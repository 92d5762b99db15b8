"""``maturity backup`` and ``restore``: all data in one file that both kinds of database read.

The file is a zip of ``manifest.json``, ``secret.key`` and ``tables/<name>.jsonl`` (a row a line).
Rendered documents are not in it: they are made anew from the frozen results.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection

from api.commands import rows
from api.commands.data import opened
from api.kit import migrate, secret
from api.kit.clock import now
from api.kit.settings import Settings
from api.kit.setup import SetupError

__all__ = ["back_up", "restore"]

_FORMAT = 1
_MANIFEST, _SECRET = "manifest.json", "secret.key"


def back_up(settings: Settings, target: Path) -> int:
    """Write all data as of one moment to *target* and read it back; return the number of rows.

    The server may go on running. Raises ``SetupError``; nothing is left behind then.
    """
    if target.exists():
        raise SetupError(("target_exists", {"path": target}))
    with opened(settings) as database, _new_file(target) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with database.snapshot() as connection:
                manifest = _write(archive, connection)
            archive.writestr(_SECRET, settings.secret.hex() + "\n")
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
        with zipfile.ZipFile(file) as archive:
            _verify(archive, target)
    return _count(manifest)


def restore(settings: Settings, source: Path) -> int:
    """Fill an empty database from the backup *source*; return the number of rows.

    One transaction: all of it or nothing. What arrived is read back and compared with the backup
    before it is committed. Raises ``SetupError``.
    """
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise _damaged(source, str(error)) from error
    with archive, opened(settings) as database:
        manifest = _verify(archive, source)
        revision = manifest["revision"]
        if revision not in migrate.known():
            raise SetupError(("backup_newer", {"found": revision, "wanted": migrate.head()}))
        key = bytes.fromhex(archive.read(_SECRET).decode("ascii"))
        with database.altering() as connection:
            rows.clear_empty(connection)
            migrate.to_revision(connection, revision)
            _read(archive, connection, manifest, source)
            migrate.to_revision(connection, migrate.head())
            _take_key(settings, key)
    return _count(manifest)


def _write(archive: zipfile.ZipFile, connection: Connection) -> dict[str, Any]:
    tables = {}
    revision = migrate.revision_of(connection)
    for table in rows.tables_of(connection):
        with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as file:
            tables[table.name] = _describe(rows.dump(connection, table), file)
    return {
        "format": _FORMAT,
        "made_at": now().isoformat(),
        "revision": revision,
        "engine": connection.dialect.name,
        "tables": tables,
    }


def _describe(lines: Iterator[bytes], file: IO[bytes] | None = None) -> dict[str, Any]:
    """Return number and digest of the rows, writing them to *file* on the way."""
    seen, count = hashlib.sha256(), 0
    for line in lines:
        seen.update(line)
        count += 1
        if file is not None:
            file.write(line)
    return {"rows": count, "sha256": seen.hexdigest()}


def _verify(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """Return the manifest if everything in the archive is as it says."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        if manifest["format"] != _FORMAT:
            raise _damaged(path, _MANIFEST)
        for name, wanted in manifest["tables"].items():
            with archive.open(f"tables/{name}.jsonl") as file:
                if _describe(iter(file)) != wanted:
                    raise _damaged(path, f"tables/{name}.jsonl")
        bytes.fromhex(archive.read(_SECRET).decode("ascii"))
    except (KeyError, TypeError, AttributeError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise _damaged(path, str(error)) from error
    return manifest


def _read(
    archive: zipfile.ZipFile, connection: Connection, manifest: dict[str, Any], path: Path
) -> None:
    tables = rows.tables_of(connection)
    if {table.name for table in tables} != set(manifest["tables"]):
        raise _damaged(path, _MANIFEST)
    for table in tables:
        place = f"tables/{table.name}.jsonl"
        with archive.open(place) as file:
            try:
                rows.load(connection, table, file)
            except rows.BadRow as error:
                raise _damaged(path, f"{place}:{error.line}") from error
        if _describe(rows.dump(connection, table)) != manifest["tables"][table.name]:
            raise _damaged(path, place)


def _take_key(settings: Settings, key: bytes) -> None:
    """Put the backup's key in place; one that is there already has an empty database behind it."""
    settings.secret_file.unlink(missing_ok=True)
    secret.put(settings.secret_file, key)


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    """Open a file, for its owner alone, that gets its name when all of it is on the disk."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent)  # mode 0600
    except OSError as error:
        raise SetupError(("unwritable", {"path": target, "reason": error.strerror})) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        target.hardlink_to(temporary)
    except FileExistsError as error:
        raise SetupError(("target_exists", {"path": target})) from error
    except OSError as error:
        raise SetupError(("unwritable", {"path": target, "reason": error.strerror})) from error
    finally:
        temporary.unlink(missing_ok=True)


def _damaged(path: Path, where: str) -> SetupError:
    return SetupError(("not_a_backup", {"path": path, "where": where}))


def _count(manifest: dict[str, Any]) -> int:
    return sum(table["rows"] for table in manifest["tables"].values())
