"""What programs do with their organisation, beyond what pages do: parts of lists, single fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from api.kit.api import Cursors
from api.kit.errors import Unusable
from api.organisations import repository, service
from api.organisations.asking import Asker
from api.organisations.repository import Held, Member
from api.organisations.tables import ApiKey
from questionnaires.numbers import clean_text
from questionnaires.profile import parse_profile

__all__ = ["change", "keys", "line", "members"]


def line(text: str, most: int) -> str:
    """Return a name as one clean line; normalising may have made it longer than it came."""
    name = clean_text(text)
    if len(name) > most:
        raise Unusable("name_too_long", most=most)
    return name


def change(session: Session, asker: Asker, public_id: str, sent: Mapping[str, Any]) -> Held:
    """Change the name, the credit code or both."""
    held = service.owned(session, asker, public_id)
    wanted = dict(sent)
    if "name" in wanted:
        wanted["name"] = line(wanted["name"], service.MOST_NAME)
    if wanted.get("credit_code") is not None:
        profile, problems = parse_profile({"credit_code": wanted["credit_code"]})
        if problems:
            raise Unusable(problems=problems)
        wanted["credit_code"] = profile.credit_code
    service.change(session, asker, held, **wanted)
    return held


def members(
    session: Session, asker: Asker, public_id: str, cursors: Cursors, *, limit: int,
    cursor: str | None,
) -> tuple[list[Member], str | None]:  # fmt: skip
    """Return part of the members, in the order they joined, and the cursor of the next part."""
    held = repository.find(session, asker, public_id)
    after = 0 if cursor is None else int(cursors.read(cursor)[0])
    found = repository.members_of(session, held, limit=limit + 1, after=after)
    following = cursors.write(str(found[limit - 1].row.id)) if len(found) > limit else None
    return found[:limit], following


def keys(
    session: Session, asker: Asker, public_id: str, cursors: Cursors, *, limit: int,
    cursor: str | None,
) -> tuple[list[ApiKey], str | None]:  # fmt: skip
    """Return part of the keys, newest first, and the cursor of the next part."""
    held = repository.find(session, asker, public_id)
    before = None if cursor is None else int(cursors.read(cursor)[0])
    found = repository.keys_of(session, held, limit=limit + 1, before=before)
    following = cursors.write(str(found[limit - 1].id)) if len(found) > limit else None
    return found[:limit], following
