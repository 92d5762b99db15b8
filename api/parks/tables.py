"""Parks: how they show themselves, their members, campaigns, and what each member sent in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Date, LargeBinary, UniqueConstraint
from sqlmodel import Field

from api.assessments.tables import CONSENTS
from api.kit.tables import JSON_, BigId, Table, UtcTime, key

__all__ = ["Campaign", "Entry", "Import", "Member", "Packed", "ParkProfile"]


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class ParkProfile(Table, table=True):
    """A park's theme for its reports, and whether its firms may stand in benchmarks."""

    __tablename__ = "park_profile"

    park_id: int = Field(
        primary_key=True, foreign_key="organisation.id", sa_type=BigId, ondelete="CASCADE"
    )
    logo: bytes | None = Field(default=None, sa_type=LargeBinary)
    colour: str = Field(default="", max_length=7)
    accent: str = Field(default="", max_length=7)
    publishes: bool = False


class Member(Table, table=True):
    """A firm of a park, known by its credit code."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("park_id", "credit_code"),)

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    park_id: int = Field(foreign_key="organisation.id", sa_type=BigId, ondelete="CASCADE")
    name: str = Field(max_length=200)
    credit_code: str = Field(max_length=18)
    profile: dict[str, Any] = Field(sa_type=JSON_)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    removed_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class Campaign(Table, table=True):
    """One version of a questionnaire, asked of a park's members between two days."""

    __tablename__ = "campaign"
    __table_args__ = (_one_of("form", ("full", "quick")),)

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    park_id: int = Field(
        foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    name: str = Field(max_length=100)
    questionnaire: str = Field(max_length=120)
    form: str = Field(max_length=10)
    opens_on: dt.date = Field(sa_type=Date)
    closes_on: dt.date = Field(sa_type=Date)
    created_at: dt.datetime = Field(sa_type=UtcTime)


class Entry(Table, table=True):
    """One member in one campaign, by invitation or from the register.

    ``digest`` is that of its answers: the same row imported again changes nothing.
    """

    __tablename__ = "entry"
    __table_args__ = (
        _one_of("source", ("invitation", "register")),
        _one_of("consent", CONSENTS),
        UniqueConstraint("campaign_id", "member_id"),
    )

    id: int = key()
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", sa_type=BigId, index=True, ondelete="CASCADE")
    assessment_id: int | None = Field(
        default=None, foreign_key="assessment.id", sa_type=BigId, index=True, ondelete="SET NULL"
    )
    source: str = Field(max_length=10)
    consent: str = Field(max_length=10)
    """How much of it the park may see: what the firm chose, or the park says it has agreed to."""
    digest: str = Field(default="", max_length=64)
    invited_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    opened_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    updated_at: dt.datetime = Field(sa_type=UtcTime)


class Packed(Table, table=True):
    """The frozen numbers of one submitted assessment as bytes (``scoring.packing``).

    A dashboard reads ten thousand of them with one query, and recomputes none.
    """

    __tablename__ = "packed"

    assessment_id: int = Field(
        primary_key=True, foreign_key="assessment.id", sa_type=BigId, ondelete="CASCADE"
    )
    numbers: bytes = Field(sa_type=LargeBinary)


class Import(Table, table=True):
    """A register that was uploaded for a campaign: checked, then confirmed, then imported."""

    __tablename__ = "import"
    __table_args__ = (
        _one_of("state", ("checking", "checked", "confirmed", "done", "refused", "dropped")),
    )

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(
        foreign_key="campaign.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    file: str = Field(max_length=200)
    digest: str = Field(max_length=64)
    state: str = Field(default="checking", max_length=10)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON_)
    """Rows to ``create``, ``update``, left ``unchanged`` and ``rejected``."""
    actor: str = Field(max_length=100)
    created_at: dt.datetime = Field(sa_type=UtcTime)
