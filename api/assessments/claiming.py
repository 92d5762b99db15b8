"""An anonymous assessment becomes an organisation's own."""

from __future__ import annotations

from sqlmodel import Session

from api.assessments.repository import Held
from api.assessments.service import subject, whole
from api.kit import audit
from api.kit.errors import Conflict, NotFound
from api.organisations.asking import Asker

__all__ = ["claim"]


def claim(session: Session, asker: Asker, public_id: str, organisation_id: int) -> Held:
    """Move an anonymous assessment into one of the asker's organisations."""
    held = whole(session, asker, public_id, lock=True)
    if asker.memberships.get(organisation_id) not in ("owner", "member"):
        raise NotFound("no_organisation")
    if held.row.organisation_id is not None:
        raise Conflict("claimed")
    held.row.organisation_id = organisation_id
    session.add(held.row)
    audit.note(session, asker.label, subject(held.row), "claimed")
    return held
