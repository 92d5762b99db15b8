"""A park's members, its campaigns with an entry for each member, and what it imports.

What a park may see of an entry's assessment stands in ``api.assessments.tables.Consent`` alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field

from api.assessments.tables import CONSENTS
from api.kit.tables import JSON_, BigId, Table, UtcTime, key, one_of

__all__ = ["SOURCES", "Benchmark", "Campaign", "Entry", "Import", "Member", "ParkProfile"]

SOURCES = ("invitation", "register")
"""How an entry's answers come in: by the firm itself, or as a row of the park's register."""

IMPORTS = ("checking", "ready", "unusable", "running", "done", "cancelled", "failed")


class ParkProfile(Table, table=True):
    """How a park presents itself, and whether its figures may stand in public comparisons."""

    __tablename__ = "park_profile"

    organisation_id: int = Field(
        primary_key=True, foreign_key="organisation.id", sa_type=BigId, ondelete="CASCADE"
    )
    title: str = Field(default="", max_length=60)
    main: str = Field(default="", max_length=7)
    accent: str = Field(default="", max_length=7)
    logo: bytes | None = Field(default=None, sa_type=LargeBinary)
    publishes: bool = False
    updated_at: dt.datetime = Field(sa_type=UtcTime)


class Member(Table, table=True):
    """A firm on a park's list, known by its credit code; the firm itself need not know of it."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("park_id", "credit_code"),)

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    park_id: int = Field(foreign_key="organisation.id", sa_type=BigId, ondelete="CASCADE")
    credit_code: str = Field(max_length=18)
    name: str = Field(max_length=200)
    contact: str = Field(default="", max_length=200)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    left_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class Campaign(Table, table=True):
    """One round of assessments of a park's members on one version of a questionnaire.

    ``asks`` is how much the park asks firms to let it see; each firm decides. Days are ISO dates,
    both included.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        one_of("form", ("full", "quick")),
        one_of("asks", CONSENTS),
        CheckConstraint("opens_on <= closes_on", name="days"),
    )

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    park_id: int = Field(
        foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    name: str = Field(max_length=100)
    questionnaire: str = Field(max_length=120)
    form: str = Field(max_length=10)
    asks: str = Field(max_length=10)
    opens_on: str = Field(max_length=10)
    closes_on: str = Field(max_length=10)
    created_at: dt.datetime = Field(sa_type=UtcTime)


class Entry(Table, table=True):
    """A member in a campaign, and the assessment that came of it.

    ``digest`` is that of the register's row last taken over; an equal row changes nothing.
    """

    __tablename__ = "entry"
    __table_args__ = (
        one_of("source", SOURCES),
        UniqueConstraint("campaign_id", "member_id"),
    )

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", sa_type=BigId, index=True, ondelete="CASCADE")
    assessment_id: int | None = Field(
        default=None, foreign_key="assessment.id", sa_type=BigId, index=True, ondelete="SET NULL"
    )
    source: str = Field(max_length=10)
    digest: str | None = Field(default=None, max_length=64)
    invited_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    opened_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    created_at: dt.datetime = Field(sa_type=UtcTime)


class Import(Table, table=True):
    """A register that was uploaded: checked, previewed, confirmed, taken over.

    ``stored`` and ``results`` name files in the store of documents; ``summary`` counts rows by
    what becomes of them, ``problems`` lists the first ones in words.
    """

    __tablename__ = "register_import"  # `import` is reserved in too many places
    __table_args__ = (one_of("state", IMPORTS), one_of("scope", CONSENTS))

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(
        foreign_key="campaign.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    file: str = Field(max_length=200)
    stored: str = Field(max_length=200)
    state: str = Field(default="checking", max_length=10)
    scope: str = Field(default="answers", max_length=10)
    lang: str = Field(max_length=10)
    summary: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_)
    problems: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON_)
    declared_by: str | None = Field(default=None, max_length=100)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    finished_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class Benchmark(Table, table=True):
    """Figures published about comparable firms of several parks, kept as they were published."""

    __tablename__ = "benchmark"

    id: int = key()
    questionnaire: str = Field(max_length=120, index=True)
    document: dict[str, Any] = Field(sa_type=JSON_)
    created_at: dt.datetime = Field(sa_type=UtcTime)
