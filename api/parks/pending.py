"""A list of members that was read and waits to be confirmed: one a park, the newest one sent.

It is kept beside the documents rather than in a table, as nothing else ever asks for it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.kit.errors import Conflict, NotFound
from api.kit.i18n import LANGUAGES
from api.kit.storage import Storage
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import campaigns, members, records
from api.parks.lists import Listing

__all__ = ["Pending", "confirm", "drop", "keep", "name_of", "waiting"]

_MOST_PROBLEMS = 500

Firm = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Pending:
    """What a list would do to the members as they are now.

    ``seen`` names exactly this list; ``problems`` are dictionaries with ``row``, ``column`` and
    ``said``, by language what is wrong and what to do.
    """

    file: str
    seen: str
    new: tuple[Firm, ...]
    renewed: tuple[Firm, ...]
    same: tuple[Firm, ...]
    problems: tuple[dict[str, Any], ...]
    rejected: int


def name_of(park: Organisation) -> str:
    """Return the name in the store of the list that waits."""
    return f"members-{hashlib.sha256(park.public_id.encode()).hexdigest()[:32]}.json"


def keep(
    session: Session, storage: Storage, asker: Asker, park_id: str, found: Listing, file: str
) -> None:
    """Keep what was read until somebody confirms it; a list that waited before is dropped."""
    park = campaigns.managed(session, asker, park_id)
    problems = [
        {
            "row": problem.place.row,
            "column": problem.place.column,
            "said": {lang: [problem.what(lang), problem.todo(lang)] for lang in LANGUAGES},
        }
        for problem in found.problems[:_MOST_PROBLEMS]
    ]
    rejected = len({problem.place.row for problem in found.problems})
    kept = {"file": file, "firms": found.firms, "problems": problems, "rejected": rejected}
    storage.put(name_of(park), json.dumps(kept, ensure_ascii=False).encode())


def waiting(session: Session, storage: Storage, asker: Asker, park_id: str) -> Pending:
    """Return the list that waits, compared with the members; raises ``NotFound``."""
    park = campaigns.managed(session, asker, park_id)
    data = storage.get(name_of(park))
    if data is None:
        raise NotFound("no_pending_list")
    kept = json.loads(data)
    there = {row.credit_code: row for row in records.all_members(session, park)}
    by_fate: dict[str, list[Firm]] = {"new": [], "renewed": [], "same": []}
    for name, code, contact in kept["firms"]:
        row = there.get(code)
        same = row is not None and row.name == name and contact in ("", row.contact)
        by_fate["new" if row is None else "same" if same else "renewed"].append(
            (name, code, contact)
        )
    return Pending(
        file=kept["file"],
        seen=hashlib.sha256(data).hexdigest()[:32],
        **{fate: tuple(firms) for fate, firms in by_fate.items()},
        problems=tuple(kept["problems"]),
        rejected=kept["rejected"],
    )


def confirm(session: Session, storage: Storage, asker: Asker, park_id: str, seen: str) -> None:
    """Take over the list that was *seen*; raises ``Conflict`` when another one waits by now."""
    found = waiting(session, storage, asker, park_id)
    if found.seen != seen:
        raise Conflict("other_pending_list")
    members.add_many(session, asker, park_id, [*found.new, *found.renewed])
    drop(session, storage, asker, park_id)


def drop(session: Session, storage: Storage, asker: Asker, park_id: str) -> None:
    """Forget the list that waits."""
    park = campaigns.managed(session, asker, park_id)
    storage.drop(name_of(park))
