"""What all endpoints share: strict bodies, pages, versions, headers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from api.kit.dependencies import LimitsDep, SettingsDep, address_of
from api.kit.errors import ApiError, PreconditionFailed, PreconditionRequired, Unusable
from api.kit.security import Signer
from api.kit.strict_json import parse_json

__all__ = [
    "CountedDep", "Cursors", "IdempotencyKey", "IfMatch", "Input", "Lang", "Limit", "MaybeMatch",
    "Output", "Page", "Versions", "api_router", "etag",
]  # fmt: skip

T = TypeVar("T")

_ETAG = re.compile(r'(?:W/)?"([^"]*)"')
_MOST_TAGS = 20


class Input(BaseModel):
    """Base of what is sent: nothing is converted, and a misspelt name is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Output(BaseModel):
    """Base of what is returned."""

    model_config = ConfigDict(frozen=True)


class Page(Output, Generic[T]):
    """Part of a list."""

    items: list[T]
    next: str | None = Field(
        description="Send it as `cursor` to get the following page; `null` on the last one."
    )


class _JsonRequest(Request):
    """A request whose body is read strictly."""

    async def json(self) -> Any:
        """Return the body's data; raises ``Unusable``."""
        return parse_json(await self.body())


class JsonRoute(APIRoute):
    """A route that takes JSON and nothing else, and whose answers nobody keeps."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handler, takes_body = super().get_route_handler(), self.body_field is not None

        async def handle(request: Request) -> Response:
            if takes_body and not _is_json(request.headers.get("content-type", "")):
                raise _media_type()
            response = await handler(_JsonRequest(request.scope, request.receive))
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return handle


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _media_type() -> ApiError:
    found = ApiError("media_type", headers={"Accept": "application/json"})
    found.status = 415
    return found


def api_router(tag: str) -> APIRouter:
    """Return a router for endpoints under one heading; operations are named by their functions."""
    return APIRouter(
        tags=[tag], route_class=JsonRoute, generate_unique_id_function=lambda route: route.name
    )


class Cursors:
    """Writes and reads positions in lists; only cursors that we signed are read."""

    def __init__(self, signer: Signer, purpose: str) -> None:
        """Sign cursors of the list called *purpose*."""
        self._signer, self._purpose = signer, f"cursor:{purpose}"

    def write(self, *position: str) -> str:
        """Return the cursor of a *position*."""
        text = "\n".join(position)
        body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{body}.{self._signer.sign(self._purpose, text)}"

    def read(self, cursor: str) -> list[str]:
        """Return the position; raises ``Unusable`` for what is not one of our cursors."""
        body, _, signature = cursor.partition(".")
        try:
            text = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
        except (binascii.Error, ValueError) as error:
            raise Unusable("bad_cursor") from error
        if not self._signer.check(self._purpose, text, signature):
            raise Unusable("bad_cursor")
        return text.split("\n")


def etag(version: str | int) -> str:
    """Return a strong entity tag."""
    return f'"{version}"'


class Versions:
    """The versions that an ``If-Match`` header names (RFC 9110, 13.1.1)."""

    def __init__(self, header: str) -> None:
        """Read *header*: ``*`` or a list of entity tags; weak tags never match."""
        self._any = header.strip() == "*"
        tags = header.split(",", _MOST_TAGS)[:_MOST_TAGS]
        self._tags = {tag.strip() for tag in tags if _ETAG.fullmatch(tag.strip())}

    def require(self, current: str, version: int) -> None:
        """Raise ``PreconditionFailed`` unless the entity tag *current* is among them."""
        if not self._any and current not in self._tags:
            raise PreconditionFailed(headers={"ETag": current}, version=version)


_MATCH = Header(
    alias="If-Match",
    max_length=1000,
    description="The `ETag` of the version that the change is made to.",
)


# Asynchronous, as they wait for nothing: a plain function costs a trip through a thread.


async def _if_match(given: Annotated[str | None, _MATCH] = None) -> Versions:
    if given is None:
        raise PreconditionRequired
    return Versions(given)


async def _maybe_match(given: Annotated[str | None, _MATCH] = None) -> Versions:
    return Versions("*" if given is None else given)


IfMatch = Annotated[Versions, Depends(_if_match)]
"""For changes that must not overwrite what the sender has not seen; 428 without the header."""

MaybeMatch = Annotated[Versions, Depends(_maybe_match)]
"""The same where the header may be left out."""

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=120,
        pattern=r"^[!-~]+$",
        description="Any text of your own. The same request sent again with it within a day is "
        "done once and answered alike.",
        examples=["2024-spinning-0007"],
    ),
]

Lang = Annotated[
    Literal["zh", "en"] | None,
    Query(description="Language; by default the one that `Accept-Language` prefers."),
]
"""Declared for its check and its description; ``language_of`` reads it."""

Limit = Annotated[int, Query(ge=1, le=100, description="Entries of a page.")]


async def _counted(request: Request, settings: SettingsDep, limits: LimitsDep) -> None:
    limits.count(settings.anonymous_limit, "anonymous", address_of(request))


CountedDep = Annotated[None, Depends(_counted)]
"""For work that anybody may ask for: counts the caller's address."""
