"""Assessments with their results, the links that open them, and what waits to be confirmed.

The answers of one assessment are one JSON column: a row per answer took 30 times as long to write.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field

from api.kit.tables import JSON_, BigId, Table, UtcTime, key, one_of

__all__ = ["CONSENTS", "LINKS", "Assessment", "Consent", "Grant", "Link", "Result", "Upload"]

LINKS = ("draft", "section", "share")
"""What a link opens: the whole draft, one practice of it, or the finished result to read."""

CONSENTS = ("level", "scores", "answers")
"""How much a park may see; each includes the ones before it."""


class Assessment(Table, table=True):
    """One firm's answers to one version of a questionnaire, open or submitted."""

    __tablename__ = "assessment"
    __table_args__ = (
        one_of("state", ("draft", "submitted")),
        one_of("form", ("full", "quick")),
        CheckConstraint("version >= 0", name="version"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted"),
    )

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    organisation_id: int | None = Field(
        default=None, foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    questionnaire: str = Field(max_length=120)
    form: str = Field(max_length=10)
    state: str = Field(default="draft", max_length=10)
    profile: dict[str, Any] = Field(sa_type=JSON_)
    answers: dict[str, Any] = Field(sa_type=JSON_)
    notes: dict[str, str] = Field(sa_type=JSON_)
    confidence: dict[str, str] = Field(sa_type=JSON_)
    stamps: dict[str, int] = Field(sa_type=JSON_)
    version: int = Field(default=0, sa_type=BigId)
    previous_id: int | None = Field(
        default=None, foreign_key="assessment.id", sa_type=BigId, index=True, ondelete="SET NULL"
    )
    created_at: dt.datetime = Field(sa_type=UtcTime)
    updated_at: dt.datetime = Field(sa_type=UtcTime)
    submitted_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    declared_by: str | None = Field(default=None, max_length=100)


class Result(Table, table=True):
    """The frozen result of a submitted assessment, with what lists and parks look at.

    ``packed`` holds the result's numbers (``scoring.packing``), from which dashboards are made;
    ``document`` explains them, and is written out only when asked for in results of a register.
    """

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= 100)", name="score"),
        CheckConstraint("level IS NULL OR level >= 0", name="level"),
    )

    assessment_id: int = Field(
        primary_key=True, foreign_key="assessment.id", sa_type=BigId, ondelete="CASCADE"
    )
    document: dict[str, Any] | None = Field(default=None, sa_type=JSON_)
    packed: bytes | None = Field(default=None, sa_type=LargeBinary)
    digest: str = Field(max_length=64, index=True)
    score: float | None = None
    level: int | None = None


class Link(Table, table=True):
    """A secret link; its token is signed by the server, so the database holds none."""

    __tablename__ = "link"
    __table_args__ = (one_of("kind", LINKS),)

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    assessment_id: int = Field(
        foreign_key="assessment.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    kind: str = Field(max_length=10)
    practice: str | None = Field(default=None, max_length=80)
    label: str = Field(default="", max_length=100)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    expires_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class Grant(Table, table=True):
    """A browser that opened a link; it need not show the link again."""

    __tablename__ = "link_grant"  # `grant` is reserved
    __table_args__ = (UniqueConstraint("browser", "link_id"),)

    id: int = key()
    browser: str = Field(max_length=64)
    link_id: int = Field(foreign_key="link.id", sa_type=BigId, index=True, ondelete="CASCADE")
    created_at: dt.datetime = Field(sa_type=UtcTime)


class Consent(Table, table=True):
    """A firm lets a park see one submitted assessment, so far and no further."""

    __tablename__ = "consent"
    __table_args__ = (one_of("scope", CONSENTS), UniqueConstraint("assessment_id", "park_id"))

    id: int = key()
    assessment_id: int = Field(foreign_key="assessment.id", sa_type=BigId, ondelete="CASCADE")
    park_id: int = Field(
        foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    scope: str = Field(max_length=10)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class Upload(Table, table=True):
    """A workbook that was read and waits for its preview to be confirmed."""

    __tablename__ = "upload"

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    assessment_id: int = Field(
        foreign_key="assessment.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    version: int = Field(sa_type=BigId)
    file: str = Field(max_length=200)
    entries: dict[str, Any] = Field(sa_type=JSON_)
    profile: dict[str, Any] = Field(sa_type=JSON_)
    problems: list[dict[str, str]] = Field(sa_type=JSON_)
    created_at: dt.datetime = Field(sa_type=UtcTime)
