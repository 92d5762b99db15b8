"""Finished documents as files, named by what they are made of."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["CHUNK", "Storage", "checked", "file_name"]

CHUNK = 1 << 20
"""Bytes that a stream hands on at a time."""

_PART = ".part-"  # start of the name of a file that is being written
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,200}")


def file_name(kind: str, public_id: str, ending: str) -> str:
    """Return the name of a file that belongs to a row: ``bundle-….zip``."""
    return f"{kind}-{public_id.lower().replace('_', '-')}{ending}"


class Storage:
    """A folder with a few verbs, which several machines may share (NFS).

    `api.kit.objects` has the same verbs for a bucket. A document is there whole or not at all.
    """

    def __init__(self, folder: Path) -> None:
        """Keep documents in *folder*, made when first needed."""
        self.folder = folder

    def get(self, name: str) -> bytes | None:
        """Return a document, ``None`` when it is not there."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keep a document."""
        with self.create(name) as file:
            file.write(data)

    def size(self, name: str) -> int | None:
        """Return how many bytes a document has, ``None`` when it is not there."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None

    def stream(self, name: str) -> Iterator[bytes]:
        """Return a document piece by piece; raises ``FileNotFoundError`` at once."""
        return _pieces(self._path(name).open("rb"))

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """Open a file to be written and read back; it is kept at the end, without an error."""
        path = self._path(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f"{_PART}{name}-", dir=self.folder)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def tidy(self, seconds: float = 3600.0) -> None:
        """Delete what crashes left of files being written, when it is so many *seconds* old."""
        for path in self.folder.glob(f"{_PART}*"):
            with suppress(FileNotFoundError):  # it was finished meanwhile
                if time.time() - path.stat().st_mtime >= seconds:
                    path.unlink()

    def drop(self, prefix: str) -> None:
        """Delete all documents whose name starts with *prefix*, and what a crash left of them."""
        checked(prefix)
        for start in (prefix, _PART + prefix):
            for path in self.folder.glob(f"{start}*"):
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / checked(name)


def checked(name: str) -> str:
    """Return *name*, which must be one of ours."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a document's name: {name!r}")
    return name


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(CHUNK):
            yield piece
