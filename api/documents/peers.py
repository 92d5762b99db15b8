"""Whom a result is compared with; whoever knows of comparable firms adds itself to ``sources``."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from sqlmodel import Session

from api.assessments.repository import Held
from assessment import Outcome
from reports.advice import PeerGroup

__all__ = ["mark", "peers_of", "sources"]

_SHORT = 16  # characters of a digest; enough to tell the groups of one firm apart

sources: list[Callable[[Session, Held, Outcome], PeerGroup | None]] = []


def peers_of(session: Session, held: Held, outcome: Outcome) -> PeerGroup | None:
    """Return the peers of a submitted result, ``None`` when nobody knows of any."""
    if held.row.state != "submitted":
        return None
    found = (source(session, held, outcome) for source in sources)
    return next((group for group in found if group is not None), None)


def mark(group: PeerGroup | None) -> str:
    """Return what tells documents with other peers apart, in a file's name."""
    return "" if group is None else "-" + sha256(repr(group).encode()).hexdigest()[:_SHORT]
