"""The pages of a firm filling in its assessment."""

from fastapi import APIRouter

from api.assessments.pages.answers import router as answers
from api.assessments.pages.check import router as check
from api.assessments.pages.firm import router as firm
from api.assessments.pages.handing import router as handing
from api.assessments.pages.sections import router as sections
from api.assessments.pages.start import router as start
from api.assessments.pages.workbook import router as workbook

__all__ = ["router"]

router = APIRouter()
for _part in (start, firm, sections, answers, check, handing, workbook):
    router.include_router(_part)
