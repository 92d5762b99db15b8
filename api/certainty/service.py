"""How sure results are. Everything is computed when asked for; nothing here is stored."""

from __future__ import annotations

from sqlmodel import Session

from api.assessments import repository
from api.assessments import service as assessments
from api.assessments.repository import Held
from api.documents import service as documents
from api.organisations.asking import Asker
from assessment import Doubts, Outcome

__all__ = ["doubted"]


def doubted(session: Session, asker: Asker, public_id: str) -> tuple[Held, Outcome, Doubts]:
    """Return an assessment, submitted or not, with how sure it is, to someone who manages it."""
    held = assessments.whole(session, asker, public_id)
    outcome = assessments.standing(session, held)
    before = repository.round_before(session, asker, held)
    earlier = assessments.outcome_of(session, before) if before is not None else None
    return held, outcome, documents.doubts_of(outcome, earlier, factors=True)
