"""What becomes of a park's registers when the park is deleted; `api.routes` wires it."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col, select

from api.assessments.service import subject
from api.assessments.tables import Assessment, Grant, Link, Result
from api.kit import audit
from api.kit.jobs import Job
from api.kit.storage import Storage
from api.organisations.tables import Organisation
from api.parks import handout, pending
from api.parks.tables import Campaign, Entry, Import

__all__ = ["forget_park"]


def forget_park(session: Session, storage: Storage, organisation_id: int) -> None:
    """Delete what the park's registers said of firms, and its files.

    A firm that has opened its assessment keeps it: it is the firm's own from then on. Everything
    else about a park is deleted with it by the database.
    """
    of_park = (
        select(Entry.assessment_id)
        .join(Campaign, col(Campaign.id) == col(Entry.campaign_id))
        .where(Campaign.park_id == organisation_id, Entry.source == "register")
    )
    opened = select(Link.assessment_id).join(Grant, col(Grant.link_id) == col(Link.id))
    query = (
        select(Assessment, Result.digest)
        .outerjoin(Result, col(Result.assessment_id) == col(Assessment.id))
        .where(col(Assessment.id).in_(of_park), col(Assessment.id).not_in(opened))
    )
    ids = []
    for row, digest in session.exec(query):
        ids.append(row.id)
        audit.forget_values(session, subject(row))
        if digest:
            storage.drop(digest)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        session.execute(delete(Assessment).where(col(Assessment.id).in_(part)))
    files = (
        select(Import.stored)
        .join(Campaign, col(Campaign.id) == col(Import.campaign_id))
        .where(Campaign.park_id == organisation_id)
    )
    for stored in session.exec(files):
        storage.drop(stored.partition(".")[0])
    orders = select(Job).where(Job.organisation_id == organisation_id)
    for job in session.exec(orders.where(col(Job.kind).in_(handout.KINDS))):
        handout.drop(storage, job)
    park = session.get(Organisation, organisation_id)
    if park is not None:
        storage.drop(pending.name_of(park))
