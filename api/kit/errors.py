"""Errors that carry their status and a stable code; one place speaks to the outside.

Programs get problem details (RFC 9457), people a page, both in their language. 422 is for what
cannot be read or used, 404 also for what belongs to somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from questionnaires.errors import Problem

__all__ = [
    "ApiError", "Conflict", "Forbidden", "Gone", "NotFound", "PreconditionFailed",
    "PreconditionRequired", "TooLarge", "TooMany", "Unauthorised", "Unavailable", "Unusable",
]  # fmt: skip


class ApiError(Exception):
    """Something the caller can understand and mend.

    ``code`` names the sentences ``error.<code>.what`` and ``error.<code>.do`` of ``api/locale``,
    which *values* fill in; *problems* say what is wrong with single fields or answers.
    """

    status = 400
    code = "request"

    def __init__(
        self,
        code: str | None = None,
        *,
        problems: Sequence[Problem] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> None:
        """Keep everything needed to word the error later, in the reader's language."""
        self.code = code or type(self).code
        self.problems = tuple(problems)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        self.values = values
        super().__init__(self.code)


class Unauthorised(ApiError):
    """Nobody has signed in, or the key is unknown, expired or revoked."""

    status, code = 401, "unauthorised"

    def __init__(self, code: str | None = None, **values: Any) -> None:
        """Say how to authenticate."""
        super().__init__(code, headers={"WWW-Authenticate": "Bearer"}, **values)


class Forbidden(ApiError):
    """The caller may see the thing but not do this with it."""

    status, code = 403, "forbidden"


class NotFound(ApiError):
    """Not there, or somebody else's."""

    status, code = 404, "not_found"


class Conflict(ApiError):
    """It contradicts what is there now."""

    status, code = 409, "conflict"


class Gone(ApiError):
    """A link that was valid once."""

    status, code = 410, "gone"


class PreconditionFailed(ApiError):
    """``If-Match`` names an older version."""

    status, code = 412, "stale"


class TooLarge(ApiError):
    """The body is over its limit."""

    status, code = 413, "too_large"


class Unusable(ApiError):
    """What was sent cannot be read or used."""

    status, code = 422, "unusable"


class PreconditionRequired(ApiError):
    """``If-Match`` is needed here."""

    status, code = 428, "if_match_required"


class TooMany(ApiError):
    """Over a rate limit; ``Retry-After`` says when to come back."""

    status, code = 429, "too_many"

    def __init__(self, seconds: int) -> None:
        """Say after how many *seconds* to try again."""
        super().__init__(headers={"Retry-After": str(seconds)}, seconds=seconds)


class Unavailable(ApiError):
    """Something needed is not installed or not reachable."""

    status, code = 503, "unavailable"
