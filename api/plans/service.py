"""Plans and trials of one firm: computed when asked for, kept only when the firm says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from api.assessments import repository as assessment_rows
from api.assessments import service as assessments
from api.assessments.repository import Held
from api.kit import audit
from api.kit.clock import day_of, now
from api.kit.errors import Conflict, Forbidden, NotFound
from api.kit.storage import Storage
from api.organisations.asking import Asker
from api.plans import repository
from api.plans.document import PlanDocument
from api.plans.request import PlanRequest
from api.plans.solving import compute, limited
from api.plans.tables import Plan
from assessment import Outcome
from questionnaires.answers import AnswerSheet
from questionnaires.canonical import digest
from questionnaires.model import Questionnaire
from scoring.advice import Advisor, Roadmap
from scoring.advice.whatif import Shortcut, WhatIf, fewest_changes, what_if

__all__ = [
    "Kept", "Tried", "firm", "forget", "keep", "kept", "plan", "tried", "try_out",
]  # fmt: skip

_RECENT = 64  # plans remembered for those who go back and forth


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan kept with an assessment; ``stale`` when answers have changed since."""

    request: PlanRequest
    document: PlanDocument
    digest: str
    day: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """What changed answers bring, the fewest changes to a level, and the best plan after them."""

    result: WhatIf
    fewest: Shortcut | None
    plan: Roadmap | None


def firm(session: Session, asker: Asker, public_id: str) -> tuple[Held, Outcome]:
    """Return an assessment, submitted or not, with its result, to someone who manages it."""
    held = assessments.whole(session, asker, public_id)
    return held, assessments.standing(session, held)


class _Firm:
    """A firm as far as its plans depend on it: the same answers to the same questions."""

    def __init__(self, questionnaire: Questionnaire, sheet: AnswerSheet) -> None:
        self.questionnaire, self.sheet = questionnaire, sheet
        self._key = questionnaire.digest, sheet.digest(questionnaire)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Firm) and self._key == other._key


def plan(
    questionnaire: Questionnaire, sheet: AnswerSheet, wanted: PlanRequest, on: str
) -> PlanDocument:
    """Return what is *wanted*, with the funding open on the day *on* (ISO).

    Raises ``Unusable`` for what cannot be planned, ``TooMany`` when the server is busy.
    """
    return _plan(_Firm(questionnaire, sheet), wanted.model_dump_json(), on)


@lru_cache(maxsize=_RECENT)
def _plan(firm: _Firm, wanted: str, on: str) -> PlanDocument:
    request = PlanRequest.model_validate_json(wanted)
    return compute(firm.questionnaire, firm.sheet, request, on)


def try_out(
    questionnaire: Questionnaire, sheet: AnswerSheet, changes: Mapping[str, Any], *,
    fewest: bool = False, level: int | None = None, budget: float | None = None,
) -> Tried:  # fmt: skip
    """Return what *changes* to the answers would bring.

    With *fewest* also the fewest changes to the answers as they are that reach *level* (the next
    by default), with *budget* the best plan after the changes. Raises what ``plan`` does.
    """
    with limited():
        found = what_if(questionnaire, sheet, changes)
        short = fewest_changes(questionnaire, sheet, level) if fewest else None
        roadmap = None if budget is None else Advisor(questionnaire, found.sheet).best(budget)
    return Tried(found, short, roadmap)


def tried(outcome: Outcome, changes: Mapping[str, Any], budget: float | None = None) -> Tried:
    """Return a trial of one firm's answers, with the fewest changes that reach the next level."""
    return try_out(outcome.questionnaire, outcome.sheet, changes, fewest=True, budget=budget)


def kept(session: Session, held: Held) -> Kept | None:
    """Return the plan kept with an assessment, to someone who manages it."""
    row = repository.kept(session, held) if held.access.whole else None
    if row is None:
        return None
    document = PlanDocument.model_validate(row.document)
    draft = assessments.draft_of(held.row)
    return Kept(
        request=PlanRequest.model_validate(row.request),
        document=document,
        digest=row.digest,
        day=day_of(row.kept_at).isoformat(),
        stale=document.answers_digest != draft.sheet.digest(draft.questionnaire),
    )


def keep(
    session: Session, storage: Storage, asker: Asker, public_id: str,
    wanted: PlanRequest, document: PlanDocument,
) -> None:  # fmt: skip
    """Keep a plan with its assessment, in place of the one before.

    Raises ``Forbidden`` to those who only read, ``Conflict`` when the answers have changed since
    the plan was made.
    """
    held = _changeable(session, storage, asker, public_id)
    draft = assessments.draft_of(held.row)
    if document.answers_digest != draft.sheet.digest(draft.questionnaire):
        raise Conflict("plan_outdated")
    request, made = wanted.model_dump(mode="json", exclude_defaults=True), _plain(document)
    row = Plan(
        assessment_id=held.row.id, request=request, document=made, kept_at=now(),
        digest=digest({"request": request, "document": made}),
    )  # fmt: skip
    repository.put(session, row)
    audit.note(session, held.access.label, assessments.subject(held.row), "plan_kept")


def _plain(document: PlanDocument) -> dict[str, Any]:
    found: dict[str, Any] = document.model_dump(mode="json")
    return found


def forget(session: Session, storage: Storage, asker: Asker, public_id: str) -> None:
    """Forget the plan kept with an assessment; raises ``NotFound`` when there is none."""
    held = _changeable(session, storage, asker, public_id)
    if not repository.drop(session, held):
        raise NotFound("no_plan")
    audit.note(session, held.access.label, assessments.subject(held.row), "plan_forgotten")


def _changeable(session: Session, storage: Storage, asker: Asker, public_id: str) -> Held:
    """Return an assessment to someone who may change it, without the reports of its old plan."""
    held = assessments.whole(session, asker, public_id, lock=True)
    if not held.access.edit:
        raise Forbidden("read_only")
    result = assessment_rows.result_of(session, held)
    if result is not None:
        storage.drop(result.digest)
    return held
