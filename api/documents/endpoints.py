"""Documents of an assessment, for programs."""

from __future__ import annotations

from fastapi import Request, Response

from api.assessments.endpoints import AssessmentId, Reader
from api.documents import service
from api.kit.api import Lang, api_router
from api.kit.dependencies import ReadSession, StorageDep
from api.kit.downloads import PDF, XLSX
from api.kit.i18n import language_of
from api.kit.problems import DISPOSITION, file_response, headers, keyed
from scoring.schema import ResultDocument

__all__ = ["router"]

router = api_router("documents")


class _Pdf(Response):
    media_type = PDF


class _Workbook(Response):
    media_type = XLSX


@router.get(
    "/assessments/{id}/report.pdf",
    summary="Download the report",
    response_class=_Pdf,
    responses={**file_response(PDF, "The report."), **keyed(404, 409, 503)},
)
def get_report(
    request: Request,
    asker: Reader,
    session: ReadSession,
    storage: StorageDep,
    id: AssessmentId,
    lang: Lang = None,
) -> Response:
    """Return the report of a submitted assessment as PDF. Needs the scope `assessments:read`.

    503 says what the server lacks for printing.
    """
    del lang
    return service.report(session, storage, asker, id, language_of(request)).response()


@router.get(
    "/assessments/{id}/results.xlsx",
    summary="Download the numbers",
    response_class=_Workbook,
    responses={**file_response(XLSX, "A workbook of scores."), **keyed(404, 409)},
)
def get_results_workbook(
    request: Request, asker: Reader, session: ReadSession, id: AssessmentId, lang: Lang = None
) -> Response:
    """Return index, practices, answers and gates of a submitted assessment as a workbook.

    Needs the scope `assessments:read`.
    """
    del lang
    return service.results_workbook(session, asker, id, language_of(request)).response()


@router.get(
    "/assessments/{id}/answers.xlsx",
    summary="Download the answers",
    response_class=_Workbook,
    responses={**file_response(XLSX, "The form, filled in."), **keyed(404)},
)
def get_answers_workbook(
    request: Request, asker: Reader, session: ReadSession, id: AssessmentId, lang: Lang = None
) -> Response:
    """Return the answers as the form filled in, to go on in Excel.

    Needs the scope `assessments:read`.
    """
    del lang
    return service.answers_workbook(session, asker, id, language_of(request)).response()


@router.get(
    "/assessments/{id}/result.json",
    summary="Download the result",
    response_model=ResultDocument,
    responses={200: {"headers": headers(DISPOSITION)}, **keyed(404, 409)},
)
def get_result_file(
    request: Request, asker: Reader, session: ReadSession, id: AssessmentId, lang: Lang = None
) -> Response:
    """Return the same document as `GET /assessments/{id}/result`, as a file to keep.

    Needs the scope `assessments:read`.
    """
    del lang
    return service.result_document(session, asker, id, language_of(request)).response()
