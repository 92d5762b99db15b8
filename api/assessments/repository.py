"""All queries about assessments. Each takes who is asking; somebody else's id is not found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, tuple_
from sqlmodel import Session, col, or_, select

from api.assessments.tables import Assessment, Consent, Grant, Link, Result, Upload
from api.kit.clock import day_of, now
from api.kit.errors import NotFound
from api.organisations.asking import Asker
from api.organisations.tables import Organisation

__all__ = [
    "Access", "Held", "add_grant", "browser_assessments", "consents",
    "drop_grants", "drop_uploads", "find", "linked", "links_of", "page_of", "result_of",
    "results_of", "round_before", "upload_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Access:
    """What the asker may do with an assessment.

    ``whole``: see all of it and manage it; ``edit``: change answers; ``practices``: the only
    sections open (``None`` for all); ``result``: read the finished result.
    """

    whole: bool = False
    edit: bool = False
    result: bool = False
    practices: frozenset[str] | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An assessment with what the asker may do with it."""

    row: Assessment
    access: Access

    @property
    def day(self) -> str | None:
        """The day it was submitted (ISO), ``None`` for a draft."""
        return day_of(self.row.submitted_at).isoformat() if self.row.submitted_at else None


def find(session: Session, asker: Asker, public_id: str, *, lock: bool = False) -> Held:
    """Return an assessment the asker has some access to; raises ``NotFound``.

    *lock* keeps others from changing it until the transaction ends (PostgreSQL; SQLite's writers
    have the whole database to themselves).
    """
    query = select(Assessment).where(Assessment.public_id == public_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    access = _access(session, asker, row) if row is not None else None
    if row is None or access is None:
        raise NotFound("no_assessment")
    return Held(row, access)


def _access(session: Session, asker: Asker, row: Assessment) -> Access | None:
    role = asker.memberships.get(row.organisation_id or 0)
    if role is not None:
        return Access(whole=True, edit=role != "reviewer", result=True, label=asker.label)
    links = _open_links(session, asker, [row.id])
    if not links:
        return None
    if any(link.kind == "draft" for link in links):
        return Access(whole=True, edit=True, result=True, label=asker.label)
    sections = frozenset(link.practice for link in links if link.kind == "section")
    label = next((f"link:{link.public_id}" for link in links), asker.label)
    return Access(
        edit=bool(sections),
        result=any(link.kind == "share" for link in links),
        practices=frozenset(practice for practice in sections if practice),
        label=label,
    )


def _open_links(session: Session, asker: Asker, ids: Sequence[int]) -> list[Link]:
    if asker.browser is None:
        return []
    query = (
        select(Link)
        .join(Grant, col(Grant.link_id) == col(Link.id))
        .where(Grant.browser == asker.browser, col(Link.assessment_id).in_(ids))
        .where(col(Link.revoked_at).is_(None))
        .where(or_(col(Link.expires_at).is_(None), col(Link.expires_at) > now()))
    )
    return list(session.exec(query))


def browser_assessments(session: Session, asker: Asker) -> list[Assessment]:
    """Return the assessments this browser holds a whole draft's link to, newest first."""
    held = (
        select(Link.assessment_id)
        .join(Grant, col(Grant.link_id) == col(Link.id))
        .where(Grant.browser == asker.browser, Link.kind == "draft")
        .where(col(Link.revoked_at).is_(None))
    )
    query = select(Assessment).where(col(Assessment.id).in_(held))
    query = query.order_by(col(Assessment.updated_at).desc())
    return list(session.exec(query)) if asker.browser is not None else []


def page_of(
    session: Session, asker: Asker, *, limit: int, after: tuple[dt.datetime, str] | None = None,
    organisation_id: int | None = None, state: str | None = None,
    questionnaire: str | None = None,
) -> list[Assessment]:  # fmt: skip
    """Return the assessments of the asker's organisations, newest first, *after* a position.

    The position is a row's time and public id: its own id would tell how many there are.
    """
    query = select(Assessment).where(col(Assessment.organisation_id).in_(asker.organisations))
    if organisation_id is not None:
        query = query.where(Assessment.organisation_id == organisation_id)
    if state is not None:
        query = query.where(Assessment.state == state)
    if questionnaire is not None:
        query = query.where(Assessment.questionnaire == questionnaire)
    if after is not None:
        position = tuple_(col(Assessment.created_at), col(Assessment.public_id))
        query = query.where(position < after)
    query = query.order_by(col(Assessment.created_at).desc(), col(Assessment.public_id).desc())
    return list(session.exec(query.limit(limit)))


def result_of(session: Session, held: Held) -> Result | None:
    """Return the frozen result of an assessment that was found for its asker."""
    return session.get(Result, held.row.id)


def results_of(session: Session, rows: Sequence[Assessment]) -> dict[int, tuple[Any, ...]]:
    """Return (score, level) by assessment id for a list that was found for its asker."""
    query = select(Result.assessment_id, Result.score, Result.level)
    found = session.exec(query.where(col(Result.assessment_id).in_([row.id for row in rows])))
    return {assessment: (score, level) for assessment, score, level in found}


def round_before(session: Session, asker: Asker, held: Held) -> Held | None:
    """Return the round this one was copied from, if the asker may see it as well."""
    if held.row.previous_id is None:
        return None
    row = session.get(Assessment, held.row.previous_id)
    access = _access(session, asker, row) if row is not None else None
    return Held(row, access) if row is not None and access is not None else None


def links_of(session: Session, held: Held) -> list[Link]:
    """Return all links of an assessment, oldest first."""
    query = select(Link).where(Link.assessment_id == held.row.id).order_by(col(Link.id))
    return list(session.exec(query))


def linked(session: Session, public_id: str) -> tuple[Link, str] | None:
    """Return a link, revoked or not, with the public id of its assessment.

    Only for a token that has been checked: it is the one query without an asker.
    """
    query = select(Link, Assessment.public_id).join(Assessment).where(Link.public_id == public_id)
    found = session.exec(query).first()
    return None if found is None else (found[0], found[1])


def add_grant(session: Session, browser: str, link: Link) -> None:
    """Remember that a browser opened a link."""
    query = select(Grant).where(Grant.browser == browser, Grant.link_id == link.id)
    if session.exec(query).first() is None:
        session.add(Grant(browser=browser, link_id=link.id, created_at=now()))


def drop_grants(session: Session, link_ids: Sequence[int]) -> None:
    """Forget which browsers opened these links."""
    session.execute(delete(Grant).where(col(Grant.link_id).in_(link_ids)))


def upload_of(session: Session, held: Held, public_id: str) -> Upload | None:
    """Return an upload that waits to be confirmed."""
    query = select(Upload).where(Upload.public_id == public_id, Upload.assessment_id == held.row.id)
    return session.exec(query).first()


def drop_uploads(session: Session, before: dt.datetime) -> None:
    """Delete the uploads that nobody has confirmed since."""
    session.execute(delete(Upload).where(col(Upload.created_at) < before))


def consents(session: Session, held: Held) -> list[tuple[Consent, Organisation]]:
    """Return the consents in force for an assessment that was found for its asker."""
    query = (
        select(Consent, Organisation)
        .join(Organisation, col(Organisation.id) == col(Consent.park_id))
        .where(Consent.assessment_id == held.row.id, col(Consent.revoked_at).is_(None))
        .order_by(col(Consent.id))
    )
    return list(session.exec(query).all())
