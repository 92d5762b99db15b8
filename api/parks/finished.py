"""All queries about finished results of a campaign, for what is handed out of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from api.assessments import service as assessments
from api.assessments.frozen import card_of
from api.assessments.tables import CONSENTS, Assessment, Result
from api.kit.clock import day_of
from api.parks import shown
from api.parks.tables import Campaign, Entry
from assessment import Outcome

__all__ = ["Firm", "Held", "allowed_still", "firms", "held", "reaches"]


@dataclass(frozen=True, slots=True)
class Firm:
    """A finished result that the park may see as far as ``scope``; ``assessment`` is its id."""

    assessment: str
    name: str
    code: str
    digest: str
    day: str
    scope: str


@dataclass(frozen=True, slots=True)
class Held:
    """An assessment with its result, and how much of it the park may see."""

    row: Assessment
    result: Result
    scope: str

    @property
    def outcome(self) -> Outcome:
        """The frozen outcome, without how sure the firm said it is: that is its own."""
        draft = assessments.draft_of(self.row)
        return Outcome(draft.questionnaire, draft.sheet, card_of(draft, self.result))


def firms(session: Session, found: Campaign) -> list[Firm]:
    """Return the results of a campaign that its park may see, by the members' names."""
    query = (
        sa_select(col(Assessment.id), col(Result.digest), col(Assessment.submitted_at))
        .join_from(Entry, Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .join(Result, col(Result.assessment_id) == col(Assessment.id))
        .where(col(Entry.campaign_id) == found.id)
    )
    known = {key: (digest, at) for key, digest, at in session.execute(query)}
    rows = [row for row in shown.seen(session, found) if row.id in known]
    return [
        Firm(row.assessment, row.name, row.credit_code, digest, day_of(at).isoformat(), row.scope)
        for row in sorted(rows, key=lambda row: (row.name, row.id))
        for digest, at in (known[row.id],)
    ]


def held(session: Session, found: Campaign, wanted: Sequence[str]) -> dict[str, Held]:
    """Return the assessments with these ids as far as the park may see them now."""
    scopes = {row.id: row.scope for row in shown.seen(session, found) if row.assessment in wanted}
    query = (
        sa_select(Assessment, Result)
        .join_from(Assessment, Result, col(Result.assessment_id) == col(Assessment.id))
        .where(col(Assessment.id).in_(scopes))
    )
    rows = session.execute(query)
    return {row.public_id: Held(row, result, scopes[row.id]) for row, result in rows}


def reaches(given: str, wanted: str) -> bool:
    """Whether one consent includes another."""
    return CONSENTS.index(given) >= CONSENTS.index(wanted)


def allowed_still(made: Iterable[Firm], now: Iterable[Firm]) -> bool:
    """Whether the park may still see everything it could when something was made."""
    scopes = {firm.assessment: firm.scope for firm in now}
    return all(
        firm.assessment in scopes and reaches(scopes[firm.assessment], firm.scope) for firm in made
    )
