"""Assessments of a key's organisation, for programs."""

from __future__ import annotations

from typing import Annotated, Any

import pydantic_core
from fastapi import Depends, Path, Query, Response
from fastapi.responses import JSONResponse

from api.assessments import programs, service
from api.assessments.programs import Shown
from api.assessments.schemas import (
    AssessmentCreate,
    AssessmentOut,
    AssessmentPatch,
    AssessmentSummary,
    State,
    Submission,
    entries_of,
    shown,
    summarised,
)
from api.kit.api import Cursors, IdempotencyKey, IfMatch, Limit, MaybeMatch, Page, api_router, etag
from api.kit.dependencies import ReadSession, SignerDep, StorageDep, WriteSession
from api.kit.idempotency import once
from api.kit.problems import headers, keyed
from api.organisations.asking import Asker, KeyDep
from api.scores.schemas import ProfileIn
from scoring.schema import ResultDocument

__all__ = ["AssessmentId", "Reader", "Writer", "router"]

router = api_router("assessments")

# The key comes before the session in every signature: noting when a key was last used takes the
# turn to write, which a session that writes already holds.


async def reader(asker: KeyDep) -> Asker:
    """Return a program that may read assessments."""
    asker.needs("assessments:read")
    return asker


async def writer(asker: KeyDep) -> Asker:
    """Return a program that may change assessments."""
    asker.needs("assessments:write")
    return asker


Reader = Annotated[Asker, Depends(reader)]
Writer = Annotated[Asker, Depends(writer)]
AssessmentId = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9_-]{1,40}$", description="As in `id`.", examples=["kUrdPqN4xS0a_2Lw"]
    ),
]

_ETAG = {"ETag": "The version; send it as `If-Match` with a change."}
_WITH_ETAG: dict[int | str, dict[str, Any]] = {200: {"headers": headers(_ETAG)}}
_CREATED: dict[int | str, dict[str, Any]] = {
    201: {"headers": headers({**_ETAG, "Location": "Address of the assessment."})}
}


def _out(response: Response, found: Shown) -> AssessmentOut:
    response.headers["ETag"] = found.etag
    return shown(found.held, found.draft, found.overview, found.previous)


def _created(response: Response, found: Shown) -> AssessmentOut:
    response.headers["Location"] = f"/api/v1/assessments/{found.held.row.public_id}"
    return _out(response, found)


@router.get("/assessments", summary="List the assessments", responses=keyed())
def list_assessments(
    asker: Reader,
    session: ReadSession,
    signer: SignerDep,
    limit: Limit = 20,
    cursor: Annotated[str | None, Query(max_length=400, description="`next` of a page.")] = None,
    state: State | None = None,
    questionnaire: Annotated[
        str | None,
        Query(
            pattern="^[A-Za-z0-9_.@-]{1,120}$",
            examples=["textile@1.0.0"],
            description="`id@version`.",
        ),
    ] = None,
) -> Page[AssessmentSummary]:
    """Return the organisation's assessments, newest first. Needs the scope `assessments:read`."""
    entries, following = programs.listed(
        session, asker, Cursors(signer, "assessments"),
        limit=limit, cursor=cursor, state=state, questionnaire=questionnaire,
    )  # fmt: skip
    items = [summarised(entry.row, entry.score, entry.level) for entry in entries]
    return Page(items=items, next=following)


@router.post(
    "/assessments",
    status_code=201,
    summary="Start an assessment",
    responses={**_CREATED, **keyed(404, 409, 413, 415)},
)
def create_assessment(
    asker: Writer,
    session: WriteSession,
    response: Response,
    sent: AssessmentCreate,
    key: IdempotencyKey = None,
) -> AssessmentOut:
    """Start a draft, blank or with what is known already. Needs the scope `assessments:write`."""

    def create() -> dict[str, Any]:
        made = programs.create(
            session, asker, questionnaire=sent.questionnaire, form=sent.form,
            profile=sent.profile.facts(), entries=entries_of(sent),
        )  # fmt: skip
        return {"id": made}

    request = {"create": sent.model_dump(mode="json", exclude_unset=True)}
    answer = once(session, asker.label, key, request, create)
    return _created(response, programs.get(session, asker, answer["id"]))


@router.get(
    "/assessments/{id}", summary="Get an assessment", responses={**_WITH_ETAG, **keyed(404)}
)
def get_assessment(
    asker: Reader, session: ReadSession, response: Response, id: AssessmentId
) -> AssessmentOut:
    """Return an assessment with its answers. Needs the scope `assessments:read`."""
    return _out(response, programs.get(session, asker, id))


@router.patch(
    "/assessments/{id}",
    summary="Change answers and notes",
    responses={**_WITH_ETAG, **keyed(404, 409, 412, 413, 415, 428)},
)
def change_assessment(
    asker: Writer,
    session: WriteSession,
    response: Response,
    id: AssessmentId,
    versions: IfMatch,
    sent: AssessmentPatch,
) -> AssessmentOut:
    """Change the answers and notes that are sent; all are taken or, with a problem in one, none.

    Needs the scope `assessments:write`.
    """
    entries = entries_of(sent)
    return _out(response, programs.change(session, asker, id, versions, entries))


@router.put(
    "/assessments/{id}/profile",
    summary="Replace the profile",
    responses={**_WITH_ETAG, **keyed(404, 409, 412, 413, 415, 428)},
)
def replace_profile(
    asker: Writer,
    session: WriteSession,
    response: Response,
    id: AssessmentId,
    versions: IfMatch,
    sent: ProfileIn,
) -> AssessmentOut:
    """Put the facts that are sent in place of all there are. Needs the scope `assessments:write`.

    The profile decides which questions are asked; answers are kept, asked or not.
    """
    return _out(response, programs.set_profile(session, asker, id, versions, sent.facts()))


@router.post(
    "/assessments/{id}/submit",
    summary="Submit an assessment",
    responses={**_WITH_ETAG, **keyed(404, 409, 412, 413, 415)},
)
def submit_assessment(
    asker: Writer,
    session: WriteSession,
    response: Response,
    id: AssessmentId,
    versions: MaybeMatch,
    sent: Submission,
) -> AssessmentOut:
    """Declare the answers true and freeze them with their result.

    422 with the code `incomplete` lists every answer and fact that is missing. Needs the scope
    `assessments:write`.
    """
    return _out(response, programs.submit(session, asker, id, versions, sent.declared_by))


@router.get(
    "/assessments/{id}/result",
    summary="Get the result",
    response_model=ResultDocument,
    responses={**_WITH_ETAG, **keyed(404, 409)},
)
def get_result(asker: Reader, session: ReadSession, id: AssessmentId) -> Response:
    """Return the frozen result of a submitted assessment. Needs the scope `assessments:read`."""
    document, digest = programs.result(session, asker, id)
    data = pydantic_core.to_json(document)
    tag = {"ETag": etag(digest)}
    return Response(data, media_type=JSONResponse.media_type, headers=tag)


@router.post(
    "/assessments/{id}/next-round",
    status_code=201,
    summary="Start the next round",
    responses={**_CREATED, **keyed(404, 409)},
)
def start_next_round(
    asker: Writer,
    session: WriteSession,
    response: Response,
    id: AssessmentId,
    key: IdempotencyKey = None,
) -> AssessmentOut:
    """Start a draft from a submitted assessment, which stays as it is.

    Needs the scope `assessments:write`.
    """

    def create() -> dict[str, Any]:
        return {"id": service.next_round(session, asker, id).public_id}

    answer = once(session, asker.label, key, {"next_round": id}, create)
    return _created(response, programs.get(session, asker, answer["id"]))


@router.delete(
    "/assessments/{id}",
    status_code=204,
    summary="Delete an assessment",
    responses=keyed(404, 412),
)
def delete_assessment(
    asker: Writer,
    session: WriteSession,
    storage: StorageDep,
    id: AssessmentId,
    versions: MaybeMatch,
) -> None:
    """Delete an assessment for good, with its answers, result, documents, links and history.

    Needs the scope `assessments:write`.
    """
    digest = programs.erase(session, asker, id, versions)
    if digest:
        storage.drop(digest)
