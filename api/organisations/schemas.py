"""Organisations, members and keys as programs send and see them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from api.kit.api import Input, Output
from api.organisations import keys, service
from api.organisations.repository import Held, Member
from api.organisations.tables import ApiKey

__all__ = [
    "KeyCreate", "KeyMade", "KeyOut", "MemberOut", "OrganisationOut", "OrganisationPatch",
    "key_made", "key_out", "member_out", "organisation_out",
]  # fmt: skip

Scope = Literal[
    "assessments:read", "assessments:write", "organisation:read", "organisation:write",
    "parks:read", "parks:write",
]  # fmt: skip
_HAS_A_LETTER = r"[^\W_]"
# RFC 3339, 5.6; what else pydantic would take for a time is not what the document promises.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def _moment(value: Any) -> Any:
    if value is None or isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("datetime_type", "a time with its zone is expected")
    try:
        return dt.datetime.fromisoformat(value.upper()).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("datetime_parsing", "there is no such time") from error


class OrganisationOut(Output):
    """An organisation."""

    id: str = Field(examples=["kUrdPqN4xS0a_2Lw"])
    kind: Literal["firm", "park"]
    name: str = Field(examples=["示例·印染有限公司"])
    credit_code: str | None = Field(
        description="Unified social credit code, as the firm says; nothing is proved by it."
    )
    created_at: dt.datetime


class OrganisationPatch(Input):
    """What is to change; whatever is left out stays."""

    name: str = Field(
        default="", min_length=1, max_length=service.MOST_NAME, pattern=_HAS_A_LETTER,
        description="One line.", examples=["示例·印染有限公司"],
    )  # fmt: skip
    credit_code: str | None = Field(
        default=None, max_length=40, examples=["91330100MA27XL0Q2U"],
        description="18 characters with a valid check digit; `null` takes it away.",
    )  # fmt: skip


class MemberOut(Output):
    """A person in an organisation."""

    id: str = Field(examples=["b7Zk0yUqYx3dT1aa"])
    name: str
    email: str
    role: Literal["owner", "member", "reviewer"]
    disabled: bool = Field(description="Kept out by an administrator.")
    joined_at: dt.datetime


class KeyCreate(Input):
    """A key to be made."""

    name: str = Field(
        min_length=1, max_length=keys.MOST_NAME, pattern=_HAS_A_LETTER,
        description="What it is for; one line.", examples=["ERP, monthly import"],
    )  # fmt: skip
    scopes: list[Scope] = Field(
        min_length=1, max_length=4, description="None that the key in use lacks.",
        examples=[["assessments:read"]],
    )  # fmt: skip
    expires_at: Annotated[dt.datetime | None, BeforeValidator(_moment)] = Field(
        description="Not later than the end of the key in use; `null`: no end.",
        examples=["2027-06-30T00:00:00Z"],
    )


class KeyOut(Output):
    """A key, without its secret."""

    id: str = Field(examples=["Wm0c9Jd3kq7sT5vB"])
    name: str
    scopes: list[Scope]
    state: Literal["live", "expired", "revoked"]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None = Field(description="To about ten minutes.")
    revoked_at: dt.datetime | None


class KeyMade(KeyOut):
    """A new key with its secret."""

    secret: str = Field(
        description="Send it as `Authorization: Bearer <secret>`. It is not shown again.",
        examples=["mat_Wm0c9Jd3kq7sT5vB_pJr2nV0aXq4yT8eLw6kZc1mBf3hGdS5u"],
    )


def organisation_out(held: Held) -> OrganisationOut:
    """Return an organisation."""
    row = held.row
    return OrganisationOut(
        id=row.public_id, kind=row.kind, name=row.name, credit_code=row.credit_code,
        created_at=row.created_at,
    )  # fmt: skip


def member_out(member: Member) -> MemberOut:
    """Return a member."""
    return MemberOut(
        id=member.user.public_id, name=member.user.name, email=member.user.email,
        role=member.row.role,
        disabled=member.user.disabled_at is not None, joined_at=member.row.created_at,
    )  # fmt: skip


def _facts(row: ApiKey) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.name,
        "scopes": row.scopes,
        "state": keys.state(row),
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
    }


def key_out(row: ApiKey) -> KeyOut:
    """Return a key without its secret."""
    return KeyOut(**_facts(row))


def key_made(row: ApiKey, secret: str) -> KeyMade:
    """Return a new key with its secret."""
    return KeyMade(**_facts(row), secret=secret)
