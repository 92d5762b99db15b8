"""How sure results are. Everything is computed when asked for; nothing here is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session

from api.assessments import repository
from api.assessments import service as assessments
from api.assessments.repository import Held
from api.documents import service as documents
from api.kit.errors import Conflict, NotFound
from api.organisations.asking import Asker
from api.scores.service import Raw
from assessment import Doubts, Outcome, assess
from assessment.doubts import compare_rounds
from questionnaires import Questionnaire, QuestionnaireError, parse_sheet
from questionnaires.errors import Place, Problem
from scoring.certainty import Assumptions, Change

__all__ = ["assessed", "change_of", "compared", "doubted", "finished"]


def doubted(session: Session, asker: Asker, public_id: str) -> tuple[Held, Outcome, Doubts]:
    """Return an assessment, submitted or not, with how sure it is, to someone who manages it."""
    held = assessments.whole(session, asker, public_id)
    outcome = assessments.standing(session, held)
    before = repository.round_before(session, asker, held)
    earlier = assessments.outcome_of(session, before) if before is not None else None
    return held, outcome, documents.doubts_of(outcome, earlier, factors=True)


def finished(session: Session, asker: Asker, public_id: str) -> Outcome:
    """Return the frozen outcome of a submitted assessment; raises ``Conflict`` before that."""
    held = assessments.whole(session, asker, public_id)
    outcome = assessments.outcome_of(session, held)
    if outcome is None:
        raise Conflict("not_submitted")
    return outcome


def change_of(
    session: Session, asker: Asker, public_id: str, *, draws: int, seed: int
) -> tuple[Outcome, Change]:
    """Return what changed since the round that an assessment was copied from.

    Raises ``NotFound`` when the asker sees no such round, ``Conflict`` when the two cannot be
    compared.
    """
    outcome = finished(session, asker, public_id)
    held = assessments.whole(session, asker, public_id)
    before = repository.round_before(session, asker, held)
    earlier = assessments.outcome_of(session, before) if before is not None else None
    if earlier is None:
        raise NotFound("no_round_before")
    return outcome, compared(outcome, earlier, Assumptions(), draws=draws, seed=seed)


def assessed(
    questionnaire: Questionnaire, firm: Raw, confidence: Mapping[str, str | None] | None = None
) -> Outcome:
    """Return what was sent, scored; raises ``QuestionnaireError`` with all that is wrong."""
    sheet, problems = parse_sheet(questionnaire, firm.answers, firm.profile, form=firm.form)
    said = {name: word for name, word in (confidence or {}).items() if word is not None}
    problems += [
        Problem("answer.unknown_question", Place(field=name[:200]),
                {"id": name, "near": questionnaire.questions[0].id})
        for name in said if not questionnaire.has(name)
    ]  # fmt: skip
    if problems:
        raise QuestionnaireError(problems)
    [outcome] = assess(questionnaire, [sheet])
    return replace(outcome, confidence=said)


def compared(
    now: Outcome, before: Outcome, assumed: Assumptions, *, draws: int, seed: int
) -> Change:
    """Return what changed between two rounds; raises ``Conflict`` when they cannot be compared."""
    found = compare_rounds(now, before, assumed, draws=draws, seed=seed)
    if found is None:
        raise Conflict("rounds_differ")
    return found
