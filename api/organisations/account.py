"""One's own account where it touches organisations, which `accounts` cannot know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.repository import user_by_id
from api.accounts.tables import User
from api.kit import audit
from api.kit.errors import Conflict, Unauthorised
from api.kit.storage import Storage
from api.organisations import repository, service
from api.organisations.asking import Asker
from api.organisations.repository import Held

__all__ = ["Leaving", "close", "export", "leaving", "own", "sign_up"]

_MOST_EVENTS = 10_000


def own(session: Session, asker: Asker) -> User:
    """Return the asker's account as it is now."""
    user = None if asker.user is None else user_by_id(session, asker.user.id)
    if user is None or user.disabled_at is not None:
        raise Unauthorised("sign_in_needed")
    return user


def sign_up(
    session: Session, *, email: str, name: str, password: str, organisation: str
) -> None:  # fmt: skip
    """Make an account, and a firm if one is named.

    Nothing happens where there is an account; the caller is not told, so that nobody can ask who
    has one.
    """
    user = accounts.create(session, email=email, name=name, password=password)
    if user is not None and organisation:
        service.create(session, user, organisation, actor=accounts.label(user))


@dataclass(frozen=True, slots=True)
class Leaving:
    """What closing an account means for its organisations."""

    erased: list[Held]
    """Deleted with it: nobody else belongs to them."""
    left: list[Held]
    stuck: list[Held]
    """Somebody else must become an owner first."""


def leaving(session: Session, asker: Asker, user: User) -> Leaving:
    """Return what would happen to the organisations of a person who closes their account."""
    found = Leaving([], [], [])
    for held in repository.organisations_of(session, asker):
        if repository.count_members(session, held) == 1:
            found.erased.append(held)
        elif list(repository.owners(session, held)) == [user.id]:
            found.stuck.append(held)
        else:
            found.left.append(held)
    return found


def close(session: Session, storage: Storage, asker: Asker) -> None:
    """Delete the asker's account and the organisations that nobody else belongs to."""
    user = own(session, asker)
    for held in repository.organisations_of(session, asker):
        repository.find(session, asker, held.row.public_id, lock=True)
    found = leaving(session, asker, user)
    if found.stuck:
        raise Conflict("last_owner")
    for held in found.erased:
        service.erase(session, storage, held, asker.label)
    for held in found.left:
        gone = {f"member:{user.public_id}": (held.role, None)}
        audit.note(session, asker.label, service.subject(held.row), "left", gone)
    accounts.close(session, user)


def export(session: Session, asker: Asker) -> dict[str, Any]:
    """Return the data of the asker's own account; assessments belong to organisations."""
    user = own(session, asker)
    return {
        **accounts.exported(session, user),
        "organisations": [
            {
                "id": held.row.public_id,
                "kind": held.row.kind,
                "name": held.row.name,
                "role": held.role,
            }
            for held in repository.organisations_of(session, asker)
        ],
        "trail": [
            {"at": event.at.isoformat(), "actor": event.actor, "action": event.action}
            for event in audit.history(session, asker.label, _MOST_EVENTS)
        ],
    }
