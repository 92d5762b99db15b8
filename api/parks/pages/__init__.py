"""Pages of parks, by what one does there."""

from fastapi import APIRouter

from api.parks.pages import campaigns, dashboard, inviting, members, sharing, trend

__all__ = ["router"]

router = APIRouter()
for part in (members, campaigns, inviting, dashboard, trend, sharing):
    router.include_router(part.router)
