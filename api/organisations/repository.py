"""All queries about organisations, members, invitations and keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import func, update
from sqlmodel import Session, col, or_, select

from api.accounts.tables import User
from api.kit.errors import NotFound
from api.kit.queries import required
from api.organisations.tables import ApiKey, Invitation, Membership, Organisation

__all__ = [
    "Asking", "Held", "Member", "count_members", "find", "invitation", "invitation_of", "key_of",
    "keys_of", "live_key", "live_keys", "member_of", "members_of", "memberships", "named",
    "open_invitations", "organisations_of", "owners", "touch_key",
]  # fmt: skip


class Asking(Protocol):
    """Whoever asks, as far as this room needs to know."""

    @property
    def memberships(self) -> Mapping[int, str]:
        """Role by organisation id."""


@dataclass(frozen=True, slots=True)
class Held:
    """An organisation with the asker's role in it."""

    row: Organisation
    role: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person in an organisation."""

    row: Membership
    user: User


def _known_form(public_id: str) -> str:
    """Return an id to look for; PostgreSQL takes no text with a NUL in it."""
    return public_id if public_id.isprintable() else ""


def find(session: Session, asker: Asking, public_id: str, *, lock: bool = False) -> Held:
    """Return one of the asker's organisations; raises ``NotFound``.

    *lock* keeps others from changing it or its members until the transaction ends (PostgreSQL).
    """
    query = select(Organisation).where(Organisation.public_id == _known_form(public_id))
    query = query.where(col(Organisation.id).in_(list(asker.memberships)))
    row = required(session, query.with_for_update() if lock else query, "no_organisation")
    return Held(row, asker.memberships[row.id])


def organisations_of(session: Session, asker: Asking) -> list[Held]:
    """Return all of the asker's organisations, oldest first."""
    query = select(Organisation).where(col(Organisation.id).in_(list(asker.memberships)))
    rows = session.exec(query.order_by(col(Organisation.id)))
    return [Held(row, asker.memberships[row.id]) for row in rows]


def named(session: Session, organisation_ids: Sequence[int]) -> list[Organisation]:
    """Return the organisations with these ids, which the asker belongs to, by name."""
    query = select(Organisation).where(col(Organisation.id).in_(organisation_ids))
    return list(session.exec(query.order_by(col(Organisation.name), col(Organisation.id))))


def memberships(session: Session, user_id: int) -> dict[int, str]:
    """Return a person's role by organisation id."""
    query = select(Membership.organisation_id, Membership.role).where(Membership.user_id == user_id)
    return dict(session.exec(query).all())


def members_of(
    session: Session, held: Held, *, limit: int | None = None, after: int = 0
) -> list[Member]:
    """Return members in the order they joined, *after* a membership's id."""
    query = (
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(Membership.organisation_id == held.row.id, col(Membership.id) > after)
        .order_by(col(Membership.id))
    )
    return [Member(row, user) for row, user in session.exec(query.limit(limit))]


def member_of(session: Session, held: Held, public_id: str) -> Member:
    """Return a member by the account's public id; raises ``NotFound``."""
    query = (
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(Membership.organisation_id == held.row.id, User.public_id == _known_form(public_id))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("no_member")
    return Member(*found)


def owners(session: Session, held: Held) -> Sequence[int]:
    """Return the account ids of the owners who can sign in."""
    query = (
        select(Membership.user_id)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(Membership.organisation_id == held.row.id, Membership.role == "owner")
        .where(col(User.disabled_at).is_(None))
    )
    return session.exec(query).all()


def count_members(session: Session, held: Held) -> int:
    """Return how many people belong to an organisation."""
    query = select(func.count()).where(Membership.organisation_id == held.row.id)
    return session.exec(query).one()


def open_invitations(session: Session, held: Held, at: dt.datetime) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    query = (
        select(Invitation)
        .where(Invitation.organisation_id == held.row.id, col(Invitation.expires_at) > at)
        .where(col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
    )
    return list(session.exec(query.order_by(col(Invitation.id).desc())))


def invitation(
    session: Session, public_id: str, *, lock: bool = False
) -> tuple[Invitation, Organisation] | None:
    """Return an invitation by its public id (its signature has been checked), used or not."""
    query = (
        select(Invitation, Organisation)
        .join(Organisation, col(Organisation.id) == col(Invitation.organisation_id))
        .where(Invitation.public_id == _known_form(public_id))
    )
    return session.exec(query.with_for_update() if lock else query).first()


def invitation_of(session: Session, held: Held, public_id: str) -> Invitation:
    """Return an invitation of one organisation; raises ``NotFound``."""
    query = select(Invitation).where(Invitation.organisation_id == held.row.id)
    query = query.where(Invitation.public_id == _known_form(public_id))
    return required(session, query, "no_invitation")


def keys_of(
    session: Session, held: Held, *, limit: int | None = None, before: int | None = None
) -> list[ApiKey]:
    """Return keys, revoked and expired ones too, newest first, *before* a key's id."""
    query = select(ApiKey).where(ApiKey.organisation_id == held.row.id)
    if before is not None:
        query = query.where(col(ApiKey.id) < before)
    return list(session.exec(query.order_by(col(ApiKey.id).desc()).limit(limit)))


def key_of(session: Session, held: Held, public_id: str) -> ApiKey:
    """Return a key of one organisation; raises ``NotFound``."""
    query = select(ApiKey).where(ApiKey.organisation_id == held.row.id)
    query = query.where(ApiKey.public_id == _known_form(public_id))
    return required(session, query, "no_key")


def live_keys(session: Session, held: Held, at: dt.datetime) -> int:
    """Return how many keys of an organisation work."""
    query = (
        select(func.count())
        .where(ApiKey.organisation_id == held.row.id, col(ApiKey.revoked_at).is_(None))
        .where(or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > at))
    )
    return session.exec(query).one()


def live_key(session: Session, digest: str, at: dt.datetime) -> ApiKey | None:
    """Return the key with this digest, unless it is revoked or expired."""
    query = (
        select(ApiKey)
        .where(ApiKey.digest == digest, col(ApiKey.revoked_at).is_(None))
        .where(or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > at))
    )
    return session.exec(query).first()


def touch_key(session: Session, key_id: int, at: dt.datetime) -> None:
    """Note that a key was used."""
    session.execute(update(ApiKey).where(col(ApiKey.id) == key_id).values(last_used_at=at))
