"""Errors as they leave the server: problem details for programs, a page for people."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from api.kit import pages
from api.kit.errors import ApiError, Conflict, TooLarge, Unavailable, Unusable
from api.kit.i18n import PageWords, language_of, page_words
from questionnaires.errors import QuestionnaireError
from questionnaires.text import quote

__all__ = ["install", "problem_body", "unexpected"]

_log = logging.getLogger("api")
_MEDIA_TYPE = "application/problem+json"
_MOST_FIELDS = 50
_LONGEST = 120
_RETRY_AFTER = "5"  # seconds
_AWAY = (OperationalError, InterfaceError, PoolTimeout)


def install(app: FastAPI) -> None:
    """Let *app* answer every error in the caller's language and format.

    `unexpected` ones are left to `api.kit.middleware.Observe`: Starlette's handler of all others
    stands outside the middleware, and its answers would lack their headers.
    """
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(QuestionnaireError, _questionnaire_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DBAPIError, _database_error)
    app.add_exception_handler(PoolTimeout, _database_error)


def problem_body(error: ApiError, words: PageWords, request_id: str) -> dict[str, Any]:
    """Return the problem details (RFC 9457) of *error*."""
    return {
        "type": "about:blank",
        "title": words(f"error.{error.code}.what", **error.values),
        "status": error.status,
        "detail": words(f"error.{error.code}.do", **error.values),
        "code": error.code,
        "instance": f"urn:request:{request_id}",
        **({"problems": [p.to_dict(words.lang) for p in error.problems]} if error.problems else {}),
        **error.extra,
    }


def _api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    if error.code == "sign_in_needed" and _wants_page(request):
        back = request.url.path if request.method == "GET" else "/"
        return pages.see(f"/sign-in?next={quote_plus(back)}")
    return _answer(request, error)


def _questionnaire_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, QuestionnaireError)
    found = ApiError("unusable", problems=error.problems)
    found.status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _answer(request, found)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = ApiError(
        "malformed", extra={"fields": _fields(error.errors(), page_words(language_of(request)))}
    )
    found.status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _answer(request, found)


def _fields(errors: Sequence[Any], words: PageWords) -> list[dict[str, str]]:
    """Return place and reason of each malformed field; what was sent is not repeated."""
    return [
        {
            "field": quote(".".join(str(step) for step in error["loc"]), _LONGEST),
            "code": str(error["type"]),
            "what": _what(error, words),
        }
        for error in errors[:_MOST_FIELDS]
    ]


def _what(error: Any, words: PageWords) -> str:
    key = f"field.{error['type']}"
    return words(key) if words.has(key) else quote(error["msg"], _LONGEST)


_CODES = {
    401: "unauthorised", 403: "forbidden", 404: "not_found", 405: "method", 413: "too_large",
    415: "media_type",
}  # fmt: skip


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, ApiError):
        return _answer(request, error.__cause__)
    wrong_method = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    headers = {"Allow": _allowed(request)} if wrong_method else error.headers
    found = ApiError(_CODES.get(error.status_code, "request"), headers=headers)
    found.status = error.status_code
    return _answer(request, found)


def _allowed(request: Request) -> str:
    """Return the methods of an address; Starlette names only those of its first route."""
    routes = iter_route_contexts(request.app.routes)
    here = [route for route in routes if route.methods and route.path_regex.match(request.url.path)]
    return ", ".join(sorted({method for route in here for method in route.methods or ()}))


def _database_error(request: Request, error: Exception) -> Response:
    """Tell what the database refused: values it cannot hold, a race lost, or anything at all."""
    if isinstance(error, DataError):
        return _answer(request, Unusable("malformed"))
    if isinstance(error, IntegrityError):
        return _answer(request, Conflict())
    if not isinstance(error, _AWAY):
        raise error
    _log.error("database unavailable", exc_info=error, extra={"request_id": _request_id(request)})
    return _answer(request, Unavailable(headers={"Retry-After": _RETRY_AFTER}))


def unexpected(request: Request, error: Exception) -> Response:
    """Answer an error that nobody foresaw; the log holds where it happened."""
    cause: BaseException | None = error
    while cause is not None:  # a body over its limit surfaces inside whatever was reading it
        if isinstance(cause, TooLarge):
            return _answer(request, cause)
        cause = cause.__cause__ or cause.__context__
    _log.error("unexpected error", exc_info=error, extra={"request_id": _request_id(request)})
    found = ApiError("internal")
    found.status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _answer(request, found)


def _request_id(request: Request) -> str:
    return str(request.scope.get("request_id", "-"))


def _answer(request: Request, error: ApiError) -> Response:
    words = page_words(language_of(request))
    if _wants_page(request):
        return pages.error_page(request, error, _request_id(request))
    headers = {**error.headers, "Content-Language": words.lang}
    body = problem_body(error, words, _request_id(request))
    return JSONResponse(body, error.status, headers, _MEDIA_TYPE)


def _wants_page(request: Request) -> bool:
    """Whether a person is reading: a page's address, and a browser that asks for pages."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get(
        "accept", ""
    )
