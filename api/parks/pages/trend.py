"""What changed since an earlier campaign on the same questionnaire."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.kit.dependencies import ReadSession, WordsDep
from api.kit.errors import NotFound
from api.kit.i18n import PageWords
from api.kit.pages import page
from api.organisations.asking import UserDep
from api.organisations.tables import Organisation
from api.parks import records
from api.parks.pages.dashboard import BASE, find, handed_out
from api.parks.standing import Standing, standing
from api.parks.tables import Campaign
from api.parks.views import rounds as views
from api.parks.views.heads import campaign_head
from reports.park.changes import CHANGES

__all__ = ["router"]

router = APIRouter()


@router.get(f"{BASE}/trend")
def trend(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show what changed."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    earlier = _earlier(session, park, campaign)
    head = campaign_head(park, campaign, asker, words)
    compared = _rounds(request, session, park, found, earlier, words) if earlier else None
    return page(request, "parks/trend.html", v=views.rounds_view(head, compared, earlier, words))


@router.get(f"{BASE}/trend/{{chart}}")
def export(
    request: Request, park_id: str, campaign_id: str, chart: str, asker: UserDep,
    session: ReadSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Hand out what changed as a picture (``….svg``) or as numbers (``….csv``)."""
    park, campaign, found = find(session, asker, park_id, campaign_id)
    key, _, kind = chart.partition(".")
    earlier = _earlier(session, park, campaign)
    if key not in CHANGES or not earlier:
        raise NotFound
    compared = _rounds(request, session, park, found, earlier, words)
    return handed_out(views.rounds_figure(compared, key), kind, campaign, compared.view)


def _earlier(session: Session, park: Organisation, campaign: Campaign) -> list[Campaign]:
    """Return the campaigns before this one on any version of its questionnaire, newest first."""
    name = campaign.questionnaire.partition("@")[0]
    return [
        row
        for row in records.campaigns(session, park)
        if row.id < campaign.id and row.questionnaire.partition("@")[0] == name
    ]


def _rounds(
    request: Request, session: Session, park: Organisation, found: Standing,
    earlier: Sequence[Campaign], words: PageWords,
) -> views.Rounds:  # fmt: skip
    asked = request.query_params.get("before")
    before = next((row for row in earlier if row.public_id == asked), earlier[0])
    return views.rounds(found, standing(session, before), before, park.name, words)
