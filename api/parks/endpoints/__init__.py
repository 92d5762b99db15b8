"""Parks for programs, by what one asks of them."""

from fastapi import APIRouter

from api.parks.endpoints import lists, results

__all__ = ["router"]

router = APIRouter()
for part in (lists, results):
    router.include_router(part.router)
