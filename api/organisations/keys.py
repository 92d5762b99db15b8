"""API keys: what a program shows to act for an organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Conflict, Forbidden, Unusable
from api.kit.security import Signer, new_id, token_digest
from api.organisations import repository, service
from api.organisations.asking import SCOPES, Asker
from api.organisations.tables import ApiKey

__all__ = ["MOST_NAME", "create", "revoke", "secret_of", "state"]

MOST_NAME = 100  # characters
_MOST_LIVE = 50
_PURPOSE = "api-key"
_PREFIX = "mat"  # lets scanners for leaked secrets find it


def secret_of(signer: Signer, public_id: str) -> str:
    """Return the secret of a key.

    It can be made again, so that a repeated create is answered alike without storing it, but only
    the digest stored of it makes it valid.
    """
    return f"{_PREFIX}_{public_id}_{signer.sign(_PURPOSE, public_id)}"


def create(
    session: Session, signer: Signer, asker: Asker, public_id: str, *, name: str,
    scopes: Sequence[str], expires_at: dt.datetime | None,
) -> ApiKey:  # fmt: skip
    """Make a key; a key makes none that may more or lives longer than itself."""
    held, at = service.owned(session, asker, public_id), now()
    if expires_at is not None and expires_at <= at:
        raise Unusable("in_the_past")
    if asker.scopes is not None and not asker.scopes.issuperset(scopes):
        raise Forbidden("more_scopes")
    if asker.expires_at is not None and (expires_at is None or expires_at > asker.expires_at):
        raise Forbidden("outlives", until=asker.expires_at.isoformat())
    if repository.live_keys(session, held, at) >= _MOST_LIVE:
        raise Conflict("too_many_keys", most=_MOST_LIVE)
    key = new_id()
    row = ApiKey(
        public_id=key, organisation_id=held.row.id, name=name,
        digest=token_digest(secret_of(signer, key)),
        scopes=[scope for scope in SCOPES if scope in scopes], created_at=at,
        expires_at=expires_at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    made = {f"key:{key}": (None, row.scopes)}
    audit.note(session, asker.label, service.subject(held.row), "key_made", made)
    return row


def revoke(session: Session, asker: Asker, public_id: str, key: str) -> ApiKey:
    """Make a key void at once; doing it again changes nothing."""
    held = service.owned(session, asker, public_id)
    row = repository.key_of(session, held, key)
    if row.revoked_at is None:
        row.revoked_at = now()
        session.add(row)
        gone = {f"key:{key}": (row.scopes, None)}
        audit.note(session, asker.label, service.subject(held.row), "key_revoked", gone)
    return row


def state(row: ApiKey) -> str:
    """Return ``live``, ``expired`` or ``revoked``."""
    if row.revoked_at is not None:
        return "revoked"
    return "live" if row.expires_at is None or row.expires_at > now() else "expired"
