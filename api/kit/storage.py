"""Finished documents as files, named by what they are made of."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

__all__ = ["Storage"]

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,200}")


class Storage:
    """A folder with three verbs; an object store can take its place behind them."""

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
        """Keep a document; it is there whole or not at all."""
        path = self._path(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def drop(self, prefix: str) -> None:
        """Delete all documents whose name starts with *prefix*."""
        self._path(prefix)
        for path in self.folder.glob(f"{prefix}*"):
            path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a document's name: {name!r}")
        return self.folder / name
