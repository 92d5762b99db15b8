"""All queries about organisations, members, invitations and keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from api.organisations.tables import ApiKey, Membership, Organisation

__all__ = ["live_key", "memberships", "named", "touch_key"]


def memberships(session: Session, user_id: int) -> dict[int, str]:
    """Return a person's role by organisation id."""
    query = select(Membership.organisation_id, Membership.role).where(Membership.user_id == user_id)
    return dict(session.exec(query).all())


def named(session: Session, organisation_ids: Sequence[int]) -> list[Organisation]:
    """Return the organisations with these ids, which the asker belongs to, by name."""
    query = select(Organisation).where(col(Organisation.id).in_(organisation_ids))
    return list(session.exec(query.order_by(col(Organisation.name), col(Organisation.id))))


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
