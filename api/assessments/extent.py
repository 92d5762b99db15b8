"""How much is asked: from the quick form on to the full one."""

from __future__ import annotations

from sqlmodel import Session

from api.assessments import service
from api.kit import audit
from api.kit.clock import now
from api.kit.errors import NotFound
from api.organisations.asking import Asker

__all__ = ["go_full"]


def go_full(session: Session, asker: Asker, public_id: str) -> None:
    """Ask all questions in a draft that was begun with the quick form; answers stay."""
    held = service.editable(session, asker, public_id)
    if not held.access.whole:
        raise NotFound("no_assessment")
    row = held.row
    if row.form == "quick":
        row.form, row.version, row.updated_at = "full", row.version + 1, now()
        session.add(row)
        audit.note(session, held.access.label, service.subject(row), "form full")
