"""What other features do when something happens here; `api.routes` fills it in, once."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from api.kit.storage import Storage

__all__ = ["deleting"]

deleting: list[Callable[[Session, Storage, int], None]] = []
"""Called with the id of an organisation before it is deleted with all that belongs to it."""
