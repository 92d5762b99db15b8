"""The server's own key on disk: made once, whole or not at all, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from pathlib import Path

from api.kit.setup import SetupError

__all__ = ["put", "read_or_make"]

_BYTES = 32


def read_or_make(path: Path) -> bytes:
    """Return the key in *path*; several processes that start at once agree on one."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            put(path, secrets.token_bytes(_BYTES))
        return _read(path)
    except OSError as error:
        raise SetupError(("secret_unusable", {"path": path, "reason": error.strerror})) from error


def put(path: Path, key: bytes) -> None:
    """Write *key*, unless there is one already: a half-written key must never be read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(temporary)  # unlike a rename, this fails when another was first
    except FileExistsError:
        pass
    finally:
        temporary.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SetupError(("secret_open", {"path": path}))
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) < _BYTES:
        raise SetupError(("secret_damaged", {"path": path}))
    return key
