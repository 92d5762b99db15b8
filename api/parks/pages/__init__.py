"""Pages of parks, by what one does there."""

from fastapi import APIRouter

from api.parks.pages import sharing

__all__ = ["router"]

router = APIRouter()
for part in (sharing,):
    router.include_router(part.router)
