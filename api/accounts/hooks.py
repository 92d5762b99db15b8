"""What other features do when something happens here; `api.routes` fills it in, once."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

__all__ = ["browser_moved"]

browser_moved: list[Callable[[Session, str, str], None]] = []
"""Called with the digests before and after when a browser gets a new cookie."""
