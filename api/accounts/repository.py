"""All queries about accounts, signed-in browsers and links that set a password."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlmodel import Session, col, select

from api.accounts.tables import PasswordLink, SignIn, User

__all__ = [
    "drop_links", "end_sign_in", "end_sign_ins", "link_by_digest", "signed_in", "signs_in",
    "user_by_email", "user_by_id", "user_by_public_id",
]  # fmt: skip


def signed_in(session: Session, browser: str, at: dt.datetime) -> User | None:
    """Return the person signed in by the browser with this digest."""
    query = (
        select(User)
        .join(SignIn, col(SignIn.user_id) == col(User.id))
        .where(SignIn.browser == browser, col(SignIn.expires_at) > at)
        .where(col(User.disabled_at).is_(None))
    )
    return session.exec(query).first()


def user_by_email(session: Session, email: str) -> User | None:
    """Return the account of a folded address."""
    return session.exec(select(User).where(User.email == email)).first()


def user_by_id(session: Session, user_id: int) -> User | None:
    """Return an account by its own id."""
    return session.get(User, user_id)


def user_by_public_id(session: Session, public_id: str) -> User | None:
    """Return an account by the id that stands in the audit trail."""
    return session.exec(select(User).where(User.public_id == public_id)).first()


def signs_in(session: Session, user_id: int, at: dt.datetime) -> list[SignIn]:
    """Return the browsers signed in to an account, newest first."""
    query = select(SignIn).where(SignIn.user_id == user_id, col(SignIn.expires_at) > at)
    return list(session.exec(query.order_by(col(SignIn.id).desc())))


def end_sign_in(session: Session, browser: str, at: dt.datetime) -> None:
    """Sign out the browser with this digest, and forget all that have expired."""
    gone = (col(SignIn.browser) == browser) | (col(SignIn.expires_at) <= at)
    session.execute(delete(SignIn).where(gone))


def end_sign_ins(session: Session, user_id: int) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(SignIn).where(col(SignIn.user_id) == user_id))


def link_by_digest(session: Session, digest: str, *, lock: bool) -> PasswordLink | None:
    """Return a link that sets a password; *lock* keeps others from using it meanwhile."""
    query = select(PasswordLink).where(PasswordLink.digest == digest)
    return session.exec(query.with_for_update() if lock else query).first()


def drop_links(session: Session, user_id: int) -> None:
    """Make all links void that would set this person's password."""
    session.execute(delete(PasswordLink).where(col(PasswordLink.user_id) == user_id))
