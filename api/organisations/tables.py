"""Organisations, who belongs to them, and the keys of their programs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from api.kit.tables import JSON_, BigId, Table, UtcTime, key, one_of

__all__ = ["KINDS", "ROLES", "ApiKey", "Invitation", "Membership", "Organisation"]

KINDS = ("firm", "park")
ROLES = ("owner", "member", "reviewer")
"""Owners also manage members and keys; reviewers only read."""


class Organisation(Table, table=True):
    """A firm or a park. The credit code is what the firm says; nothing is proved by it."""

    __tablename__ = "organisation"
    __table_args__ = (one_of("kind", KINDS),)

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    kind: str = Field(max_length=10)
    name: str = Field(max_length=200)
    credit_code: str | None = Field(default=None, max_length=18, index=True)
    created_at: dt.datetime = Field(sa_type=UtcTime)


class Membership(Table, table=True):
    """A person in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"), one_of("role", ROLES))

    id: int = key()
    organisation_id: int = Field(foreign_key="organisation.id", sa_type=BigId, ondelete="CASCADE")
    user_id: int = Field(foreign_key="account.id", sa_type=BigId, index=True, ondelete="CASCADE")
    role: str = Field(max_length=10)
    created_at: dt.datetime = Field(sa_type=UtcTime)


class Invitation(Table, table=True):
    """An invitation to join; its link is signed, so no token is stored."""

    __tablename__ = "invitation"
    __table_args__ = (one_of("role", ROLES),)

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    organisation_id: int = Field(
        foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    role: str = Field(max_length=10)
    label: str = Field(max_length=100)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    expires_at: dt.datetime = Field(sa_type=UtcTime)
    accepted_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class ApiKey(Table, table=True):
    """A program's key to one organisation; only the digest of its secret is stored."""

    __tablename__ = "api_key"

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    organisation_id: int = Field(
        foreign_key="organisation.id", sa_type=BigId, index=True, ondelete="CASCADE"
    )
    name: str = Field(max_length=100)
    digest: str = Field(unique=True, max_length=64)
    scopes: list[str] = Field(sa_type=JSON_)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    expires_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    last_used_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
