"""What a firm sees that opens its personal link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.catalogue import service as catalogue
from api.kit.clock import today
from api.kit.i18n import PageWords
from api.organisations.views import Choice
from api.parks.joining import NOTHING, Joining
from api.parks.views.campaigns import scope_choices
from assessment.draft import minutes

__all__ = ["JoiningView", "joining_view"]


@dataclass(frozen=True, slots=True)
class JoiningView:
    """An invitation; ``stage`` is ``new``, ``mine``, ``elsewhere``, ``early`` or ``over``."""

    stage: str
    firm: str
    park: str
    campaign: str
    days: str
    until: str
    about: str
    scopes: Sequence[Choice]
    chosen: str
    button: str
    lead: str


def joining_view(found: Joining, words: PageWords, chosen: str = "") -> JoiningView:
    """Return the page of an invitation."""
    campaign, stage = found.campaign, _stage(found)
    questionnaire = catalogue.stored(campaign.questionnaire)
    asked = [
        q
        for q in questionnaire.questions
        if (q.quick or campaign.form == "full") and q.asked_if is None
    ]
    finished = found.assessment is not None and found.assessment.state == "submitted"
    park, name = words.line(found.park.name), words.line(campaign.name)
    return JoiningView(
        stage=stage,
        firm=words.line(found.member.name),
        park=park,
        campaign=name,
        days=words(
            "campaigns.days",
            opens=words.date(campaign.opens_on),
            closes=words.date(campaign.closes_on),
        ),
        until=words("joining.until", date=words.date(campaign.closes_on)),
        about=words(
            f"joining.about.{campaign.form}", title=words.text(questionnaire.title),
            n=len(asked), minutes=minutes(asked),
        ),
        scopes=_scopes(campaign.asks, park, words),
        chosen=chosen or found.shown or "",
        button=words(f"joining.button.{'see' if finished else stage}")
        if stage in ("new", "mine")
        else "",
        lead=words(f"joining.lead.{stage}", park=park, campaign=name),
    )  # fmt: skip


def _stage(found: Joining) -> str:
    if found.mine:
        return "mine"
    if found.elsewhere:
        return "elsewhere"
    if found.open or found.assessment is not None:
        return "new"
    return "early" if found.campaign.opens_on > today().isoformat() else "over"


def _scopes(asks: str, park: str, words: PageWords) -> list[Choice]:
    """Return what the firm can choose; what the park asks for is marked."""
    nothing = Choice(NOTHING, words("joining.nothing.title"), words("joining.nothing.help"))
    return [
        Choice(
            each.value,
            words("joining.asked", title=each.label, park=park)
            if each.value == asks
            else each.label,
            each.help,
        )
        for each in (*scope_choices(words), nothing)
    ]
