"""Pages about one's own account and organisations."""

from __future__ import annotations

from fastapi import APIRouter

from api.organisations.pages import account, firms, invitations, keys

__all__ = ["router"]

router = APIRouter()
for each in (account, firms, invitations, keys):
    router.include_router(each.router)
