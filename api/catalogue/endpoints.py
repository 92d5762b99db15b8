"""Questionnaires for programs: what is asked, the shape of answers, blank workbooks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse

from api.catalogue import service
from api.catalogue.schemas import QuestionnaireOut, QuestionnaireSummary, detailed, summarised
from api.kit.api import CountedDep, Lang, Page, api_router
from api.kit.i18n import language_of
from api.kit.problems import errors, file_response
from questionnaires.answers import Form
from questionnaires.codes import processes as known_processes
from questionnaires.schema import answers_schema

__all__ = ["router"]

router = api_router("questionnaires")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SCHEMA = "application/schema+json"

Ref = Annotated[
    str,
    Path(
        max_length=120,
        description="`id@version`, or `id` for its newest version.",
        examples=["textile@1.0.0"],
    ),
]
Processes = Annotated[
    list[str],
    Query(
        max_length=20,
        description="Leaves out what is never asked of firms with these processes. Any of: "
        + ", ".join(f"`{key}`" for key in known_processes()),
        examples=[["spinning", "weaving"]],
    ),
]


class _SchemaResponse(JSONResponse):
    media_type = _SCHEMA


class _Workbook(Response):
    media_type = _XLSX


@router.get("/questionnaires", summary="List the questionnaires", responses=errors())
def list_questionnaires() -> Page[QuestionnaireSummary]:
    """Return every published version, oldest first. A version never changes."""
    return Page(items=[summarised(found) for found in service.listed()], next=None)


@router.get("/questionnaires/{ref}", summary="Get a questionnaire", responses=errors(404))
def get_questionnaire(ref: Ref) -> QuestionnaireOut:
    """Return everything that is asked, in order; what answers are worth is not part of it."""
    return detailed(service.questionnaire(ref))


@router.get(
    "/questionnaires/{ref}/schema",
    summary="Get the JSON Schema of its answers",
    response_class=_SchemaResponse,
    responses=errors(404),
)
def get_answers_schema(request: Request, ref: Ref, lang: Lang = None) -> dict[str, Any]:
    """Return a JSON Schema (draft 2020-12) for `questionnaire`, `form`, `profile` and `answers`."""
    del lang
    return answers_schema(service.questionnaire(ref), language_of(request))


@router.get(
    "/questionnaires/{ref}/form.xlsx",
    summary="Download a blank form",
    response_class=_Workbook,
    responses={**file_response(_XLSX, "A workbook for one firm."), **errors(404, 429)},
)
def get_blank_form(
    request: Request,
    counted: CountedDep,
    ref: Ref,
    lang: Lang = None,
    form: Form = "full",
    processes: Processes = (),  # type: ignore[assignment]  # an empty tuple cannot be changed
) -> Response:
    """Return an Excel workbook in which one firm fills in its profile and its answers."""
    del counted, lang
    return service.blank_form(ref, language_of(request), form, tuple(processes)).response()


@router.get(
    "/questionnaires/{ref}/register.xlsx",
    summary="Download a blank register",
    response_class=_Workbook,
    responses={**file_response(_XLSX, "A workbook for many firms."), **errors(404, 429)},
)
def get_blank_register(
    request: Request,
    counted: CountedDep,
    ref: Ref,
    lang: Lang = None,
    processes: Processes = (),  # type: ignore[assignment]  # as above
) -> Response:
    """Return an Excel workbook with a row for each firm and a column for each question."""
    del counted, lang
    return service.blank_register(ref, language_of(request), tuple(processes)).response()
