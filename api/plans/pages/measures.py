"""All measures ranked, and what the firm says about single ones."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.kit.errors import NotFound
from api.kit.pages import see
from api.plans import forms
from api.plans.pages.common import Case, CaseDep, planned, show
from api.plans.request import PlanRequest, Weights, token
from api.plans.views.measure import measure_view, own_view
from api.plans.views.measures import measures_view

__all__ = ["router"]

router = APIRouter()


@router.get("/plan/measures")
def measures(request: Request, case: CaseDep) -> Response:
    """Show all measures by points per cost, with their rank by business weights beside it."""
    wanted = case.wanted
    if "horizon" in case.fields.given:
        wanted = forms.weights(case.fields, wanted, case.outcome.questionnaire)
    case = case.asking(wanted)
    only = PlanRequest(weights=wanted.weights or Weights(), adjustments=wanted.adjustments)
    view = measures_view(case.outcome, wanted, planned(case, only), case.fields)
    return show(request, case, "measures", v=view)


@router.get("/plan/measure")
def measure(request: Request, case: CaseDep, id: str = "") -> Response:
    """Show one measure to change; a changed one leads back to the plan."""
    if not id:
        return see(f"{case.base}/plan/measures?p={token(case.wanted)}")
    view = measure_view(case.outcome, case.wanted, id, case.fields)
    if view is None:
        raise NotFound
    if "state" in case.fields.given:
        wanted = forms.changed_measure(case.fields, case.wanted, id)
        if _stands(case, wanted):
            return see(f"{case.base}/plan?p={token(wanted)}")
    return show(request, case, "measure", v=view)


@router.get("/plan/own")
def own(request: Request, case: CaseDep, question: str = "") -> Response:
    """Let the firm add a measure: first which answer it improves, then to what and at what cost."""
    questionnaire = case.outcome.questionnaire
    found = questionnaire.question(question) if questionnaire.has(question) else None
    if found is not None and "title" in case.fields.given:
        wanted = forms.own_measure(case.fields, case.wanted, found)
        if _stands(case, wanted):
            return see(f"{case.base}/plan?p={token(wanted)}")
    view = own_view(case.outcome, found, case.fields)
    return show(request, case, "own", v=view)


def _stands(case: Case, wanted: PlanRequest) -> bool:
    """Whether the changed request can be planned; otherwise its faults are noted."""
    return planned(case, PlanRequest(weights=Weights(), adjustments=wanted.adjustments)) is not None
