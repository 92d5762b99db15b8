"""The dashboard of a campaign: its figures, its members one by one, and all of it to take away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from api.kit.dependencies import ReadSession, WordsDep
from api.kit.downloads import CSV, SVG, Download
from api.kit.errors import NotFound
from api.kit.i18n import PageWords
from api.kit.pages import page
from api.organisations.asking import Asker, UserDep
from api.organisations.tables import Organisation
from api.parks import attention, records, repository
from api.parks.standing import Standing, standing
from api.parks.tables import Campaign
from api.parks.views import dashboard as views
from api.parks.views import filtering
from api.parks.views import matrix as maps
from api.parks.views.heads import campaign_head
from reports.park import exports
from reports.park.figures import FIGURES, Figure, figure
from reports.park.view import ParkView
from reports.wording import Words

__all__ = ["BASE", "find", "handed_out", "router"]

router = APIRouter()

BASE = "/parks/{park_id}/campaigns/{campaign_id}/dashboard"
PageNumber = Annotated[int, Query(alias="page")]


def find(
    session: Session, asker: Asker, park_id: str, campaign_id: str
) -> tuple[Organisation, Campaign, Standing]:
    """Return a campaign of a park to one of the park's own people, and where its members stand."""
    park = repository.park_of(session, asker, park_id)
    campaign = records.campaign(session, park, campaign_id)
    return park, campaign, standing(session, campaign)


@router.get(BASE)
def dashboard(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show how the members stand, all of them or those in a filter."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    chosen = filtering.read(found.views, request.query_params)
    needs = attention.needs(found.cohort(chosen), views.NEEDS)
    doubts = attention.doubts(found, chosen, views.NEEDS)
    stalled = attention.stalled(session, campaign)
    head = campaign_head(park, campaign, asker, words)
    view = views.dashboard_view(head, found, chosen, "overview", needs, doubts, stalled, words)
    return page(request, "parks/dashboard.html", v=view)


@router.get(f"{BASE}/compare")
def compare(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show the members by size, process and region."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    chosen = filtering.read(found.views, request.query_params)
    head = campaign_head(park, campaign, asker, words)
    view = views.dashboard_view(head, found, chosen, "compare", (), (0, ()), (), words)
    return page(request, "parks/dashboard.html", v=view)


@router.get(f"{BASE}/charts/{{chart}}")
def export(
    request: Request, park_id: str, campaign_id: str, chart: str, asker: UserDep,
    session: ReadSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Hand out one figure as a picture (``….svg``) or its numbers (``….csv``)."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    key, _, kind = chart.partition(".")
    if key not in FIGURES:
        raise NotFound
    chosen = filtering.read(found.views, request.query_params)
    view = views.park_view(found, chosen, park.name, words)
    return handed_out(figure(view, key), kind, campaign, view)


def handed_out(whole: Figure, kind: str, campaign: Campaign, view: ParkView) -> Response:
    """Return a figure as a file; a picture shows as many lines as the page."""
    stem = _stem(campaign, whole.title, view.words)
    if kind == "csv":
        return Download(stem, CSV, exports.table(whole)).response()
    if kind == "svg":
        drawn = exports.picture(whole.first(views.MOST.get(whole.key)), view)
        return Download(stem, SVG, drawn.encode()).response()
    raise NotFound


@router.get(f"{BASE}/members")
def members(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep, page_number: PageNumber = 1,
) -> Response:  # fmt: skip
    """Show the members whose scores may be seen, one by one, ordered by any column."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    listed = _matrix(request, found, park, words)
    head = campaign_head(park, campaign, asker, words)
    view = maps.matrix_view(listed, found, head, page_number, words)
    return page(request, "parks/matrix.html", v=view)


@router.get(f"{BASE}/members.csv")
def members_csv(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Hand out the map's numbers, of all pages."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    columns, rows = maps.matrix_rows(_matrix(request, found, park, words))
    stem = _stem(campaign, words("dashboard.map"), words)
    return Download(stem, CSV, exports.table_of(columns, rows)).response()


@router.get(f"{BASE}/members.svg")
def members_svg(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep, page_number: PageNumber = 1,
) -> Response:  # fmt: skip
    """Hand out one page of the map as a picture."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    drawn = maps.matrix_picture(_matrix(request, found, park, words), page_number)
    stem = _stem(campaign, words("dashboard.map"), words)
    return Download(stem, SVG, drawn.encode()).response()


def _matrix(request: Request, found: Standing, park: Organisation, words: PageWords) -> maps.Matrix:
    asked = request.query_params
    levels = {f"{level.level}": level.level for level in found.questionnaire.levels}
    return maps.matrix(
        found, filtering.read(found.views, asked), park.name, words,
        sort=asked.get("sort", ""), level=levels.get(asked.get("level", "")),
    )  # fmt: skip


def _stem(campaign: Campaign, title: str, words: Words) -> str:
    return f"{words.line(campaign.name)[:24]}-{title}"
