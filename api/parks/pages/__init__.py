"""Pages of parks, by what one does there."""

from fastapi import APIRouter

from api.parks.pages import (
    campaigns,
    dashboard,
    documents,
    grouping,
    home,
    imports,
    inviting,
    joining,
    members,
    sharing,
    trend,
)

__all__ = ["router"]

router = APIRouter()
for part in (
    home, members, campaigns, inviting, imports, dashboard, grouping, trend, documents, joining,
    sharing,
):  # fmt: skip
    router.include_router(part.router)
