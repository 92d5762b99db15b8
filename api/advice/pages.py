"""The page of certainty for those who manage an assessment."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.advice import service, views
from api.documents.rounds import address
from api.kit.dependencies import ReadSession, WordsDep
from api.kit.pages import page
from api.organisations.asking import PersonDep

__all__ = ["router"]

router = APIRouter()


@router.get("/assessments/{public_id}/certainty")
def certainty(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show how sure the result is, and which answers to look at again."""
    held, outcome = service.firm(session, asker, public_id)
    view = views.sure_view(outcome, service.sure(outcome), words)
    return page(request, "advice/certainty.html", base=address(held), v=view)
