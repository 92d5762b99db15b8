"""What programs ask of a park beyond what its pages do: parts of lists."""

from __future__ import annotations

from sqlmodel import Session

from api.kit.api import Cursors
from api.organisations.asking import Asker
from api.parks import records, repository
from api.parks.records import Row
from api.parks.tables import Member

__all__ = ["entries", "firms"]


def firms(
    session: Session, asker: Asker, park_id: str, cursors: Cursors, *, limit: int,
    cursor: str | None,
) -> tuple[list[Member], str | None]:  # fmt: skip
    """Return part of the firms on a park's list, and the cursor of the next part."""
    park = repository.park_of(session, asker, park_id)
    found, _ = records.members(session, park, limit=limit + 1, after=_after(cursors, cursor))
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], None if last is None else cursors.write(last.name, last.credit_code)


def _after(cursors: Cursors, cursor: str | None) -> tuple[str, str] | None:
    if cursor is None:
        return None
    name, code = cursors.read(cursor)
    return name, code


def entries(
    session: Session, asker: Asker, park_id: str, campaign_id: str, cursors: Cursors, *,
    limit: int, cursor: str | None,
) -> tuple[list[Row], str | None]:  # fmt: skip
    """Return part of a campaign's entries by name, and the cursor of the next part."""
    park = repository.park_of(session, asker, park_id)
    campaign = records.campaign(session, park, campaign_id)
    after = _after(cursors, cursor)
    found = records.entries(session, campaign, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], None if last is None else cursors.write(last.name, last.credit_code)
