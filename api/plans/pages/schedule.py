"""The plan over years."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.plans.forms import timetable
from api.plans.pages.common import CaseDep, planned, show
from api.plans.request import PlanRequest
from api.plans.views.schedule import schedule_view

__all__ = ["router"]

router = APIRouter()


@router.get("/plan/schedule")
def schedule(request: Request, case: CaseDep) -> Response:
    """Show what to start when, once years and money are given."""
    wanted = case.wanted
    if "drop" in case.fields.given:
        wanted = wanted.model_copy(update={"schedule": None})
    elif "y1" in case.fields.given:
        wanted = timetable(case.fields, wanted, case.outcome.questionnaire)
    case = case.asking(wanted)
    only = PlanRequest(schedule=wanted.schedule, adjustments=wanted.adjustments)
    found = planned(case, only) if wanted.schedule else None
    view = schedule_view(case.outcome, wanted, found, case.fields)
    return show(request, case, "schedule", v=view)
