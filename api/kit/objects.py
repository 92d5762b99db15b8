"""The store of documents in a bucket: S3 and what speaks like it, by ``obstore`` (extra ``s3``).

Address and key are read by obstore from ``AWS_ENDPOINT_URL``, ``AWS_ACCESS_KEY_ID``,
``AWS_SECRET_ACCESS_KEY`` and ``AWS_REGION``. A bucket lists by folders, so each document is in one
named by the beginning of its name, up to the first hyphen: all documents of a result are together.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from api.kit.settings import Settings
from api.kit.setup import SetupError
from api.kit.storage import CHUNK, Storage, checked

if TYPE_CHECKING:
    from obstore.store import ObjectStore

__all__ = ["Bucket", "storage_of"]


def storage_of(settings: Settings) -> Storage:
    """Return where documents are kept; raises ``SetupError`` when that cannot be used."""
    if settings.documents is None:
        return Storage(settings.data_dir / "documents")
    if not settings.documents.startswith("s3://"):
        return Storage(Path(settings.documents))
    try:
        from obstore.store import from_url  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise SetupError(("no_s3", {})) from error
    # Without TLS only where the address says so, as of a server on the same machine.
    return Bucket(from_url(settings.documents, client_options={"allow_http": True}))


class Bucket(Storage):
    """The verbs of ``Storage`` on an object store, which keeps a document whole or not at all."""

    def __init__(self, store: ObjectStore) -> None:
        """Keep documents in *store*, a bucket or a part of one."""
        super().__init__(Path(tempfile.gettempdir()))
        self._store = store

    def get(self, name: str) -> bytes | None:
        """Return a document, ``None`` when it is not there."""
        try:
            return bytes(self._store.get(_key(name)).bytes())
        except FileNotFoundError:
            return None

    def size(self, name: str) -> int | None:
        """Return how many bytes a document has, ``None`` when it is not there."""
        try:
            return int(self._store.head(_key(name))["size"])
        except FileNotFoundError:
            return None

    def stream(self, name: str) -> Iterator[bytes]:
        """Return a document piece by piece; raises ``FileNotFoundError`` at once."""
        found = self._store.get(_key(name))
        return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK))

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """Open a file to be written; it is sent at the end, in parts when it is large."""
        key = _key(name)
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            self._store.put(key, file)

    def tidy(self, seconds: float = 3600.0) -> None:
        """Do nothing: what was not sent whole is not there."""

    def drop(self, prefix: str) -> None:
        """Delete all documents whose name starts with *prefix*."""
        folder = _folder(checked(prefix))
        for listed in self._store.list(folder):
            found = [entry["path"] for entry in listed]
            gone = [path for path in found if path.rpartition("/")[2].startswith(prefix)]
            if gone:
                self._store.delete(gone)


def _folder(name: str) -> str:
    return name.partition("-")[0]


def _key(name: str) -> str:
    return f"{_folder(checked(name))}/{name}"
