"""Pages of parks, by what one does there."""

from fastapi import APIRouter

from api.parks.pages import campaigns, inviting, members, sharing

__all__ = ["router"]

router = APIRouter()
for part in (members, campaigns, inviting, sharing):
    router.include_router(part.router)
