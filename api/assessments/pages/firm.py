"""The page about the firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from api.assessments import service
from api.assessments.pages.common import Fault, seen_whole
from api.assessments.views.fields import texts
from api.assessments.views.profile import (
    WAS,
    Facts,
    fact_words,
    profile_fields,
    profile_view,
)
from api.assessments.views.wording import problem_text
from api.kit.dependencies import ReadSession, WordsDep, WriteSession
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import PersonDep
from questionnaires.errors import Problem
from questionnaires.profile import FACTS

__all__ = ["router"]

router = APIRouter()


@router.get("/assessments/{public_id}/profile")
def profile_page(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Ask who the firm is."""
    held = seen_whole(session, asker, public_id)
    if held.row.state != "draft" or not held.access.edit:
        return see(f"/assessments/{public_id}")
    draft = service.draft_of(held.row)
    stored = profile_fields(draft.sheet.profile)
    return _page(request, public_id, words, _Sent(stored, stored), fresh=draft.version == 0)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A profile as it was sent, over what is stored; errors by fact."""

    shown: Facts
    stored: Facts
    errors: dict[str, str] = field(default_factory=dict)


def _page(
    request: Request, public_id: str, words: PageWords, sent: _Sent, *, status: int = 200,
    fresh: bool = False,
) -> Response:  # fmt: skip
    view = profile_view(words, sent.shown, sent.stored, sent.errors)
    faults = [Fault(text, fact) for fact, text in sent.errors.items()]
    return page(
        request, "assessments/profile.html", status=status, v=view, faults=faults,
        id=public_id, fresh=fresh,
    )  # fmt: skip


@router.post("/assessments/{public_id}/profile")
def save_profile(
    request: Request, public_id: str, asker: PersonDep, form: FormDep, session: WriteSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Take the facts that can be used; show the others again with what is wrong."""
    held = service.editable(session, asker, public_id)
    stored = profile_fields(service.draft_of(held.row).sheet.profile)
    sent = {fact: texts(form, fact) for fact in FACTS}
    taken, contested = _merge(form, sent, stored)
    raw = {fact: _raw(fact, values) for fact, values in taken.items()}
    held, problems = service.set_profile(session, asker, public_id, raw)
    now = profile_fields(service.draft_of(held.row).sheet.profile)
    errors = {
        fact: words("firm.contested", theirs=fact_words(words, fact, now[fact]))
        for fact in contested
    }
    errors |= _faults(words, problems)
    if not errors:
        return see(f"/assessments/{public_id}")
    shown = {fact: sent[fact] if fact in errors else now[fact] for fact in FACTS}
    status = 409 if contested else 422
    return _page(request, public_id, words, _Sent(shown, now, errors), status=status)


def _merge(
    form: FormData, sent: Facts, stored: Facts
) -> tuple[dict[str, Sequence[str]], list[str]]:
    """Return the facts to store, and those that somebody else changed meanwhile.

    A fact that was not touched stays as it is now, whatever the page showed.
    """
    taken: dict[str, Sequence[str]] = {}
    contested = []
    for fact in FACTS:
        was, new, now = texts(form, f"{fact}{WAS}"), [v for v in sent[fact] if v], stored[fact]
        if new in (was, now):
            taken[fact] = now
        elif now == was:
            taken[fact] = new
        else:
            taken[fact] = now
            contested.append(fact)
    return taken, contested


def _raw(fact: str, values: Sequence[str]) -> Any:
    if fact == "processes":
        return list(values)
    if fact == "fictional":
        return bool(values)
    return values[0] if len(values) == 1 else ("; ".join(values) or None)


def _faults(words: PageWords, problems: Sequence[Problem]) -> dict[str, str]:
    return {problem.place.field or "": problem_text(words, problem) for problem in problems}
