"""All queries about parks and what firms let them see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from api.assessments.tables import Assessment, Consent, Result
from api.kit.clock import now
from api.kit.errors import NotFound
from api.kit.queries import required
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks.tables import Campaign, Entry

__all__ = [
    "Shared", "consent", "one_shared", "park", "park_of", "parks", "shared_with",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shared:
    """An assessment that a firm lets a park see, as far as the consent goes."""

    consent: Consent
    assessment: Assessment
    score: float | None
    level: int | None


def parks(session: Session) -> list[Organisation]:
    """Return all parks; their names are public, so that firms can choose one."""
    query = select(Organisation).where(Organisation.kind == "park")
    return list(session.exec(query.order_by(col(Organisation.name), col(Organisation.id))))


def park(session: Session, public_id: str) -> Organisation:
    """Return a park to share with; raises ``NotFound``."""
    query = select(Organisation).where(
        Organisation.public_id == public_id, Organisation.kind == "park"
    )
    return required(session, query, "no_park")


def park_of(session: Session, asker: Asker, public_id: str) -> Organisation:
    """Return a park to one of its members; raises ``NotFound`` for everybody else."""
    found = park(session, public_id)
    if found.id not in asker.memberships:
        raise NotFound("no_park")
    return found


def consent(session: Session, assessment_id: int, park_id: int) -> Consent | None:
    """Return what an assessment's firm once decided about one park, withdrawn or not."""
    query = select(Consent).where(
        Consent.assessment_id == assessment_id, Consent.park_id == park_id
    )
    return session.exec(query).first()


def give(session: Session, assessment_id: int, park_id: int, scope: str) -> Consent:
    """Let a park see an assessment as far as *scope*, which replaces what was allowed before."""
    found = consent(session, assessment_id, park_id)
    if found is None:
        found = Consent(assessment_id=assessment_id, park_id=park_id, scope=scope, created_at=now())
    elif found.revoked_at is not None or found.scope != scope:
        found.scope, found.created_at, found.revoked_at = scope, now(), None
    session.add(found)
    return found


def take_back(session: Session, assessment_id: int, park_id: int) -> Consent | None:
    """End a consent; return it, ``None`` when there was none in force."""
    found = consent(session, assessment_id, park_id)
    if found is None or found.revoked_at is not None:
        return None
    found.revoked_at = now()
    session.add(found)
    return found


def _shared(found: Organisation) -> Any:
    return (
        select(Consent, Assessment, Result.score, Result.level)
        .join(Assessment, col(Assessment.id) == col(Consent.assessment_id))
        .join(Result, col(Result.assessment_id) == col(Assessment.id))
        .where(Consent.park_id == found.id, col(Consent.revoked_at).is_(None))
    )


def shared_with(session: Session, found: Organisation) -> list[Shared]:
    """Return what a park (found for its asker) may see outside its campaigns, newest first."""
    inside = (
        select(Entry.assessment_id)
        .join(Campaign, col(Campaign.id) == col(Entry.campaign_id))
        .where(Campaign.park_id == found.id, col(Entry.assessment_id).is_not(None))
    )
    query = _shared(found).where(col(Assessment.id).not_in(inside))
    query = query.order_by(col(Assessment.submitted_at).desc(), col(Assessment.id))
    return [Shared(*row) for row in session.exec(query)]


def one_shared(session: Session, found: Organisation, public_id: str) -> Shared:
    """Return one assessment that a park may see; raises ``NotFound``."""
    row = session.exec(_shared(found).where(Assessment.public_id == public_id)).first()
    if row is None:
        raise NotFound("no_assessment")
    return Shared(*row)
