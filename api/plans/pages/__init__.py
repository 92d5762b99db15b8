"""Pages of plans and trials for those who manage an assessment."""

from __future__ import annotations

from fastapi import APIRouter

from api.plans.pages import measures, plan, schedule, trial

__all__ = ["router"]

router = APIRouter(prefix="/assessments/{public_id}")
for each in (plan, schedule, measures, trial):
    router.include_router(each.router)
