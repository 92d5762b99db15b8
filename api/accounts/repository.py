"""All queries about accounts and signed-in browsers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlmodel import Session, col, select

from api.accounts.tables import SignIn, User

__all__ = ["signed_in", "user_by_email", "user_by_id"]


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


def end_sign_ins(session: Session, user_id: int) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(SignIn).where(col(SignIn.user_id) == user_id))
