"""What a campaign's dashboard reads: results as far as consents reach, and drafts that stand still.

Consent decides in every query about results.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from api.assessments.tables import Assessment, Consent, Result
from api.parks import records
from api.parks.tables import Campaign, Entry, Member

__all__ = ["Idle", "Numbers", "Seen", "campaign_of", "idle", "numbers", "seen"]

_FEW = 500  # ids in one query; more are read with all the others


class Seen(NamedTuple):
    """One result that a park may see as far as ``scope``; ``id`` is that of its assessment."""

    id: int
    assessment: str
    entry: str
    member: str
    name: str
    credit_code: str
    scope: str


class Numbers(NamedTuple):
    """What was kept of a result, and whether its firm is invented."""

    packed: bytes | None
    fictional: bool


class Idle(NamedTuple):
    """A member who began to fill in and has changed nothing since."""

    entry: str
    name: str
    since: dt.datetime


def seen(session: Session, found: Campaign) -> list[Seen]:
    """Return the results of a campaign that its park may see, in the order of their members."""
    columns = (
        col(Assessment.id), col(Assessment.public_id), col(Entry.public_id),
        col(Member.public_id), col(Member.name), col(Member.credit_code), col(Consent.scope),
    )  # fmt: skip
    query = _allowed(select(*columns), found).join(Member, col(Member.id) == col(Entry.member_id))
    return [Seen(*row) for row in session.execute(query.order_by(col(Entry.member_id)))]


def numbers(session: Session, found: Campaign, wanted: AbstractSet[int]) -> dict[int, Numbers]:
    """Return what was kept of the *wanted* among the results that ``seen`` names, by assessment."""
    if not wanted:
        return {}
    invented = col(Assessment.profile)["fictional"].as_boolean()
    query = _allowed(select(col(Result.assessment_id), col(Result.packed), invented), found)
    query = query.join(Result, col(Result.assessment_id) == col(Assessment.id))
    if len(wanted) <= _FEW:
        query = query.where(col(Assessment.id).in_(sorted(wanted)))
    return {
        key: Numbers(packed, bool(marked))
        for key, packed, marked in session.execute(query)
        if key in wanted
    }


def campaign_of(session: Session, park_id: int, assessment_id: int) -> Campaign | None:
    """Return the campaign of a park that an assessment belongs to, if it does to one."""
    query = (
        select(Campaign)
        .join(Entry, col(Entry.campaign_id) == col(Campaign.id))
        .where(col(Campaign.park_id) == park_id, col(Entry.assessment_id) == assessment_id)
    )
    return session.scalars(query.limit(1)).first()


def idle(session: Session, found: Campaign, since: dt.datetime) -> list[Idle]:
    """Return the invited members whose begun draft has not changed *since*, longest first."""
    query = (
        select(col(Entry.public_id), col(Member.name), col(Assessment.updated_at))
        .join(Member, col(Member.id) == col(Entry.member_id))
        .join(Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .where(
            col(Entry.campaign_id) == found.id, col(Entry.source) == "invitation",
            col(Assessment.state) == "draft", col(Assessment.version) > 0,
            col(Assessment.updated_at) < since,
        )
        .order_by(col(Assessment.updated_at), col(Entry.id))
    )  # fmt: skip
    return [Idle(*row) for row in session.execute(query)]


def _allowed(query: Any, found: Campaign) -> Any:
    """Join a campaign's submitted assessments to the consents in force for its park.

    Results are not looked at: their rows are long, and looking takes as long as all the rest.
    """
    return (
        query.select_from(Entry)
        .join(Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .join(Consent, records.in_force(found))
        .where(col(Entry.campaign_id) == found.id)
        .where(
            col(Assessment.state) == "submitted",
            col(Assessment.questionnaire) == found.questionnaire,
        )
    )
