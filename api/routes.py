"""Every route of the application, feature by feature."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from api import docs, openapi, operations
from api.accounts import hooks as account_hooks
from api.accounts import pages as accounts_pages
from api.assessments import endpoints as assessments_api
from api.assessments import hooks as assessment_hooks
from api.assessments import pages as assessments_pages
from api.assessments import upkeep
from api.catalogue import endpoints as catalogue_api
from api.certainty import endpoints as certainty_api
from api.certainty import pages as certainty_pages
from api.documents import endpoints as documents_api
from api.documents import pages as documents_pages
from api.documents import peers
from api.organisations import endpoints as organisations_api
from api.organisations import hooks as organisation_hooks
from api.organisations import me
from api.organisations import pages as organisations_pages
from api.parks import benchmarks
from api.parks import endpoints as parks_api
from api.parks import pages as parks_pages
from api.parks import upkeep as parks_upkeep
from api.plans import endpoints as plans_api
from api.plans import pages as plans_pages
from api.scores import endpoints as scores_api

__all__ = ["include"]

# Features to the left call what features to the right have to do when something happens to them.
account_hooks.browser_moved.append(upkeep.follow_browser)
organisation_hooks.deleting.append(upkeep.forget_organisation)
organisation_hooks.deleting.append(parks_upkeep.forget_park)
peers.sources.append(benchmarks.peers)
assessment_hooks.submitted.append(benchmarks.submitted)


def include(app: FastAPI) -> None:
    """Add all pages and, under ``/api/v1``, all endpoints to *app*."""
    for router in _endpoints():  # first: a request is compared with route after route
        app.include_router(router, prefix="/api/v1")
    for router in _pages():
        app.include_router(router, include_in_schema=False)
    openapi.install(app)


def _pages() -> tuple[APIRouter, ...]:
    return (
        operations.router,
        docs.router,
        accounts_pages.router,
        organisations_pages.router,
        assessments_pages.router,
        documents_pages.router,
        plans_pages.router,
        certainty_pages.router,
        parks_pages.router,
    )


def _endpoints() -> tuple[APIRouter, ...]:
    return (
        catalogue_api.router,
        scores_api.router,
        assessments_api.router,
        plans_api.open_router,
        plans_api.router,
        documents_api.router,
        certainty_api.router,
        me.router,
        organisations_api.router,
        parks_api.router,
    )
