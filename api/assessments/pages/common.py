"""What several pages need: forms read, drafts found, errors listed with where they lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from api.assessments import service
from api.assessments.repository import Held
from api.assessments.views.fields import texts
from api.kit.errors import NotFound
from api.kit.settings import Settings
from api.organisations.asking import Asker

__all__ = [
    "Fault", "base_url", "first_text", "number_text", "seen_whole", "sent_file",
    "wants_json",
]  # fmt: skip

_MOST_DIGITS = 15  # a larger number is no version of a draft, and no database could hold it


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the error summary, and the field it leads to."""

    text: str
    target: str = ""


def base_url(request: Request) -> str:
    """Return the address under which people reach this server."""
    settings: Settings = request.app.state.settings
    return settings.public_url or str(request.base_url)


def wants_json(request: Request) -> bool:
    """Whether the script of a page is asking, rather than the browser itself."""
    return "application/json" in request.headers.get("accept", "")


def first_text(form: FormData, name: str, known: Sequence[str] = ()) -> str:
    """Return the first text sent under *name*; with *known*, only one of these, else empty."""
    found = next(iter(texts(form, name)), "")
    return found if not known or found in known else ""


def sent_file(form: FormData, name: str = "file") -> UploadFile | None:
    """Return the file sent under *name*, ``None`` when none was chosen."""
    files = (item for item in form.getlist(name) if isinstance(item, UploadFile))
    return next((file for file in files if file.filename), None)


def number_text(text: str) -> int:
    """Return the version that *text* names; 0, the oldest, for anything else."""
    plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if plain else 0


def seen_whole(session: Session, asker: Asker, public_id: str) -> Held:
    """Return an assessment to someone who sees all of it; holders of a section do not."""
    held = service.read(session, asker, public_id)
    if not held.access.whole:
        raise NotFound("no_assessment")
    return held
