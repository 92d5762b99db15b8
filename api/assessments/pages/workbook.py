"""The draft as a workbook to fill in offline."""

from __future__ import annotations

import io

from fastapi import APIRouter, Response

from api.assessments import service
from api.assessments.pages.common import seen_whole
from api.assessments.views.sections import firm_name
from api.kit.dependencies import ReadSession, WordsDep
from api.kit.downloads import XLSX, Download
from api.organisations.asking import PersonDep
from questionnaires.workbook import write_form

__all__ = ["router"]

router = APIRouter()


@router.get("/assessments/{public_id}/workbook")
def workbook(public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep) -> Response:
    """Return the draft as a workbook, filled in as far as it is."""
    held = seen_whole(session, asker, public_id)
    draft = service.draft_of(held.row)
    target = io.BytesIO()
    sheet = draft.sheet
    write_form(draft.questionnaire, target, lang=words.lang, profile=sheet.profile, sheet=sheet)
    name = words("upload.file", firm=firm_name(words, draft.sheet.profile.name))
    return Download(name, XLSX, target.getvalue()).response()
