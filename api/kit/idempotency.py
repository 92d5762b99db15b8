"""``Idempotency-Key``: the same create sent twice is done once and answered alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import UniqueConstraint, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, col, select

from api.kit.clock import now
from api.kit.errors import Conflict
from api.kit.tables import JSON_, Table, UtcTime, key
from questionnaires.canonical import digest

__all__ = ["Remembered", "once"]

_KEPT = dt.timedelta(hours=24)


class Remembered(Table, table=True):
    """The answer to a create, kept for a day."""

    __tablename__ = "remembered"
    __table_args__ = (UniqueConstraint("owner", "key"),)

    id: int = key()
    owner: str = Field(max_length=100)
    key: str = Field(max_length=120)
    request: str = Field(max_length=64)
    answer: dict[str, Any] = Field(sa_type=JSON_)
    created_at: dt.datetime = Field(sa_type=UtcTime, index=True)


def once(
    session: Session,
    owner: str,
    given: str | None,
    request: Any,
    create: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """Return the answer remembered for the key *given*, or create one and remember it.

    An answer should name what was made, not hold it: it outlives a deletion by a day. Raises
    ``Conflict`` when the key was used for another request.
    """
    if given is None:
        return create()
    session.execute(delete(Remembered).where(col(Remembered.created_at) < now() - _KEPT))
    query = select(Remembered).where(Remembered.owner == owner, Remembered.key == given)
    found, asked = session.exec(query).first(), digest(request)
    if found is not None:
        if found.request != asked:
            raise Conflict("idempotency_key_reused")
        return found.answer
    answer = create()
    session.add(Remembered(owner=owner, key=given, request=asked, answer=answer, created_at=now()))
    try:
        session.flush()
    except IntegrityError as error:  # the same request came a moment earlier
        raise Conflict("idempotency_key_busy") from error
    return answer
