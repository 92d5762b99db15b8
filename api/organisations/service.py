"""What can be done with an organisation and its members.

Owners change; members and reviewers look. Every organisation keeps an owner.
"""

from __future__ import annotations

from typing import Literal

from sqlmodel import Session

from api.accounts.tables import User
from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Conflict, Forbidden
from api.kit.security import new_id
from api.kit.storage import Storage
from api.organisations import hooks, repository
from api.organisations.asking import Asker
from api.organisations.repository import Held
from api.organisations.tables import Membership, Organisation

__all__ = [
    "MOST_NAME", "Kind", "add_member", "change", "change_role", "create", "erase", "owned",
    "remove", "seen_by_owner", "subject",
]  # fmt: skip

Kind = Literal["firm", "park"]
MOST_NAME = 200  # characters
_MOST_OF_A_PERSON = 50


def subject(row: Organisation) -> str:
    """Return the name of an organisation in the audit trail."""
    return f"organisation:{row.public_id}"


def owned(session: Session, asker: Asker, public_id: str) -> Held:
    """Return an organisation to be changed; raises ``Forbidden`` to those who only look."""
    return _for_owner(repository.find(session, asker, public_id, lock=True))


def seen_by_owner(session: Session, asker: Asker, public_id: str) -> Held:
    """Return an organisation to look at what only its owners see."""
    return _for_owner(repository.find(session, asker, public_id))


def _for_owner(held: Held) -> Held:
    if held.role != "owner":
        raise Forbidden("owners_only")
    return held


def create(
    session: Session, owner: User, name: str, *, kind: Kind = "firm",
    credit_code: str | None = None, actor: str,
) -> Organisation:  # fmt: skip
    """Make an organisation with its first owner."""
    if kind == "firm" and len(repository.memberships(session, owner.id)) >= _MOST_OF_A_PERSON:
        raise Conflict("too_many_organisations", most=_MOST_OF_A_PERSON)
    row = Organisation(
        public_id=new_id(), kind=kind, name=name, credit_code=credit_code, created_at=now()
    )
    session.add(row)
    session.flush()
    add_member(session, row, owner, "owner", actor)
    return row


def add_member(session: Session, row: Organisation, user: User, role: str, actor: str) -> None:
    """Let a person in."""
    session.add(Membership(organisation_id=row.id, user_id=user.id, role=role, created_at=now()))
    session.flush()
    joined = {f"member:{user.public_id}": (None, role)}
    audit.note(session, actor, subject(row), "joined", joined)


def change(session: Session, asker: Asker, held: Held, **wanted: str | None) -> None:
    """Change the name or the credit code of an organisation that was found for its owner."""
    row = held.row
    changed = {
        field: (getattr(row, field), value)
        for field, value in wanted.items()
        if getattr(row, field) != value
    }
    if not changed:
        return
    for field, (_, value) in changed.items():
        setattr(row, field, value)
    session.add(row)
    audit.note(session, asker.label, subject(row), "changed", changed)


def change_role(session: Session, asker: Asker, public_id: str, person: str, role: str) -> None:
    """Give a member another role."""
    held = owned(session, asker, public_id)
    member = repository.member_of(session, held, person)
    if role != "owner":
        _keep_an_owner(session, held, member.user)
    before, member.row.role = member.row.role, role
    session.add(member.row)
    changed = {f"member:{person}": (before, role)}
    audit.note(session, asker.label, subject(held.row), "role_changed", changed)


def remove(session: Session, asker: Asker, public_id: str, person: str) -> None:
    """Take a member out; anybody may go, owners may also send away."""
    held = repository.find(session, asker, public_id, lock=True)
    leaves = asker.user is not None and asker.user.public_id == person
    if held.role != "owner" and not leaves:
        raise Forbidden("owners_only")
    member = repository.member_of(session, held, person)
    _keep_an_owner(session, held, member.user)
    session.delete(member.row)
    session.flush()
    changed = {f"member:{person}": (member.row.role, None)}
    audit.note(session, asker.label, subject(held.row), "left", changed)


def _keep_an_owner(session: Session, held: Held, going: User) -> None:
    found = repository.owners(session, held)
    if list(found) == [going.id]:
        raise Conflict("last_owner")


def erase(session: Session, storage: Storage, held: Held, actor: str) -> None:
    """Delete an organisation with its members, invitations, keys and assessments."""
    for deleting in hooks.deleting:
        deleting(session, storage, held.row.id)
    session.delete(held.row)
    session.flush()
    audit.forget_values(session, subject(held.row))
    audit.note(session, actor, subject(held.row), "deleted")
