"""Plans and trials for programs: of answers sent along, or of a stored assessment."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from api.assessments.endpoints import AssessmentId, Reader, Writer
from api.catalogue import service as catalogue
from api.kit.api import api_router, etag
from api.kit.clock import today
from api.kit.dependencies import ReadSession, StorageDep, WriteSession
from api.kit.errors import NotFound
from api.kit.problems import OPEN, errors, headers, keyed
from api.organisations.asking import CallerDep, charge
from api.plans import service
from api.plans.document import PlanDocument
from api.plans.request import PlanRequest
from api.plans.schemas import (
    KeptPlan,
    PlanSheet,
    TrialDocument,
    TrialRequest,
    TrialSheet,
    kept_plan,
    trial_document,
)
from api.scores import service as scores

__all__ = ["open_router", "router"]

open_router, router = api_router("scoring"), api_router("plans")

_TRIAL = 3  # a trial solves twice or so
_WITH_ETAG: dict[int | str, dict[str, Any]] = {
    200: {"headers": headers({"ETag": "Digest of request and plan."})}
}


@open_router.post(
    "/plan",
    summary="Plan improvements",
    responses=errors(401, 404, 413, 415, 429),
    openapi_extra=OPEN,
)
def plan_improvements(request: Request, caller: CallerDep, sent: PlanSheet) -> PlanDocument:
    """Return what is asked for in `plan`, each part a proven optimum. Nothing is stored.

    A plan that cannot be met has `feasible: false`, and `relax` says what to give way on and by how
    much. Every 2 points of a frontier and every period of a schedule count as one request more.
    What takes longer than a minute is refused (`advice.too_slow`).
    """
    charge(request, caller, sent.plan.work)
    questionnaire = catalogue.questionnaire(sent.questionnaire)
    sheet = scores.sheet_of(questionnaire, sent.raw())
    return service.plan(questionnaire, sheet, sent.plan, sent.on or today().isoformat())


@open_router.post(
    "/what-if",
    summary="Try other answers",
    responses=errors(401, 404, 413, 415, 429),
    openapi_extra=OPEN,
)
def try_answers(request: Request, caller: CallerDep, sent: TrialSheet) -> TrialDocument:
    """Return what changed answers bring: index, level, conditions, and plans. Nothing is stored."""
    charge(request, caller, _TRIAL)
    questionnaire = catalogue.questionnaire(sent.questionnaire)
    sheet = scores.sheet_of(questionnaire, sent.raw())
    return trial_document(
        service.try_out(
            questionnaire, sheet, sent.changes,
            fewest=sent.fewest, level=sent.level, budget=sent.budget,
        )
    )  # fmt: skip


@router.post(
    "/assessments/{id}/plan",
    summary="Plan improvements of an assessment",
    responses=keyed(404, 413, 415),
)
def plan_assessment(
    request: Request, asker: Reader, session: ReadSession, id: AssessmentId, sent: PlanRequest
) -> PlanDocument:
    """Return a plan as `POST /plan` does, for the answers of an assessment. Nothing is stored.

    Needs the scope `assessments:read`.
    """
    charge(request, asker, sent.work)
    _, outcome = service.firm(session, asker, id)
    session.close()  # solving takes a while; others can use the connection
    return service.plan(outcome.questionnaire, outcome.sheet, sent, today().isoformat())


@router.post(
    "/assessments/{id}/what-if",
    summary="Try other answers of an assessment",
    responses=keyed(404, 413, 415),
)
def try_assessment(
    request: Request, asker: Reader, session: ReadSession, id: AssessmentId, sent: TrialRequest
) -> TrialDocument:
    """Return a trial as `POST /what-if` does, for the answers of an assessment. Nothing is stored.

    Needs the scope `assessments:read`.
    """
    charge(request, asker, _TRIAL)
    _, outcome = service.firm(session, asker, id)
    session.close()  # as above
    return trial_document(
        service.try_out(
            outcome.questionnaire, outcome.sheet, sent.changes,
            fewest=sent.fewest, level=sent.level, budget=sent.budget,
        )
    )  # fmt: skip


@router.get(
    "/assessments/{id}/plan", summary="Get the kept plan", responses={**_WITH_ETAG, **keyed(404)}
)
def get_plan(asker: Reader, session: ReadSession, response: Response, id: AssessmentId) -> KeptPlan:
    """Return the plan kept with an assessment. Needs the scope `assessments:read`.

    404 with the code `no_plan` when none is kept. The result itself is frozen and holds no plan.
    """
    held, _ = service.firm(session, asker, id)
    found = service.kept(session, held)
    if found is None:
        raise NotFound("no_plan")
    response.headers["ETag"] = etag(found.digest)
    return kept_plan(found)


@router.put(
    "/assessments/{id}/plan",
    summary="Keep a plan",
    responses={**_WITH_ETAG, **keyed(404, 409, 413, 415)},
)
def keep_plan(
    request: Request,
    asker: Writer,
    reading: ReadSession,
    session: WriteSession,
    storage: StorageDep,
    response: Response,
    id: AssessmentId,
    sent: PlanRequest,
) -> KeptPlan:
    """Compute a plan and keep it with an assessment, in place of the one before.

    Report, export and result page carry it from then on. Needs the scope `assessments:write`.
    """
    charge(request, asker, sent.work)
    _, outcome = service.firm(reading, asker, id)
    reading.close()  # as above
    document = service.plan(outcome.questionnaire, outcome.sheet, sent, today().isoformat())
    service.keep(session, storage, asker, id, sent, document)
    session.flush()
    return get_plan(asker, session, response, id)


@router.delete(
    "/assessments/{id}/plan",
    status_code=204,
    summary="Forget the kept plan",
    responses=keyed(404),
)
def forget_plan(
    asker: Writer, session: WriteSession, storage: StorageDep, id: AssessmentId
) -> None:
    """Forget the plan kept with an assessment. Needs the scope `assessments:write`."""
    service.forget(session, storage, asker, id)
