"""The plan for one budget: seen, kept, forgotten."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.kit.clock import today
from api.kit.dependencies import StorageDep, WriteSession
from api.kit.pages import FormDep, see
from api.organisations.asking import PersonDep
from api.plans import service
from api.plans.forms import one_budget
from api.plans.pages.common import CaseDep, planned, show
from api.plans.request import read_token
from api.plans.views.plan import plan_view

__all__ = ["router"]

router = APIRouter()


@router.get("/plan")
def plan(request: Request, case: CaseDep) -> Response:
    """Show the best plan for a budget, and the cheapest way to a target."""
    wanted = case.wanted
    if "budget" in case.fields.given:
        wanted = one_budget(case.fields, wanted, case.outcome.questionnaire)
    case = case.asking(wanted)
    only = wanted.model_copy(update={"schedule": None, "weights": None})
    view = plan_view(case.outcome, wanted, planned(case, only), case.fields)
    return show(request, case, "plan", v=view)


@router.post("/plan")
def keep(
    request: Request, public_id: str, form: FormDep, case: CaseDep, asker: PersonDep,
    session: WriteSession, storage: StorageDep,
) -> Response:  # fmt: skip
    """Keep the plan of the form with the assessment, or forget the one that is kept."""
    del request
    if form.get("do") == "forget":
        service.forget(session, storage, asker, public_id)
    else:
        wanted = read_token(str(form.get("p") or ""))
        outcome, day = case.outcome, today().isoformat()
        document = service.plan(outcome.questionnaire, outcome.sheet, wanted, day)
        service.keep(session, storage, asker, public_id, wanted, document)
    return see(f"/assessments/{public_id}/plan")
