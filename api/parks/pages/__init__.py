"""Pages of parks, by what one does there."""

from fastapi import APIRouter

from api.parks.pages import campaigns, dashboard, inviting, members, sharing

__all__ = ["router"]

router = APIRouter()
for part in (members, campaigns, inviting, dashboard, sharing):
    router.include_router(part.router)
