"""The firms on a park's list: added one by one or from a workbook, each by its credit code."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Conflict, Unusable
from api.kit.security import new_id
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import campaigns, records
from api.parks.tables import Member
from questionnaires.numbers import clean_text
from questionnaires.profile import parse_profile

__all__ = ["MOST", "MOST_CONTACT", "add", "add_many", "change", "remove"]

MOST = 20_000
"""Members of one park; a number beyond it is a mistake or an attack."""

MOST_CONTACT = 200


def add(
    session: Session, asker: Asker, park_id: str, *, name: str, credit_code: str, contact: str = ""
) -> Member:
    """Put a firm on the list; raises ``Unusable`` with what is wrong with name and code."""
    park = campaigns.managed(session, asker, park_id)
    facts, problems = parse_profile({"name": name, "credit_code": credit_code})
    if problems or not facts.name or not facts.credit_code:
        raise Unusable("member_facts", problems=problems)
    [row], _ = _store(session, asker, park, [(facts.name, facts.credit_code, contact)])
    return row


def add_many(
    session: Session, asker: Asker, park_id: str, firms: Sequence[tuple[str, str, str]]
) -> tuple[int, int]:
    """Put firms (name, valid credit code, contact) on the list.

    Returns how many are new and how many were there; names and contacts of those are renewed.
    """
    park = campaigns.managed(session, asker, park_id)
    rows, new = _store(session, asker, park, firms)
    return new, len(rows) - new


def _store(
    session: Session, asker: Asker, park: Organisation, firms: Sequence[tuple[str, str, str]]
) -> tuple[list[Member], int]:
    """Write the firms; return their rows and how many were not on the list before."""
    there = {row.credit_code: row for row in records.all_members(session, park, left=True)}
    rows, new = [], 0
    for name, code, contact in firms:
        row = there.get(code) or Member(
            public_id=new_id(), park_id=park.id, credit_code=code, name="", created_at=now()
        )
        new += code not in there or row.left_at is not None
        row.name, row.left_at = clean_text(name), None
        row.contact = clean_text(contact)[:MOST_CONTACT] or row.contact
        there[code] = row
        rows.append(row)
    if len(there) > MOST:
        raise Conflict("too_many_members", most=MOST)
    session.add_all(rows)
    session.flush()
    count = {"members": (None, len(rows))}
    audit.note(session, asker.label, f"organisation:{park.public_id}", "members", count)
    return rows, new


def change(
    session: Session, asker: Asker, park_id: str, member_id: str, *, name: str, contact: str
) -> Member:
    """Give a firm on the list another name or contact; its code stays."""
    park = campaigns.managed(session, asker, park_id)
    row = records.member(session, park, member_id)
    row.name, row.contact = name, contact
    session.add(row)
    return row


def remove(session: Session, asker: Asker, park_id: str, member_id: str) -> None:
    """Take a firm off the list; its results stay in past campaigns."""
    park = campaigns.managed(session, asker, park_id)
    row = records.member(session, park, member_id)
    if row.left_at is None:
        row.left_at = now()
        session.add(row)
