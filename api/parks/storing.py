"""Firms of a register compared with what a park has, and taken over in chunks.

Written past the ORM, a statement for many rows: the texts of answers come ready from the batch.
Whoever calls this again after a crash finds equal digests and writes nothing twice.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import TableClause, column, delete, insert, select, table, update
from sqlmodel import Session, col

from api.assessments.tables import Assessment, Consent
from api.kit import audit
from api.kit.security import new_id
from api.kit.tables import UtcTime
from api.parks import registers
from api.parks.registers import Known
from api.parks.tables import Campaign, Entry, Import, Member
from assessment.register import Batch
from scoring.engine import NO_LEVEL
from scoring.packing import pack
from scoring.plan import ROOT

__all__ = ["INVENTED", "Chunks", "fate", "keys"]

INVENTED = "EX"
"""Start of the key of an invented firm that has no credit code; no real code starts so."""

_WRITTEN = 1
"""Version of what a register writes; a firm that went on with its draft counts it up."""

_TIMES = ("created_at", "updated_at", "submitted_at", "revoked_at")


def _plain(name: str, columns: Sequence[str]) -> TableClause:
    """Return a table whose JSON columns take text as it is."""
    typed = [column(each, UtcTime() if each in _TIMES else None) for each in columns]
    return table(name, *typed)


_ASSESSMENT = _plain(
    "assessment",
    ("public_id", "questionnaire", "form", "state", "profile", "answers", "notes", "confidence",
     "stamps", "version", "created_at", "updated_at", "submitted_at", "declared_by"),
)  # fmt: skip
_RESULT = _plain("result", ("assessment_id", "packed", "digest", "score", "level"))


def keys(batch: Batch) -> list[str]:
    """Return by what a park knows the firms: credit codes, of invented ones a digest of names."""
    firms = zip(batch.credit_codes, batch.names, batch.forms, strict=True)
    return [code or _invented(f"{name}\n{form}") for code, name, form in firms]


def _invented(text: str) -> str:
    return INVENTED + sha256(text.encode()).hexdigest()[:16].upper()


def fate(known: Known | None, digest: str) -> str:
    """Return what becomes of a row: ``create``, ``update``, ``unchanged`` or ``own``.

    ``own``: the firm answers for itself, and no register writes over that.
    """
    if known is None or known.entry_id is None:
        return "create"
    if known.assessment_id is None:
        return "create"
    if known.source == "invitation" or (known.version or 0) > _WRITTEN:
        return "own"
    return "unchanged" if known.digest == digest else "update"


def _or_none(score: float) -> float | None:
    return None if math.isnan(score) else score


@dataclass(frozen=True, slots=True)
class _Firm:
    """One firm to be written: its place in the batch and what there is of it."""

    place: int
    known: Known | None
    public_id: str


class Chunks:
    """A batch to be stored for one import, so many firms at a time."""

    def __init__(self, batch: Batch, order: Import, actor: str, at: dt.datetime) -> None:
        """Store what *order* confirmed, in the name of *actor*, dated *at*."""
        self.batch, self.order, self.actor, self.at = batch, order, actor, at
        scores = batch.outcomes.table.numbers
        root = batch.outcomes.table.row(ROOT)
        self._scores: list[float] = scores.scores[root].tolist()
        self._levels: list[int] = scores.levels[root].tolist()
        self._packed = pack(batch.outcomes.table)
        self._keys = keys(batch)

    def store(self, session: Session, campaign: Campaign, places: range) -> None:
        """Write the firms at *places* of the batch; those that are there as they are stay."""
        codes = [self._keys[place] for place in places]
        known = registers.known(session, campaign, codes)
        firms = [
            _Firm(place, known.get(code), new_id())
            for place, code in zip(places, codes, strict=True)
            if fate(known.get(code), self.batch.digests[place]) in ("create", "update")
        ]
        if not firms:
            return
        members = self._members(session, campaign, firms)
        assessments = self._assessments(session, campaign, firms)
        self._consent(session, campaign, assessments.values())
        self._entries(session, campaign, firms, members, assessments)
        self._replace(session, campaign, firms)

    def _members(
        self, session: Session, campaign: Campaign, firms: Sequence[_Firm]
    ) -> Mapping[str, int]:
        """Write the firms the park did not know yet; return all their ids by code."""
        new = [
            {
                "public_id": new_id(), "park_id": campaign.park_id, "name": self._name(firm),
                "credit_code": self._code(firm), "contact": "", "created_at": self.at,
            }
            for firm in firms
            if firm.known is None
        ]  # fmt: skip
        if new:
            session.execute(insert(Member), new)
        back = [f.known.member_id for f in firms if f.known is not None and f.known.has_left]
        if back:
            session.execute(update(Member).where(col(Member.id).in_(back)).values(left_at=None))
        query = select(col(Member.credit_code), col(Member.id)).where(
            col(Member.park_id) == campaign.park_id,
            col(Member.credit_code).in_([self._code(firm) for firm in firms]),
        )
        return {row.credit_code: row.id for row in session.execute(query)}

    def _assessments(
        self, session: Session, campaign: Campaign, firms: Sequence[_Firm]
    ) -> dict[int, int]:
        """Write an assessment for each firm, and its result when it is complete; return ids.

        A result is frozen: a row that changed becomes a new assessment beside the old one.
        """
        batch, complete = self.batch, self.batch.complete
        rows = [
            {
                "public_id": firm.public_id,
                "questionnaire": campaign.questionnaire,
                "form": batch.forms[firm.place],
                "state": "submitted" if complete[firm.place] else "draft",
                "profile": batch.profiles_json[firm.place],
                "answers": batch.answers_json[firm.place],
                "notes": "{}",
                "confidence": "{}",
                "stamps": "{}",
                "version": _WRITTEN,
                "created_at": self.at,
                "updated_at": self.at,
                "submitted_at": self.at if complete[firm.place] else None,
                "declared_by": self.order.declared_by if complete[firm.place] else None,
            }
            for firm in firms
        ]
        connection = session.connection()
        connection.execute(insert(_ASSESSMENT), rows)
        query = select(col(Assessment.public_id), col(Assessment.id)).where(
            col(Assessment.public_id).in_([firm.public_id for firm in firms])
        )
        ids = {row.public_id: row.id for row in session.execute(query)}
        results = [
            {
                "assessment_id": ids[firm.public_id],
                "packed": self._packed[firm.place],
                "digest": batch.digests[firm.place],
                "score": _or_none(self._scores[firm.place]),
                "level": None if (level := self._levels[firm.place]) == NO_LEVEL else level,
            }
            for firm in firms
            if complete[firm.place]
        ]
        if results:
            connection.execute(insert(_RESULT), results)
        audit.note_many(
            session, self.actor, [f"assessment:{firm.public_id}" for firm in firms], "registered"
        )
        return {firm.place: ids[firm.public_id] for firm in firms}

    def _replace(self, session: Session, campaign: Campaign, firms: Sequence[_Firm]) -> None:
        """Let the park see old results of changed rows no more, and drop their old drafts."""
        old = [f.known for f in firms if f.known is not None and f.known.assessment_id is not None]
        results = [known.assessment_id for known in old if known.state == "submitted"]
        drafts = [known.assessment_id for known in old if known.state == "draft"]
        if results:
            session.execute(
                update(Consent)
                .where(col(Consent.park_id) == campaign.park_id)
                .where(col(Consent.assessment_id).in_(results))
                .values(revoked_at=self.at)
            )
        if drafts:
            session.execute(delete(Assessment).where(col(Assessment.id).in_(drafts)))

    def _consent(self, session: Session, campaign: Campaign, ids: Iterable[int]) -> None:
        rows = [
            {
                "assessment_id": found, "park_id": campaign.park_id, "scope": self.order.scope,
                "created_at": self.at,
            }
            for found in ids
        ]  # fmt: skip
        session.execute(insert(Consent), rows)

    def _entries(
        self, session: Session, campaign: Campaign, firms: Sequence[_Firm],
        members: Mapping[str, int], assessments: Mapping[int, int],
    ) -> None:  # fmt: skip
        new, changed = [], []
        for firm in firms:
            values: dict[str, Any] = {
                "assessment_id": assessments[firm.place],
                "digest": self.batch.digests[firm.place],
                "source": "register",
            }
            if firm.known is not None and firm.known.entry_id is not None:
                changed.append({"id": firm.known.entry_id, **values})
            else:
                new.append(
                    {
                        "public_id": new_id(),
                        "campaign_id": campaign.id,
                        "member_id": members[self._code(firm)],
                        "created_at": self.at,
                        **values,
                    }
                )
        if new:
            session.execute(insert(Entry), new)
        if changed:
            session.execute(update(Entry), changed)  # by primary key

    def _code(self, firm: _Firm) -> str:
        return self._keys[firm.place]

    def _name(self, firm: _Firm) -> str:
        return self.batch.names[firm.place]
