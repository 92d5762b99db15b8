"""Accounts, the browsers signed in to them, and links that set a new password."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from api.kit.tables import BigId, Table, UtcTime, key

__all__ = ["PasswordLink", "SignIn", "User"]


class User(Table, table=True):
    """A person; ``email`` is kept folded, so that one address is one account."""

    __tablename__ = "account"  # `user` is reserved in PostgreSQL

    id: int = key()
    public_id: str = Field(unique=True, max_length=40)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=100)
    password: str = Field(max_length=200)
    administrator: bool = False
    created_at: dt.datetime = Field(sa_type=UtcTime)
    disabled_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class SignIn(Table, table=True):
    """A browser signed in to an account; only the digest of its cookie is stored."""

    __tablename__ = "sign_in"

    id: int = key()
    browser: str = Field(unique=True, max_length=64)
    user_id: int = Field(foreign_key="account.id", sa_type=BigId, index=True, ondelete="CASCADE")
    agent: str = Field(max_length=60)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    expires_at: dt.datetime = Field(sa_type=UtcTime)


class PasswordLink(Table, table=True):
    """A link that sets a password; the digest of its token is stored until it is used."""

    __tablename__ = "password_link"

    id: int = key()
    user_id: int = Field(foreign_key="account.id", sa_type=BigId, index=True, ondelete="CASCADE")
    digest: str = Field(unique=True, max_length=64)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    expires_at: dt.datetime = Field(sa_type=UtcTime)
