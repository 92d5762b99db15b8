"""Who is asking: a person signed in, a browser with nothing but links, or a program with a key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from api.accounts.repository import signed_in
from api.accounts.tables import User
from api.kit.clock import now
from api.kit.database import Database
from api.kit.dependencies import LimitsDep, SettingsDep, address_of
from api.kit.errors import Forbidden, Unauthorised
from api.kit.pages import browser_of
from api.kit.security import token_digest
from api.organisations import repository

__all__ = ["SCOPES", "Asker", "CallerDep", "KeyDep", "PersonDep", "UserDep", "charge", "person_of"]

SCOPES = (
    "assessments:read", "assessments:write", "organisation:read", "organisation:write",
    "parks:read", "parks:write",
)  # fmt: skip
"""What an API key may do; a key without a scope it needs is refused with 403."""

_TOUCH = dt.timedelta(minutes=10)  # how exactly the last use of a key is kept


@dataclass(frozen=True)
class Asker:
    """Whom a query is for; every repository function that reads tenants' rows takes one."""

    label: str
    """Stands in the audit trail: ``user:…``, ``browser`` or ``key:…``."""
    user: User | None = None
    browser: str | None = None
    memberships: Mapping[int, str] = field(default_factory=dict)
    """Role by organisation id."""
    scopes: frozenset[str] | None = None
    """What a key may do; ``None`` for people."""
    expires_at: dt.datetime | None = None
    """When a key ends, if it does."""

    @property
    def organisations(self) -> list[int]:
        """Ids of the organisations asked for."""
        return list(self.memberships)

    def needs(self, scope: str) -> None:
        """Raise ``Forbidden`` when a key lacks *scope*."""
        if self.scopes is not None and scope not in self.scopes:
            raise Forbidden("scope", scope=scope)


def person(session: Session, browser: str) -> Asker:
    """Return who sits at the browser with this digest."""
    user = signed_in(session, browser, now())
    if user is None:
        return Asker("browser", browser=browser)
    roles = repository.memberships(session, user.id)
    return Asker(f"user:{user.public_id}", user=user, browser=browser, memberships=roles)


def person_of(request: Request) -> Asker:
    """Return who sits at the browser a request comes from; pages find the account in *scope*."""
    database: Database = request.app.state.database
    with database.read() as session:
        found = person(session, token_digest(browser_of(request).token))
    request.scope["user"] = found.user
    return found


PersonDep = Annotated[Asker, Depends(person_of)]


def user_of(asker: PersonDep) -> Asker:
    """Return the person signed in; raises ``Unauthorised`` when nobody is."""
    if asker.user is None:
        raise Unauthorised("sign_in_needed")
    return asker


UserDep = Annotated[Asker, Depends(user_of)]

_bearer = HTTPBearer(auto_error=False, scheme_name="api_key", description="An API key")


def key_of(
    request: Request,
    settings: SettingsDep,
    limits: LimitsDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Asker:
    """Return the program behind a bearer key; raises ``Unauthorised`` without a valid one."""
    if credentials is None:
        raise Unauthorised
    database: Database = request.app.state.database
    digest, at = token_digest(credentials.credentials), now()
    with database.read() as session:
        key = repository.live_key(session, digest, at)
    if key is None:
        raise Unauthorised("bad_key")
    limits.count(settings.key_limit, "key", key.public_id)
    if key.last_used_at is None or key.last_used_at < at - _TOUCH:
        with database.write() as session:
            repository.touch_key(session, key.id, at)
    return Asker(
        f"key:{key.public_id}",
        memberships={key.organisation_id: "owner"},
        scopes=frozenset(key.scopes),
        expires_at=key.expires_at,
    )


KeyDep = Annotated[Asker, Depends(key_of)]


async def caller_of(
    request: Request,
    settings: SettingsDep,
    limits: LimitsDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Asker | None:
    """Return the program behind a key; without one the caller counts by its address."""
    if credentials is not None:
        return await run_in_threadpool(key_of, request, settings, limits, credentials)
    limits.count(settings.anonymous_limit, "anonymous", address_of(request))
    return None


def charge(request: Request, caller: Asker | None, uses: int) -> None:
    """Count *uses* more of a request that turns out to be much work."""
    settings, limits = request.app.state.settings, request.app.state.limits
    if caller is None:
        limits.count(settings.anonymous_limit, "anonymous", address_of(request), uses=uses)
    else:
        limits.count(settings.key_limit, "key", caller.label.removeprefix("key:"), uses=uses)


CallerDep = Annotated[Asker | None, Depends(caller_of)]
