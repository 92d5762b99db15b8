"""Routes for those who run the server: is it alive, is it ready, how busy is it."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from api.kit import jobs
from api.kit.database import Database
from api.kit.errors import NotFound
from api.kit.i18n import LANG_COOKIE, LANGUAGES
from api.kit.pages import FormDep, see

__all__ = ["router"]

router = APIRouter()
_HERE = ("127.0.0.1", "::1", "testclient")
_YEAR = 366 * 24 * 3600


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Say whether the database answers."""
    try:
        ready = request.app.state.database.ready()
    except SQLAlchemyError:
        ready = False
    status = "ready" if ready else "database unreachable"
    return JSONResponse({"status": status}, 200 if ready else 503)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return counts and times for Prometheus, to this computer or to whoever has the token."""
    token = request.app.state.settings.metrics_token
    here = request.client is not None and request.client.host in _HERE
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    allowed = secrets.compare_digest(given.encode(), token.encode()) if token else here
    if not allowed:
        raise NotFound
    registry = request.app.state.metrics.registry
    data = generate_latest(registry) + _queue(request.app.state.database)
    return Response(data, media_type=CONTENT_TYPE_LATEST)


def _queue(database: Database) -> bytes:
    """Return how busy the queue of jobs is; nothing when the database cannot be asked."""
    try:
        with database.read() as session:
            load = jobs.load(session)
    except SQLAlchemyError:
        return b""
    registry = CollectorRegistry()
    about = "Jobs by state; failed: in the last day; silent: under way without a sign of life"
    states = Gauge("maturity_jobs", about, ["state"], registry=registry)
    for state in ("queued", "running", "failed", "silent"):
        states.labels(state).set(getattr(load, state))
    oldest = Gauge(
        "maturity_jobs_oldest_seconds", "How long the first job has waited", registry=registry
    )
    oldest.set(load.oldest)
    return generate_latest(registry)


@router.post("/language")
def language(form: FormDep) -> Response:
    """Switch the language and go back to the page."""
    lang, back = str(form.get("lang", "")), str(form.get("next", "/"))
    response = see(back if _local(back) else "/")
    if lang in LANGUAGES:
        response.set_cookie(LANG_COOKIE, lang, max_age=_YEAR, samesite="lax", httponly=True)
    return response


def _local(path: str) -> bool:
    """Whether an address to go back to stays on this server."""
    return path.startswith("/") and not path.startswith(("//", "/\\"))
