"""Groups of similar members: found when asked for, shown while they hold."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.kit.dependencies import ReadSession, WordsDep, WriteSession
from api.kit.downloads import CSV, Download
from api.kit.pages import FormDep, page, see
from api.organisations.asking import UserDep
from api.parks import grouping
from api.parks.pages.dashboard import BASE, find
from api.parks.views.grouping import groups_table, groups_view
from api.parks.views.heads import campaign_head
from reports.park.exports import table_of

__all__ = ["router"]

router = APIRouter()


@router.get(f"{BASE}/groups")
def groups(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show the groups, or offer to find some."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    head = campaign_head(park, campaign, asker, words)
    view = groups_view(head, found, grouping.found(session, campaign), words)
    return page(request, "parks/grouping.html", v=view)


@router.post(f"{BASE}/groups")
def order(
    park_id: str, campaign_id: str, form: FormDep, asker: UserDep, session: WriteSession
) -> Response:
    """Have groups found."""
    del form  # it holds nothing but its token
    grouping.order(session, asker, park_id, campaign_id)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/dashboard/groups")


@router.get(f"{BASE}/groups.csv")
def export(
    park_id: str, campaign_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Hand out the groups with their measures."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    head = campaign_head(park, campaign, asker, words)
    view = groups_view(head, found, grouping.found(session, campaign), words)
    columns, rows = groups_table(view, words)
    return Download(words("dashboard.parts.groups"), CSV, table_of(columns, rows)).response()
