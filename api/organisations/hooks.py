"""What other features do when something happens here; `api.routes` fills it in, once."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

__all__ = ["deleting"]

deleting: list[Callable[[Session, int], None]] = []
"""Called with the id of an organisation before it is deleted with all that belongs to it."""
