"""Who has signed in at the browser a request comes from."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.accounts.repository import signed_in
from api.accounts.tables import User
from api.kit.clock import now
from api.kit.database import Database
from api.kit.pages import browser_of
from api.kit.security import token_digest

__all__ = ["VisitorDep"]


def visitor_of(request: Request) -> User | None:
    """Return the person signed in, if anybody is; pages find the account in *scope*."""
    database: Database = request.app.state.database
    with database.read() as session:
        found = signed_in(session, token_digest(browser_of(request).token), now())
    request.scope["user"] = found
    return found


VisitorDep = Annotated[User | None, Depends(visitor_of)]
