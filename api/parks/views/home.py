"""What a park's first page shows: what to do next, its campaigns, results shared otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.kit.i18n import PageWords
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks.repository import Shared
from api.parks.tables import Campaign
from api.parks.views.heads import CampaignHead, ParkHead, campaign_head, park_head
from api.parks.views.sharing import MemberRow, member_row

__all__ = ["HomeView", "home_view"]

_STEPS = ("members", "campaign", "fill", "look", "hand_out")


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do on the way; ``state`` is ``done``, ``next`` or ``later``."""

    title: str
    text: str
    state: str
    href: str
    action: str


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign and how far it has come."""

    head: CampaignHead
    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """A park's first page."""

    head: ParkHead
    members: str
    steps: tuple[Step, ...]
    campaigns: tuple[CampaignCard, ...]
    shared: tuple[MemberRow, ...]
    publishes: str


def home_view(
    park: Organisation, asker: Asker, members: int, standing: Sequence[tuple[Campaign, int, int]],
    shared: Iterable[Shared], words: PageWords, *, publishes: bool,
) -> HomeView:  # fmt: skip
    """Return a park's first page."""
    head = park_head(park, asker, words)
    cards = [
        CampaignCard(
            campaign_head(park, found, asker, words), done, total,
            words("parkhome.done", n=done, total=total) if total else words("parkhome.nobody"),
        )
        for found, total, done in standing
    ]  # fmt: skip
    return HomeView(
        head=head,
        members=words("members.count", n=members),
        steps=tuple(_steps(head, members, cards, words)) if head.may_change else (),
        campaigns=tuple(cards),
        shared=tuple(member_row(park, item, words) for item in shared),
        publishes=words("parkhome.publishes" if publishes else "parkhome.publishes_not"),
    )


def _steps(
    head: ParkHead, members: int, cards: Sequence[CampaignCard], words: PageWords
) -> Iterable[Step]:
    """Yield the way from an empty account to what is handed out; the first open step is next."""
    newest = cards[0] if cards else None
    base = newest.head.base if newest else f"{head.base}/campaigns/new"
    total, done = (newest.total, newest.done) if newest else (0, 0)
    reached = {
        "members": members > 0 or total > 0,
        "campaign": newest is not None,
        "fill": total > 0 and done == total,
        "look": False,
        "hand_out": False,
    }
    hrefs = {
        "members": f"{head.base}/members",
        "campaign": f"{head.base}/campaigns/new",
        "fill": base,
        "look": f"{base}/dashboard" if done else "",
        "hand_out": f"{base}/documents" if done else "",
    }
    first = next(step for step in _STEPS if not reached[step])
    for step in _STEPS:
        state = "done" if reached[step] else "next" if step == first else "later"
        open_ = bool(hrefs[step]) and (newest is not None or step in ("members", "campaign"))
        yield Step(
            title=words(f"parkhome.step.{step}.title"),
            text=words(f"parkhome.step.{step}.text"),
            state=state,
            href=hrefs[step] if open_ else "",
            action=words(f"parkhome.step.{step}.action"),
        )
