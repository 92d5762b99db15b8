"""What stands on top of a park's pages."""

from __future__ import annotations

from dataclasses import dataclass

from api.kit.clock import today
from api.kit.i18n import PageWords
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import campaigns
from api.parks.tables import Campaign

__all__ = ["CampaignHead", "ParkHead", "campaign_head", "park_head"]


@dataclass(frozen=True, slots=True)
class ParkHead:
    """A park; ``may_change`` is false for those who only look."""

    id: str
    name: str
    base: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class CampaignHead:
    """A campaign with its days in words; ``open`` while it takes results."""

    park: ParkHead
    id: str
    name: str
    base: str
    days: str
    state: str
    open: bool
    may_change: bool
    """Whether the reader may bring results in now."""


def park_head(park: Organisation, asker: Asker, words: PageWords) -> ParkHead:
    """Return the head of a park's pages."""
    may = asker.memberships.get(park.id) not in (None, "reviewer")
    return ParkHead(park.public_id, words.line(park.name), f"/parks/{park.public_id}", may)


def campaign_head(
    park: Organisation, found: Campaign, asker: Asker, words: PageWords
) -> CampaignHead:
    """Return the head of a campaign's pages."""
    head, day = park_head(park, asker, words), today()
    is_open = campaigns.is_open(found, day)
    state = "open" if is_open else "early" if found.opens_on > day.isoformat() else "over"
    return CampaignHead(
        park=head,
        id=found.public_id,
        name=words.line(found.name),
        base=f"{head.base}/campaigns/{found.public_id}",
        days=words(
            "campaigns.days", opens=words.date(found.opens_on), closes=words.date(found.closes_on)
        ),
        state=words(f"campaigns.state.{state}"),
        open=is_open,
        may_change=is_open and head.may_change,
    )
