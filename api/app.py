"""The application: settings in, a server out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Scope

from api import routes
from api.kit import migrate, responses
from api.kit.database import Database
from api.kit.limits import RateLimits
from api.kit.middleware import BodyLimit, Metrics, Observe
from api.kit.objects import storage_of
from api.kit.security import Signer
from api.kit.settings import Settings, settings_from_environment
from api.kit.static import Assets
from api.kit.work import Context
from api.parks.jobs import KINDS

if TYPE_CHECKING:
    from api.jobs import Runner

__all__ = ["VERSION", "create_app"]

VERSION = "0.2.0"

_WORTHWHILE = 1000  # bytes; less is not worth compressing
_LEVEL = 5  # nine takes twice the time for a hundredth of the size
_COMPRESSED = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; nothing is opened before it starts."""
    settings = settings or settings_from_environment()
    app = FastAPI(
        title="textile-maturity",
        version=VERSION,
        lifespan=_lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # `routes` serves the pages with assets of our own
        redoc_url=None,
    )
    metrics = Metrics()
    app.state.settings = settings
    app.state.signer = Signer(settings.secret)
    app.state.database = Database(settings.url)
    app.state.limits = RateLimits(enabled=settings.rate_limits)
    app.state.storage = storage_of(settings)
    app.state.metrics = metrics
    responses.install(app)
    routes.include(app)
    app.mount("/static", Assets(directory=str(files("api") / "static")), name="static")
    _surround(app, settings, metrics)
    return app


def _surround(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Put the middleware around *app*, the innermost first."""
    app.add_middleware(BodyLimit, limit=_limit(settings))
    # Safe although pages hold secrets: see "Compressed pages" in CONTRIBUTING.md.
    app.add_middleware(
        GZipMiddleware, minimum_size=_WORTHWHILE, compresslevel=_LEVEL,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *_COMPRESSED),
    )  # fmt: skip
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    app.add_middleware(Observe, metrics=metrics, unexpected=responses.unexpected)


async def _queue(app: FastAPI) -> Runner:
    """Start carrying out jobs in this process."""
    from api.jobs import Runner  # noqa: PLC0415  # DBOS takes half a second to import

    context = Context(app.state.settings, app.state.database, app.state.storage)
    runner = Runner(context, KINDS)
    await run_in_threadpool(runner.start)  # it refuses to wait inside an event loop
    return runner


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Upgrade the embedded database; a server's database is upgraded by command only."""
    database: Database = app.state.database
    migrate.prepare(database)
    runner = await _queue(app) if app.state.settings.jobs == "here" else None
    try:
        yield
    finally:
        if runner is not None:
            await run_in_threadpool(runner.stop)
        database.dispose()


def _limit(settings: Settings) -> Callable[[Scope], int]:
    def limit(scope: Scope) -> int:
        if scope["path"].endswith("/register"):
            return settings.max_register
        uploads = scope["path"].endswith("/upload") or scope["path"] == "/api/v1/score/batch"
        return settings.max_upload if uploads else settings.max_body

    return limit
