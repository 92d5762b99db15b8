"""All queries about the registers a campaign is filled with, and the firms they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from api.assessments.tables import Assessment
from api.kit.queries import required
from api.parks.tables import Campaign, Entry, Import, Member

__all__ = ["Known", "imports", "known", "register_import"]

_FEW = 500  # values in one IN; PostgreSQL and SQLite take thousands, plans get no better


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


def imports(session: Session, found: Campaign) -> list[Import]:
    """Return a campaign's imports, newest first."""
    query = select(Import).where(Import.campaign_id == found.id).order_by(col(Import.id).desc())
    return list(session.exec(query))


def register_import(session: Session, found: Campaign, public_id: str) -> Import:
    """Return one import; raises ``NotFound``."""
    query = select(Import).where(Import.campaign_id == found.id, Import.public_id == public_id)
    return required(session, query, "no_import")


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
