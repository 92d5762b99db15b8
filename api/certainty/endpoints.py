"""How sure results are, for programs: stateless, and of assessments that are kept."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.assessments.endpoints import AssessmentId, Reader
from api.catalogue import service as catalogue
from api.certainty import service
from api.certainty.schemas import (
    DRAWS,
    CertaintyOut,
    CertaintyRequest,
    ChangeOut,
    ChangeRequest,
    DrawsQuery,
    SeedQuery,
    certainty_out,
    change_out,
)
from api.kit.api import Lang, api_router
from api.kit.dependencies import ReadSession
from api.kit.i18n import language_of
from api.kit.problems import OPEN, errors, keyed
from api.organisations.asking import Asker, CallerDep, charge
from assessment import doubts

__all__ = ["router"]

_open = api_router("scoring")
_kept = api_router("assessments")

_DRAWS_PER_USE = 1000
_USES_OF_FACTORS = 8  # their time, in stateless scorings of a firm with many open answers


def _charge(request: Request, caller: Asker | None, draws: int, *, factors: bool) -> None:
    charge(request, caller, draws // _DRAWS_PER_USE + _USES_OF_FACTORS * factors)


@_open.post(
    "/score/certainty",
    summary="Say how sure a score is",
    responses=errors(401, 404, 413, 415, 429),
    openapi_extra=OPEN,
)
def score_certainty(request: Request, caller: CallerDep, sent: CertaintyRequest) -> CertaintyOut:
    """Return bands of all nodes, chances of the levels, and what they hang on. Nothing is stored.

    Every 1,000 draws count as one request more, the factors as eight.
    """
    _charge(request, caller, sent.draws, factors=sent.factors)
    questionnaire = catalogue.questionnaire(sent.questionnaire)
    outcome = service.assessed(questionnaire, sent.raw(), sent.confidence)
    found = doubts(
        outcome, factors=sent.factors, assumed=sent.assumptions.assumptions(),
        draws=sent.draws, seed=sent.seed,
    )  # fmt: skip
    digest = outcome.card.answers_digest
    return certainty_out(questionnaire.ref, digest, found, language_of(request))


@_open.post(
    "/score/change",
    summary="Tell real change from noise",
    responses=errors(401, 404, 409, 413, 415, 429),
    openapi_extra=OPEN,
)
def score_change(request: Request, caller: CallerDep, sent: ChangeRequest) -> ChangeOut:
    """Return what changed between two rounds of one firm, and from what size on a change is real.

    409 when profile or form differ, so that other questions were asked. Every 1,000 draws count
    as one request more.
    """
    _charge(request, caller, sent.draws, factors=False)
    questionnaire = catalogue.questionnaire(sent.questionnaire)
    before, now = (service.assessed(questionnaire, s.raw()) for s in (sent.before, sent.after))
    assumed = sent.assumptions.assumptions()
    found = service.compared(now, before, assumed, draws=sent.draws, seed=sent.seed)
    return change_out(questionnaire.ref, found)


@_kept.get(
    "/assessments/{id}/certainty",
    summary="Say how sure the result is",
    responses=keyed(404, 409),
)
def get_certainty(
    request: Request, asker: Reader, session: ReadSession, id: AssessmentId,
    draws: DrawsQuery = DRAWS, seed: SeedQuery = 1, lang: Lang = None,
) -> CertaintyOut:  # fmt: skip
    """Return how sure the result of a submitted assessment is, its firm's confidence included.

    Needs the scope `assessments:read`. Counts like `POST /score/certainty`.
    """
    del lang
    outcome = service.finished(session, asker, id)
    _charge(request, asker, draws, factors=True)
    found = doubts(outcome, draws=draws, seed=seed)
    ref, digest = outcome.questionnaire.ref, outcome.card.answers_digest
    return certainty_out(ref, digest, found, language_of(request))


@_kept.get(
    "/assessments/{id}/change",
    summary="Compare with the round before",
    responses=keyed(404, 409),
)
def get_change(
    request: Request, asker: Reader, session: ReadSession, id: AssessmentId,
    draws: DrawsQuery = DRAWS, seed: SeedQuery = 1,
) -> ChangeOut:  # fmt: skip
    """Return what has really changed since the round that a submitted assessment was copied from.

    404 with the code `no_round_before` when there is none, 409 when the two cannot be compared.
    Needs the scope `assessments:read`.
    """
    _charge(request, asker, draws, factors=False)
    outcome, found = service.change_of(session, asker, id, draws=draws, seed=seed)
    return change_out(outcome.questionnaire.ref, found)


router = APIRouter()
router.include_router(_open)
router.include_router(_kept)
