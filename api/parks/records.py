"""All queries about a park's members and campaigns.

A park is found for its asker by `repository.park_of`; what is asked here belongs to that park.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, true, tuple_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from api.assessments.tables import Assessment, Consent, Result
from api.kit.errors import NotFound
from api.kit.queries import required
from api.organisations.tables import Organisation
from api.parks.tables import Campaign, Entry, Member, ParkProfile

__all__ = [
    "Row",
    "all_members",
    "campaign",
    "campaigns",
    "entries",
    "entry",
    "entry_and_park",
    "in_force",
    "member",
    "members",
    "missing",
    "outside",
    "profile",
    "standing",
    "unanswered",
]  # fmt: skip


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


def profile(session: Session, park: Organisation) -> ParkProfile | None:
    """Return how a park presents itself, if it ever said so."""
    return session.get(ParkProfile, park.id)


def members(
    session: Session, park: Organisation, *, search: str = "",
    after: tuple[str, str] | None = None, offset: int = 0, limit: int = 100,
) -> tuple[list[Member], int]:  # fmt: skip
    """Return members present whose name or code contains *search*, by name, and how many fit.

    *after* is the name and code of the last one of a page before.
    """
    query = select(Member).where(Member.park_id == park.id, col(Member.left_at).is_(None))
    if search:
        query = query.where(
            or_(
                col(Member.name).contains(search, autoescape=True),
                col(Member.credit_code).contains(search.upper(), autoescape=True),
            )
        )
    count = session.exec(select(func.count()).select_from(query.subquery())).one()
    if after is not None:
        query = query.where(tuple_(col(Member.name), col(Member.credit_code)) > after)
    query = query.order_by(col(Member.name), col(Member.credit_code)).offset(offset).limit(limit)
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
    return required(session, query, "no_park_member")


def campaigns(session: Session, park: Organisation) -> list[Campaign]:
    """Return a park's campaigns, newest first."""
    query = select(Campaign).where(Campaign.park_id == park.id).order_by(col(Campaign.id).desc())
    return list(session.exec(query))


def standing(session: Session, park: Organisation) -> list[tuple[Campaign, int, int]]:
    """Return a park's campaigns, newest first, with numbers of firms and of those that are done."""
    count = func.count
    query = (
        sa_select(Campaign, count(col(Entry.id)), count(col(Assessment.submitted_at)))
        .outerjoin(Entry, col(Entry.campaign_id) == col(Campaign.id))
        .outerjoin(Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .where(col(Campaign.park_id) == park.id)
        .group_by(col(Campaign.id))
        .order_by(col(Campaign.id).desc())
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def campaign(
    session: Session, park: Organisation, public_id: str, *, lock: bool = False
) -> Campaign:
    """Return one campaign; raises ``NotFound``."""
    query = select(Campaign).where(Campaign.park_id == park.id, Campaign.public_id == public_id)
    return required(session, query.with_for_update() if lock else query, "no_campaign")


_ROW = (
    col(Entry.public_id), col(Member.public_id), col(Member.name), col(Member.credit_code),
    col(Member.contact), col(Entry.source), col(Entry.invited_at), col(Entry.opened_at),
    col(Assessment.public_id), col(Assessment.state), col(Assessment.version),
    col(Assessment.updated_at), col(Assessment.submitted_at), col(Result.score),
    col(Result.level), col(Consent.scope),
)  # fmt: skip


def entries(
    session: Session, found: Campaign, *, only: str | None = None,
    after: tuple[str, str] | None = None, limit: int | None = None,
) -> list[Row]:  # fmt: skip
    """Return the entries of a campaign (or *only* one) by the members' names, without answers.

    *after* is the name and code of the last one of a page before. Scores and levels are there as
    well: whoever shows them looks at ``shown`` first.
    """
    query = (
        sa_select(*_ROW)
        .join_from(Entry, Member, col(Member.id) == col(Entry.member_id))
        .outerjoin(Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .outerjoin(Result, col(Result.assessment_id) == col(Entry.assessment_id))
        .outerjoin(Consent, in_force(found))
        .where(col(Entry.campaign_id) == found.id)
        .order_by(col(Member.name), col(Member.credit_code))
    )
    if only is not None:
        query = query.where(col(Entry.public_id) == only)
    if after is not None:
        query = query.where(tuple_(col(Member.name), col(Member.credit_code)) > after)
    if limit is not None:
        query = query.limit(limit)
    return [Row(*row) for row in session.execute(query)]


def entry(session: Session, found: Campaign, public_id: str) -> Entry:
    """Return one entry of a campaign to be changed; raises ``NotFound``."""
    query = select(Entry).where(Entry.campaign_id == found.id, Entry.public_id == public_id)
    return required(session, query.with_for_update(), "no_entry")


def unanswered(session: Session, found: Campaign) -> list[Member]:
    """Return the members present of whom a campaign has no answers yet, by name."""
    return list(session.exec(_by_name(_without(found, col(Entry.assessment_id).is_not(None)))))


def outside(session: Session, found: Campaign) -> list[Member]:
    """Return the members present who are not in a campaign yet, by name."""
    return list(session.exec(_by_name(_without(found, true()))))


def missing(session: Session, found: Campaign) -> tuple[int, int]:
    """Return how many members are not in a campaign yet, and of how many it has no answers."""
    queries = _without(found, true()), _without(found, col(Entry.assessment_id).is_not(None))
    first, second = (
        session.exec(select(func.count()).select_from(query.subquery())).one() for query in queries
    )
    return first, second


def _without(found: Campaign, reached: ColumnElement[bool]) -> SelectOfScalar[Member]:
    inside = select(Entry.member_id).where(Entry.campaign_id == found.id, reached)
    return select(Member).where(
        Member.park_id == found.park_id,
        col(Member.left_at).is_(None),
        col(Member.id).not_in(inside),
    )


def _by_name(query: SelectOfScalar[Member]) -> SelectOfScalar[Member]:
    return query.order_by(col(Member.name), col(Member.credit_code))


def in_force(found: Campaign) -> ColumnElement[bool]:
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
