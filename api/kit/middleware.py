"""What happens around every request: an id, a log line, metrics, security headers, a size limit."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.errors import TooLarge

__all__ = ["BodyLimit", "Metrics", "Observe"]

_log = logging.getLogger("api.request")
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_TLS = {"Strict-Transport-Security": "max-age=31536000"}
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_SERVER_ERROR = 500
_BUCKETS = (0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


class Metrics:
    """Counts and times by route; each application has its own registry."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "maturity_requests", "Requests answered", ["method", "route", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "maturity_request_seconds", "Time to answer", ["route"], buckets=_BUCKETS,
            registry=self.registry,
        )  # fmt: skip


class Observe:
    """Gives a request its id, and its answer the headers that browsers should obey.

    Logs name the route, never the address: addresses hold secret links. Errors that nobody caught
    are answered by *unexpected* here, inside these headers.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, unexpected: Callable[[Request, Exception], Response]
    ) -> None:
        """Stand around *app*."""
        self.app, self.metrics, self.unexpected = app, metrics, unexpected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        scope["request_id"] = given if _REQUEST_ID.match(given) else secrets.token_hex(8)
        asked, start, status = scope["method"], time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(scope, MutableHeaders(scope=message))
            elif asked == "HEAD" and "body" in message:
                message["body"] = b""
            await send(message)

        if asked == "HEAD":  # what GET answers, without its body
            scope["method"] = "GET"
        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            if status:
                raise  # too late for another answer
            response = self.unexpected(Request(scope, receive), error)
            await response(scope, receive, sending)
            if status >= _SERVER_ERROR:
                raise  # so that tests see it; the server's own log of it is left out
        finally:
            self._note(scope, asked, status or _SERVER_ERROR, time.perf_counter() - start)

    def _note(self, scope: Scope, asked: str, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "-")
        method = asked if asked in _METHODS else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        _log.info(
            "request",
            extra={
                "request_id": scope["request_id"],
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(1000 * seconds, 1),
            },
        )


def _dress(scope: Scope, headers: MutableHeaders) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", _TLS["Strict-Transport-Security"])
    headers["X-Request-Id"] = scope["request_id"]


class BodyLimit:
    """Refuses bodies over the limit, by their declared length and by what really comes."""

    def __init__(self, app: ASGIApp, limit: Callable[[Scope], int]) -> None:
        """Stand around *app*; *limit* tells the bytes allowed for a request."""
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what it brings."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        allowed, taken = self.limit(scope), 0

        async def receiving() -> Message:
            nonlocal taken
            declared = Headers(scope=scope).get("content-length", "")
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > allowed or (declared.isdigit() and int(declared) > allowed):
                raise TooLarge(limit=f"{allowed:,}")
            return message

        await self.app(scope, receiving, send)
