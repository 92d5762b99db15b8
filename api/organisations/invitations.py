"""Invitations: signed links by which people join an organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlmodel import Session

from api.accounts.tables import User
from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Conflict, Gone, NotFound
from api.kit.security import Signer, new_id
from api.organisations import repository, service
from api.organisations.asking import Asker
from api.organisations.tables import Invitation, Organisation

__all__ = ["DAYS", "MOST_LABEL", "accept", "invite", "opened", "path", "revoke"]

DAYS = ("1", "7", "30")
"""How long an invitation can be accepted."""
MOST_LABEL = 100  # characters
_MOST_OPEN = 100
_PURPOSE = "invitation"


def path(signer: Signer, invitation: Invitation) -> str:
    """Return the path of an invitation's link."""
    signature = signer.sign(_PURPOSE, invitation.public_id)
    return f"/invitations/{invitation.public_id}/{signature}"


def invite(
    session: Session, asker: Asker, public_id: str, *, role: str, label: str, days: int
) -> Invitation:
    """Make an invitation."""
    held, at = service.owned(session, asker, public_id), now()
    if len(repository.open_invitations(session, held, at)) >= _MOST_OPEN:
        raise Conflict("too_many_invitations", most=_MOST_OPEN)
    row = Invitation(
        public_id=new_id(), organisation_id=held.row.id, role=role, label=label, created_at=at,
        expires_at=at + dt.timedelta(days=days),
    )  # fmt: skip
    session.add(row)
    made = {f"invitation:{row.public_id}": (None, role)}
    audit.note(session, asker.label, service.subject(held.row), "invited", made)
    return row


def revoke(session: Session, asker: Asker, public_id: str, invitation: str) -> None:
    """Make an invitation void; one that was accepted stays as it is."""
    held = service.owned(session, asker, public_id)
    row = repository.invitation_of(session, held, invitation)
    if row.accepted_at is None and row.revoked_at is None:
        row.revoked_at = now()
        session.add(row)
        gone = {f"invitation:{invitation}": (row.role, None)}
        audit.note(session, asker.label, service.subject(held.row), "invitation_revoked", gone)


def opened(
    session: Session, signer: Signer, public_id: str, signature: str, *, belongs: Collection[int],
    lock: bool = False,
) -> tuple[Invitation, Organisation]:  # fmt: skip
    """Return what a link invites to, to those who *belong* to it already also when it is used.

    Raises ``NotFound`` or, for a link that was valid once, ``Gone``.
    """
    if not signer.check(_PURPOSE, public_id, signature):
        raise NotFound
    found = repository.invitation(session, public_id, lock=lock)
    if found is None or not (_open(found[0]) or found[1].id in belongs):
        raise Gone("invitation_gone")
    return found


def _open(row: Invitation) -> bool:
    return row.accepted_at is None and row.revoked_at is None and row.expires_at > now()


def accept(
    session: Session, signer: Signer, asker: Asker, user: User, public_id: str, signature: str
) -> Organisation:
    """Join; whoever belongs to the organisation already keeps their role and the link its use."""
    mine = repository.memberships(session, user.id)
    row, organisation = opened(session, signer, public_id, signature, belongs=mine, lock=True)
    if organisation.id in mine:
        return organisation
    row.accepted_at = now()
    session.add(row)
    service.add_member(session, organisation, user, row.role, asker.label)
    return organisation
