"""A park's first page, and the one on which it says how it presents itself."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from api.accounts.fields import Fields, shown
from api.assessments.pages.common import sent_file
from api.kit.dependencies import ReadSession, WordsDep, WriteSession
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import Asker, UserDep
from api.parks import campaigns, profile, records, service
from api.parks.tables import ParkProfile
from api.parks.views.heads import park_head
from api.parks.views.home import home_view
from reports.charts import DEFAULT
from reports.errors import ReportError

__all__ = ["router"]

router = APIRouter()

_LABELS = "parkhome.field"
_UNUSABLE = 422
_COLOUR = 7  # characters of #rrggbb
_FIELDS = {"primary": "main"}
"""What a theme calls a field otherwise than the form."""


@router.get("/parks/{park_id}")
def home(
    request: Request, park_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Say what to do next, and list campaigns and results that firms share otherwise."""
    park, shared = service.members(session, asker, park_id)
    _, members = records.members(session, park, limit=1)
    standing, found = records.standing(session, park), records.profile(session, park)
    publishes = found is not None and found.publishes
    view = home_view(park, asker, members, standing, shared, words, publishes=publishes)
    return page(request, "parks/park.html", v=view)


@router.get("/parks/{park_id}/profile")
def profile_page(
    request: Request, park_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show name, logo and colours of reports, and whether figures are published."""
    return _profile_page(request, park_id, asker, session, words)


def _profile_page(
    request: Request, park_id: str, asker: Asker, session: ReadSession, words: PageWords,
    fields: Fields | None = None,
) -> Response:  # fmt: skip
    park = campaigns.managed(session, asker, park_id)
    found = records.profile(session, park)
    values = shown(words, fields)
    if fields is None:
        values["values"].update(_stored(found))
    return page(
        request, "parks/profile.html", status=200 if fields is None else _UNUSABLE,
        head=park_head(park, asker, words), theme=profile.theme_of(session, park),
        saved=found is not None, **values,
    )  # fmt: skip


def _stored(found: ParkProfile | None) -> dict[str, str]:
    return {
        "title": found.title if found else "",
        "main": (found.main if found else "") or DEFAULT.primary,
        "accent": (found.accent if found else "") or DEFAULT.accent,
        "publishes": "yes" if found and found.publishes else "",
    }


@router.post("/parks/{park_id}/profile/upload")
def save(
    request: Request, park_id: str, asker: UserDep, form: FormDep, session: WriteSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Take over how the park presents itself, once logo and colours can be used."""
    campaigns.managed(session, asker, park_id)
    fields = Fields(form, _LABELS)
    given = {
        "title": fields.line("title", profile.MOST_TITLE, optional=True),
        "main": fields.line("main", _COLOUR), "accent": fields.line("accent", _COLOUR),
    }  # fmt: skip
    fields.raw("logo")
    publishes = fields.ticked("publishes") == ["yes"]
    fields.values["publishes"] = "yes" if publishes else ""
    if fields.fine:
        try:
            profile.save(
                session, asker, park_id, **given, logo=_logo(form), publishes=publishes,
                keeps_logo=fields.ticked("no_logo") != ["yes"],
            )  # fmt: skip
        except ReportError as error:
            for problem in error.problems:
                name = problem.place.field or "logo"
                fields.refuse_for(_FIELDS.get(name, name), problem)
    if not fields.fine:
        return _profile_page(request, park_id, asker, session, words, fields)
    return see(f"/parks/{park_id}/profile")


def _logo(form: FormData) -> bytes | None:
    file = sent_file(form, "logo")
    return None if file is None else file.file.read()
