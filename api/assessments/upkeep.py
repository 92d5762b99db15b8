"""What becomes of assessments when browsers and organisations change; `api.routes` wires it."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col, select

from api.assessments.service import subject
from api.assessments.tables import Assessment, Grant, Result
from api.kit import audit
from api.kit.storage import Storage

__all__ = ["follow_browser", "forget_organisation"]


def follow_browser(session: Session, before: str, after: str) -> None:
    """Let a browser that got a new cookie keep the links it has opened."""
    session.execute(update(Grant).where(col(Grant.browser) == before).values(browser=after))


def forget_organisation(session: Session, storage: Storage, organisation_id: int) -> None:
    """Forget the answers in the trail and the finished documents of an organisation.

    Its assessments are deleted with it by the database.
    """
    query = (
        select(Assessment, Result)
        .outerjoin(Result, col(Result.assessment_id) == col(Assessment.id))
        .where(Assessment.organisation_id == organisation_id)
    )
    for row, result in session.exec(query):
        audit.forget_values(session, subject(row))
        if result is not None:
            storage.drop(result.digest)
