"""What changed since an earlier campaign, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.kit.i18n import PageWords
from api.parks.standing import Standing
from api.parks.tables import Campaign
from api.parks.views.dashboard import MOST, Shown, park_view, shown
from api.parks.views.filtering import Choice, Question
from api.parks.views.heads import CampaignHead
from assessment.filters import EVERYBODY
from assessment.trend import Trend, trend
from reports.park.changes import CHANGES, change_figure
from reports.park.figures import Figure
from reports.park.view import ParkView

__all__ = ["Rounds", "RoundsView", "rounds", "rounds_figure", "rounds_view"]


@dataclass(frozen=True)
class Rounds:
    """Two campaigns of a park set side by side."""

    view: ParkView
    found: Trend
    before: Campaign


@dataclass(frozen=True, slots=True)
class RoundsView:
    """The page; without an earlier campaign ``form`` is empty."""

    head: CampaignHead
    base: str
    form: tuple[Question, ...]
    lead: str
    figures: tuple[Shown, ...]


def rounds(
    now: Standing, before: Standing, campaign: Campaign, name: str, words: PageWords
) -> Rounds:
    """Return what changed since *campaign*, where members stood as in *before*."""
    return Rounds(
        park_view(now, EVERYBODY, name, words), trend(now.side, before.side), campaign
    )  # fmt: skip


def rounds_figure(found: Rounds, key: str) -> Figure:
    """Return one figure, all its lines."""
    return change_figure(found.view, found.found, key)


def rounds_view(
    head: CampaignHead, found: Rounds | None, earlier: Sequence[Campaign], words: PageWords
) -> RoundsView:
    """Return the page."""
    base = f"{head.base}/dashboard/trend"
    if found is None:
        return RoundsView(head, base, (), words("dashboard.no_earlier"), ())
    choices = tuple(
        Choice(row.public_id, words.line(row.name), row.id == found.before.id) for row in earlier
    )
    query = f"?before={found.before.public_id}"
    return RoundsView(
        head=head,
        base=base,
        form=(Question("before", words("dashboard.since"), choices),),
        lead=words("dashboard.both", n=found.found.both),
        figures=tuple(
            shown(rounds_figure(found, key), MOST.get(key), f"{base}/{key}", query, words)
            for key in CHANGES
        ),
    )
