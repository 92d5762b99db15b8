"""The page that says how sure a result is, for those who manage an assessment."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.certainty import service
from api.documents.views import result_view
from api.kit.dependencies import ReadSession, WordsDep
from api.kit.pages import page
from api.organisations.asking import PersonDep
from reports import summarise

__all__ = ["router"]

router = APIRouter()


@router.get("/assessments/{public_id}/certainty")
def certainty(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show how sure the result is, what it hangs on, and which answers to look at again."""
    held, outcome, found = service.doubted(session, asker, public_id)
    summary = summarise(outcome, words.lang, sections=("certainty",), doubts=found)
    view = result_view(held, outcome, summary, words)
    return page(request, "certainty/certainty.html", v=view)
