"""Pages of a campaign: making one, and how far it has come."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Request, Response

from api.accounts.fields import Fields, shown
from api.assessments.tables import CONSENTS
from api.kit.clock import today
from api.kit.dependencies import ReadSession, WordsDep, WriteSession
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import Asker, UserDep
from api.parks import campaigns, records, repository
from api.parks.pages.members import search_text
from api.parks.tables import Campaign
from api.parks.views import campaigns as views
from api.parks.views.heads import ParkHead, campaign_head, park_head

__all__ = ["router"]

router = APIRouter()

_LABELS = "campaigns.field"
_UNUSABLE = 422
_MOST_NAME = 100
_USUAL = dt.timedelta(days=30)


@router.get("/parks/{park_id}/campaigns/new")
def new_page(
    request: Request, park_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Ask what is to be assessed, and until when."""
    park = campaigns.managed(session, asker, park_id)
    return _new_page(request, park_head(park, asker, words), words)


def _new_page(
    request: Request, head: ParkHead, words: PageWords, fields: Fields | None = None
) -> Response:
    values, first = shown(words, fields), today()
    if fields is None:
        values["values"].update(
            opens_on=first.isoformat(), closes_on=(first + _USUAL).isoformat(), form="full",
            asks="scores",
        )  # fmt: skip
    return page(
        request, "parks/campaign_new.html", status=200 if fields is None else _UNUSABLE, head=head,
        choices=views.choices(words), **values,
    )  # fmt: skip


@router.post("/parks/{park_id}/campaigns/new")
def create(
    request: Request, park_id: str, asker: UserDep, form: FormDep, session: WriteSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Make a campaign."""
    park = campaigns.managed(session, asker, park_id)
    fields = Fields(form, _LABELS)
    name = fields.line("name", _MOST_NAME)
    known = [choice.value for choice in views.choices(words)["questionnaire"]]
    questionnaire = fields.choice("questionnaire", known)
    kind, asks = fields.choice("form", views.FORMS), fields.choice("asks", CONSENTS)
    opens, closes = _days(fields)
    if not fields.fine or opens is None or closes is None:
        return _new_page(request, park_head(park, asker, words), words, fields)
    row = campaigns.create(
        session, asker, park_id, name=name, questionnaire=questionnaire, form=kind, asks=asks,
        opens_on=opens, closes_on=closes,
    )  # fmt: skip
    return see(f"/parks/{park_id}/campaigns/{row.public_id}")


def _days(fields: Fields) -> tuple[dt.date | None, dt.date | None]:
    """Return first and last day as typed; the last one is not before the first."""
    opens, closes = _day(fields, "opens_on"), _day(fields, "closes_on")
    if opens is not None and closes is not None and closes < opens:
        fields.refuse("closes_on", "campaigns.wrong.days")
    return opens, closes


def _day(fields: Fields, name: str) -> dt.date | None:
    text = fields.line(name, _MOST_NAME)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        fields.refuse(name, "campaigns.wrong.day")
        return None


@router.get("/parks/{park_id}/campaigns/{campaign_id}")
def progress(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep, state: str = "", q: str = "", page: int = 1, done: str = "", n: int = 0,
) -> Response:  # fmt: skip
    """Show how far a campaign has come."""
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    overview = campaigns.overview(session, found)
    outside, _ = records.missing(session, found)
    view = views.progress(
        campaign_head(park, found, asker, words), overview, outside, words,
        state=state if state in campaigns.STATES else "", search=search_text(q), page=page,
    )  # fmt: skip
    notice = words(f"campaigns.done.{done}", n=max(n, 0)) if done in ("invited", "days") else ""
    return _paint(request, view, notice)


def _paint(request: Request, view: views.ProgressView, notice: str) -> Response:
    return page(request, "parks/progress.html", v=view, notice=notice)


@router.get("/parks/{park_id}/campaigns/{campaign_id}/days")
def days_page(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Ask for other days or another name."""
    park = campaigns.managed(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    return _days_page(request, found, asker, words, park_id, session)


def _days_page(
    request: Request, found: Campaign, asker: Asker, words: PageWords, park_id: str,
    session: ReadSession, fields: Fields | None = None,
) -> Response:  # fmt: skip
    head = campaign_head(repository.park_of(session, asker, park_id), found, asker, words)
    values = shown(words, fields)
    if fields is None:
        values["values"].update(name=found.name, opens_on=found.opens_on, closes_on=found.closes_on)
    return page(
        request, "parks/campaign_days.html", status=200 if fields is None else _UNUSABLE,
        head=head, **values,
    )  # fmt: skip


@router.post("/parks/{park_id}/campaigns/{campaign_id}/days")
def change_days(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, form: FormDep,
    session: WriteSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Give a campaign other days or another name."""
    park = campaigns.managed(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    fields = Fields(form, _LABELS)
    name = fields.line("name", _MOST_NAME)
    opens, closes = _days(fields)
    if not fields.fine or opens is None or closes is None:
        return _days_page(request, found, asker, words, park_id, session, fields)
    campaigns.change(
        session, asker, park_id, campaign_id, name=name, opens_on=opens, closes_on=closes
    )
    return see(f"/parks/{park_id}/campaigns/{campaign_id}?done=days")
