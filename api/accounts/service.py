"""What can be done with an account: create, sign in and out, set its password, close it.

Passwords arrive here as hashes: hashing takes longer than a write lock may be held.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.accounts import hooks, repository
from api.accounts.agents import agent_name
from api.accounts.tables import PasswordLink, SignIn, User
from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Gone
from api.kit.security import new_id, new_token, token_digest

__all__ = [
    "MOST_NAME", "close", "create", "current", "disable", "enable", "exported", "label",
    "new_link", "owner", "rename", "set_password", "sign_in", "sign_out", "sign_out_everywhere",
    "use_link",
]  # fmt: skip

MOST_NAME = 100  # characters
_LINK_LIVES = dt.timedelta(hours=1)


def label(user: User) -> str:
    """Return the name of an account in the audit trail."""
    return f"user:{user.public_id}"


def create(
    session: Session, *, email: str, name: str, password: str, actor: str | None = None,
    administrator: bool = False,
) -> User | None:  # fmt: skip
    """Make an account of a folded address and a hash; ``None`` when there is one already."""
    if repository.user_by_email(session, email) is not None:
        return None
    user = User(
        public_id=new_id(), email=email, name=name, password=password,
        administrator=administrator, created_at=now(),
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:  # PostgreSQL: somebody else was first a moment ago
        return None
    audit.note(session, actor or label(user), label(user), "created")
    return user


def current(session: Session, found: User | None) -> User | None:
    """Return an account read before, as it is now; ``None`` if its password no longer holds."""
    user = None if found is None else repository.user_by_id(session, found.id)
    if user is None or found is None or user.disabled_at is not None:
        return None
    return user if user.password == found.password else None


def sign_in(session: Session, user: User, browser: str, agent: str, days: int) -> str:
    """Sign a person in for some *days*; return the new secret of their browser's cookie.

    A secret that somebody planted in the browser before is worth nothing afterwards.
    """
    token, at = _moved(session, browser), now()
    session.add(
        SignIn(
            browser=token_digest(token), user_id=user.id, agent=agent_name(agent),
            created_at=at, expires_at=at + dt.timedelta(days=days),
        )
    )  # fmt: skip
    audit.note(session, label(user), label(user), "signed_in")
    return token


def sign_out(session: Session, user: User | None, browser: str) -> str:
    """Sign a browser out; return the new secret of its cookie."""
    if user is not None:
        audit.note(session, label(user), label(user), "signed_out")
    return _moved(session, browser)


def sign_out_everywhere(session: Session, user: User, browser: str) -> str:
    """Sign all browsers of a person out; return the new secret of this one's cookie."""
    repository.end_sign_ins(session, user.id)
    audit.note(session, label(user), label(user), "signed_out_everywhere")
    return _moved(session, browser)


def _moved(session: Session, browser: str) -> str:
    """Give a browser a new secret; whoever had signed in at it no longer is."""
    token = new_token()
    before, after = token_digest(browser), token_digest(token)
    repository.end_sign_in(session, before, now())
    for moved in hooks.browser_moved:
        moved(session, before, after)
    return token


def rename(session: Session, user: User, name: str) -> None:
    """Change a person's name; the trail says that it changed, not what it was."""
    user.name = name
    session.add(user)
    audit.note(session, label(user), label(user), "renamed")


def set_password(session: Session, user: User, password: str) -> None:
    """Set a new password (a hash): all browsers are signed out, open links become void."""
    user.password = password
    session.add(user)
    repository.end_sign_ins(session, user.id)
    repository.drop_links(session, user.id)
    audit.note(session, label(user), label(user), "password_set")


def new_link(session: Session, user: User, actor: str) -> str:
    """Return the secret of a link that sets a new password once, within the hour."""
    token, at = new_token(), now()
    session.add(
        PasswordLink(
            user_id=user.id, digest=token_digest(token), created_at=at, expires_at=at + _LINK_LIVES
        )
    )
    audit.note(session, actor, label(user), "password_link_made")
    return token


def owner(session: Session, token: str, *, lock: bool = False) -> User:
    """Return whose password a link sets; raises ``Gone`` when it is used, old or unknown."""
    link = repository.link_by_digest(session, token_digest(token), lock=lock)
    user = None if link is None else repository.user_by_id(session, link.user_id)
    if link is None or user is None or link.expires_at <= now() or user.disabled_at is not None:
        raise Gone("password_link_gone")
    return user


def use_link(session: Session, token: str, password: str) -> None:
    """Set a password (a hash) by a link, which is void afterwards."""
    set_password(session, owner(session, token, lock=True), password)


def disable(session: Session, user: User, actor: str) -> None:
    """Keep a person out; nothing is deleted."""
    user.disabled_at = now()
    session.add(user)
    repository.end_sign_ins(session, user.id)
    repository.drop_links(session, user.id)
    audit.note(session, actor, label(user), "disabled")


def enable(session: Session, user: User, actor: str) -> None:
    """Let a person in again."""
    user.disabled_at = None
    session.add(user)
    audit.note(session, actor, label(user), "enabled")


def close(session: Session, user: User) -> None:
    """Delete an account; what it did stays in the trail under an id that names nobody."""
    audit.note(session, label(user), label(user), "deleted")
    session.delete(user)
    session.flush()


def exported(session: Session, user: User) -> dict[str, Any]:
    """Return all that is kept about a person, except the hash of the password."""
    return {
        "account": {
            "id": user.public_id,
            "email": user.email,
            "name": user.name,
            "administrator": user.administrator,
            "created_at": user.created_at.isoformat(),
        },
        "signed_in": [
            {
                "browser": each.agent,
                "since": each.created_at.isoformat(),
                "until": each.expires_at.isoformat(),
            }
            for each in repository.signs_in(session, user.id, now())
        ],
    }
