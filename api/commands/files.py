"""Files that commands write: whole or not at all, under names that every system takes."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

__all__ = ["file_stem", "put"]


def file_stem(name: str) -> str:
    """Return a safe file name from a firm's name (from outside, so anything may stand in it)."""
    return re.sub(r"[^\w.·()（）-]+", "_", name).strip("._")[:60] or "report"


def put(target: Path, write: Callable[[Path], object]) -> None:
    """Write beside the target and rename, so that a failure leaves no half-written file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=target.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
