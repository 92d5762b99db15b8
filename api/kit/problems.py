"""The errors of the interface as its document describes them (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field

from api.kit.i18n import page_words

__all__ = [
    "DISPOSITION", "OPEN", "PROBLEM_TYPE", "FieldFault", "ProblemDetails", "ProblemItem", "errors",
    "file_response", "headers", "keyed",
]  # fmt: skip

PROBLEM_TYPE = "application/problem+json"
DISPOSITION = {"Content-Disposition": "The file's name (RFC 6266)."}


class ProblemItem(BaseModel):
    """One answer, fact or line that cannot be used."""

    code: str = Field(description="Stable, for programs.", examples=["answer.no_such_option"])
    severity: str = Field(examples=["error"])
    what: str = Field(description="What is wrong.")
    do: str = Field(description="What to do about it.")
    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = Field(default=None, description="The question or fact meant.")


class FieldFault(BaseModel):
    """One field that does not have the form described."""

    field: str = Field(examples=["body.profile.employees"])
    code: str = Field(examples=["int_type"])
    what: str


class ProblemDetails(BaseModel):
    """What went wrong, in the language asked for with `Accept-Language` (zh or en)."""

    type: str = Field(description="Always `about:blank`; `code` tells the errors apart.")
    title: str = Field(description="What happened.")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What to do.")
    code: str = Field(description="Stable, for programs.")
    instance: str = Field(description="Names the request; quote it when asking for help.")
    problems: list[ProblemItem] | None = Field(
        default=None, description="Single answers, facts or lines that cannot be used."
    )
    fields: list[FieldFault] | None = Field(
        default=None, description="Fields that do not have the form described here."
    )


_SCHEMA = f"#/components/schemas/{ProblemDetails.__name__}"
_MEANING = {
    401: "No API key, or one that is unknown, expired or revoked.",
    403: "The key lacks the scope that is needed.",
    404: "Not there, or somebody else's.",
    409: "It contradicts what is there now.",
    412: "`If-Match` names another version than the current one.",
    413: "The body is over its limit.",
    415: "The body is not `application/json`.",
    422: "The content cannot be read (`malformed`) or used (`unusable` and others).",
    428: "`If-Match` is missing.",
    429: "Over the rate limit; `Retry-After` says when to come back.",
    503: "Something needed is not installed on the server.",
}
_EXAMPLES: dict[int, tuple[str, dict[str, Any]]] = {
    401: ("bad_key", {}),
    403: ("scope", {"scope": "assessments:write"}),
    404: ("no_assessment", {}),
    409: ("submitted", {}),
    412: ("stale", {"version": 7}),
    413: ("too_large", {"limit": "1,000,000"}),
    415: ("media_type", {}),
    422: ("incomplete", {"n": 2}),
    428: ("if_match_required", {}),
    429: ("too_many", {"seconds": 12}),
    503: ("no_document", {}),
}
_HEADERS = {
    401: {"WWW-Authenticate": "How to authenticate."},
    412: {"ETag": "The current version."},
    429: {"Retry-After": "Seconds until the next request is taken."},
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses=`` of an operation that may answer with *statuses* or 422."""
    return {
        status: {
            "description": f"{HTTPStatus(status).phrase}. {_MEANING[status]}",
            "content": {PROBLEM_TYPE: {"schema": {"$ref": _SCHEMA}, "example": _example(status)}},
            **_described(status),
        }
        for status in sorted({*statuses, HTTPStatus.UNPROCESSABLE_ENTITY.value})
    }


def _example(status: int) -> dict[str, Any]:
    code, values = _EXAMPLES[status]
    words = page_words("en")
    return {
        "type": "about:blank",
        "title": words(f"error.{code}.what", **values),
        "status": status,
        "detail": words(f"error.{code}.do", **values),
        "code": code,
        "instance": "urn:request:0f3b8c51d2a94e67",
    }


def _described(status: int) -> dict[str, Any]:
    return {"headers": headers(_HEADERS[status])} if status in _HEADERS else {}


def headers(described: dict[str, str]) -> dict[str, Any]:
    """Return response headers for a document: name to meaning."""
    return {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in described.items()
    }


OPEN: dict[str, Any] = {"security": [{}]}
"""For operations where a key is welcome (it has a limit of its own) but not needed."""

_KEYED = (401, 403, 429)


def keyed(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses=`` of an operation that needs an API key."""
    return errors(*_KEYED, *statuses)


def file_response(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses=`` of an operation that hands out a file."""
    return {
        200: {
            "description": description,
            "content": {media_type: {"schema": {"type": "string", "format": "binary"}}},
            "headers": headers(DISPOSITION),
        }
    }
