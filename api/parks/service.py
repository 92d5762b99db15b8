"""A firm lets a park see a result, and takes it back; a park sees what it was allowed."""

from __future__ import annotations

from sqlmodel import Session

from api.assessments import repository as held_by
from api.assessments import service as assessments
from api.assessments.repository import Access, Held
from api.assessments.tables import CONSENTS, Consent
from api.kit import audit
from api.kit.errors import Conflict, Forbidden, Unusable
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import repository
from api.parks.repository import Shared

__all__ = [
    "allow", "allowed", "choices", "held_for_park", "member", "members", "withdraw",
]  # fmt: skip


def choices(session: Session) -> list[Organisation]:
    """Return the parks a firm can choose from."""
    return repository.parks(session)


def allowed(session: Session, held: Held) -> list[tuple[Consent, Organisation]]:
    """Return which parks may see an assessment, and how much."""
    return held_by.consents(session, held)


def allow(session: Session, asker: Asker, public_id: str, park_id: str, scope: str) -> Consent:
    """Let a park see a submitted result as far as *scope*; a new scope replaces the old one."""
    held = _own(session, asker, public_id)
    if held.row.state != "submitted":
        raise Conflict("not_submitted")
    if scope not in CONSENTS:
        raise Unusable("no_scope")
    park = repository.park(session, park_id)
    found = repository.give(session, held.row.id, park.id, scope)
    audit.note(
        session, asker.label, assessments.subject(held.row), "allowed",
        {f"park:{park.public_id}": (None, scope)},
    )  # fmt: skip
    return found


def withdraw(session: Session, asker: Asker, public_id: str, park_id: str) -> None:
    """Take a consent back; the park sees nothing of the assessment from now on."""
    held = _own(session, asker, public_id)
    park = repository.park(session, park_id)
    found = repository.take_back(session, held.row.id, park.id)
    if found is not None:
        audit.note(
            session, asker.label, assessments.subject(held.row), "withdrawn",
            {f"park:{park.public_id}": (found.scope, None)},
        )  # fmt: skip


def _own(session: Session, asker: Asker, public_id: str) -> Held:
    held = assessments.whole(session, asker, public_id, lock=True)
    if not held.access.edit:
        raise Forbidden("read_only")
    return held


def members(session: Session, asker: Asker, park_id: str) -> tuple[Organisation, list[Shared]]:
    """Return a park with all it may see, to one of its own people."""
    found = repository.park_of(session, asker, park_id)
    return found, repository.shared_with(session, found)


def member(
    session: Session, asker: Asker, park_id: str, public_id: str
) -> tuple[Organisation, Shared]:
    """Return one result that a park may see, to one of the park's own people."""
    found = repository.park_of(session, asker, park_id)
    return found, repository.one_shared(session, found, public_id)


def held_for_park(shared: Shared) -> Held:
    """Return a shared assessment as a park holds it: to read the result, nothing else."""
    return Held(shared.assessment, Access(result=True))
