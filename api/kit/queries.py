"""What all queries for one row of somebody's have in common."""

from __future__ import annotations

from typing import TypeVar

from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from api.kit.errors import NotFound

__all__ = ["required"]

_Row = TypeVar("_Row")


def required(session: Session, query: SelectOfScalar[_Row], missing: str) -> _Row:
    """Return the row that a query finds; raises ``NotFound`` with the code *missing*."""
    found = session.exec(query).first()
    if found is None:
        raise NotFound(missing)
    return found
