"""All queries about a park's members, campaigns and imports.

A park is found for its asker by `repository.park_of`; what is asked here belongs to that park.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, tuple_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, or_, select

from api.assessments.tables import Assessment, Consent, Result
from api.kit.errors import NotFound
from api.organisations.tables import Organisation
from api.parks.tables import Campaign, Entry, Import, Member, ParkProfile

__all__ = [
    "Known", "Row", "all_members", "campaign", "campaigns", "consent_of", "entries",
    "entry_and_park", "imports", "known", "member", "members", "profile", "register_import",
]  # fmt: skip

_FEW = 500  # values in one IN; PostgreSQL and SQLite take thousands, plans get no better


@dataclass(frozen=True, slots=True)
class Row:
    """One member in a campaign, and its assessment as far as it has come.

    ``shown`` is how much the park may see (a scope), ``None`` when nothing; ``state``, ``version``
    and times are those of the assessment, ``None`` before there is one.
    """

    entry: str
    member: str
    name: str
    credit_code: str
    contact: str
    source: str
    invited_at: dt.datetime | None
    opened_at: dt.datetime | None
    assessment: str | None
    state: str | None
    version: int | None
    updated_at: dt.datetime | None
    submitted_at: dt.datetime | None
    score: float | None
    level: int | None
    shown: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What a park has of a firm already, for an import to compare with."""

    member_id: int
    has_left: bool
    entry_id: int | None
    source: str | None
    digest: str | None
    assessment_id: int | None
    state: str | None
    version: int | None


def profile(session: Session, park: Organisation) -> ParkProfile | None:
    """Return how a park presents itself, if it ever said so."""
    return session.get(ParkProfile, park.id)


def members(
    session: Session, park: Organisation, *, search: str = "", after: int = 0, limit: int = 100
) -> tuple[list[Member], int]:
    """Return the members present whose name or code contains *search*, and how many there are."""
    query = select(Member).where(Member.park_id == park.id, col(Member.left_at).is_(None))
    if search:
        query = query.where(
            or_(
                col(Member.name).contains(search, autoescape=True),
                col(Member.credit_code).contains(search.upper(), autoescape=True),
            )
        )
    count = session.exec(select(func.count()).select_from(query.subquery())).one()
    query = query.where(col(Member.id) > after).order_by(col(Member.id)).limit(limit)
    return list(session.exec(query)), count


def all_members(session: Session, park: Organisation, *, left: bool = False) -> list[Member]:
    """Return all members by name, with *left* also those who have left."""
    query = select(Member).where(Member.park_id == park.id)
    if not left:
        query = query.where(col(Member.left_at).is_(None))
    return list(session.exec(query.order_by(col(Member.name), col(Member.id))))


def member(session: Session, park: Organisation, public_id: str) -> Member:
    """Return one member; raises ``NotFound``."""
    query = select(Member).where(Member.park_id == park.id, Member.public_id == public_id)
    found = session.exec(query).first()
    if found is None:
        raise NotFound("no_member")
    return found


def campaigns(session: Session, park: Organisation) -> list[Campaign]:
    """Return a park's campaigns, newest first."""
    query = select(Campaign).where(Campaign.park_id == park.id).order_by(col(Campaign.id).desc())
    return list(session.exec(query))


def campaign(
    session: Session, park: Organisation, public_id: str, *, lock: bool = False
) -> Campaign:
    """Return one campaign; raises ``NotFound``."""
    query = select(Campaign).where(Campaign.park_id == park.id, Campaign.public_id == public_id)
    found = session.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound("no_campaign")
    return found


_ROW = (
    col(Entry.public_id), col(Member.public_id), col(Member.name), col(Member.credit_code),
    col(Member.contact), col(Entry.source), col(Entry.invited_at), col(Entry.opened_at),
    col(Assessment.public_id), col(Assessment.state), col(Assessment.version),
    col(Assessment.updated_at), col(Assessment.submitted_at), col(Result.score),
    col(Result.level), col(Consent.scope),
)  # fmt: skip


def entries(
    session: Session, found: Campaign, *, after: tuple[str, str] | None = None,
    limit: int | None = None,
) -> list[Row]:  # fmt: skip
    """Return the entries of a campaign by the members' names; answers are not read.

    *after* is the name and code of the last one of a page before. Scores and levels are there as
    well: whoever shows them looks at ``shown`` first.
    """
    query = (
        sa_select(*_ROW)
        .join_from(Entry, Member, col(Member.id) == col(Entry.member_id))
        .outerjoin(Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .outerjoin(Result, col(Result.assessment_id) == col(Entry.assessment_id))
        .outerjoin(Consent, _allowed(found))
        .where(col(Entry.campaign_id) == found.id)
        .order_by(col(Member.name), col(Member.credit_code))
    )
    if after is not None:
        query = query.where(tuple_(col(Member.name), col(Member.credit_code)) > after)
    if limit is not None:
        query = query.limit(limit)
    return [Row(*row) for row in session.execute(query)]


def _allowed(found: Campaign) -> ColumnElement[bool]:
    """Join an entry's assessment to the consent in force for the campaign's park."""
    return and_(
        col(Consent.assessment_id) == col(Entry.assessment_id),
        col(Consent.park_id) == found.park_id,
        col(Consent.revoked_at).is_(None),
    )


def entry_and_park(
    session: Session, public_id: str, *, lock: bool = False
) -> tuple[Entry, Member, Campaign, Organisation]:
    """Return an entry with everything about its invitation; raises ``NotFound``.

    Only for a token that has been checked: this query has no asker.
    """
    query = (
        select(Entry, Member, Campaign, Organisation)
        .join(Member, col(Member.id) == col(Entry.member_id))
        .join(Campaign, col(Campaign.id) == col(Entry.campaign_id))
        .join(Organisation, col(Organisation.id) == col(Campaign.park_id))
        .where(Entry.public_id == public_id)
    )
    found = session.exec(query.with_for_update(of=Entry) if lock else query).first()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2], found[3]


def imports(session: Session, found: Campaign) -> list[Import]:
    """Return a campaign's imports, newest first."""
    query = select(Import).where(Import.campaign_id == found.id).order_by(col(Import.id).desc())
    return list(session.exec(query))


def register_import(session: Session, found: Campaign, public_id: str) -> Import:
    """Return one import; raises ``NotFound``."""
    query = select(Import).where(Import.campaign_id == found.id, Import.public_id == public_id)
    row = session.exec(query).first()
    if row is None:
        raise NotFound("no_import")
    return row


def known(session: Session, found: Campaign, codes: Sequence[str]) -> dict[str, Known]:
    """Return what there is of the firms with these credit codes, by code."""
    query = (
        sa_select(
            col(Member.credit_code), col(Member.id), col(Member.left_at).is_not(None),
            col(Entry.id), col(Entry.source), col(Entry.digest), col(Entry.assessment_id),
            col(Assessment.state), col(Assessment.version),
        )
        .outerjoin(
            Entry,
            and_(col(Entry.member_id) == col(Member.id), col(Entry.campaign_id) == found.id),
        )
        .outerjoin(Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .where(col(Member.park_id) == found.park_id)
    )  # fmt: skip
    rows = {}
    for start in range(0, len(codes), _FEW):
        part = list(codes[start : start + _FEW])
        for code, *rest in session.execute(query.where(col(Member.credit_code).in_(part))):
            rows[code] = Known(*rest)
    return rows


def consent_of(session: Session, assessment_id: int, park_id: int) -> Consent | None:
    """Return what an assessment's firm once decided about a park, withdrawn or not."""
    query = select(Consent).where(
        Consent.assessment_id == assessment_id, Consent.park_id == park_id
    )
    return session.exec(query).first()
