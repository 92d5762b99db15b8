"""Changes as programs make them: all or nothing, and only to the version they have seen.

Each function raises ``Unusable`` with every problem found; its transaction then ends unwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.assessments import repository, service
from api.assessments.frozen import card_of
from api.assessments.repository import Held
from api.assessments.tables import Assessment
from api.kit.api import Cursors, Versions, etag
from api.kit.errors import Conflict, NotFound, Unusable
from api.organisations.asking import Asker
from assessment import Draft, Overview, overview
from questionnaires.answers import Form
from questionnaires.errors import Problem
from questionnaires.profile import parse_profile

__all__ = [
    "Entry", "Shown", "change", "create", "erase", "etag_of", "get", "listed", "result",
    "set_profile", "submit",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """An assessment with everything a program is told about it."""

    held: Held
    draft: Draft
    overview: Overview
    previous: str | None

    @property
    def etag(self) -> str:
        """The entity tag of this version."""
        return etag_of(self.held.row)


@dataclass(frozen=True, slots=True)
class Entry:
    """An assessment in a list, with what a submitted one came to."""

    row: Assessment
    score: float | None
    level: int | None


def etag_of(row: Assessment) -> str:
    """Return the entity tag: submitting changes what is shown, but no answer."""
    return etag(row.version if row.state == "draft" else f"{row.version}-{row.state}")


def get(session: Session, asker: Asker, public_id: str) -> Shown:
    """Return an assessment."""
    return _shown(session, asker, service.whole(session, asker, public_id))


def _shown(session: Session, asker: Asker, held: Held) -> Shown:
    before = repository.round_before(session, asker, held)
    draft = service.draft_of(held.row)
    previous = None if before is None else before.row.public_id
    return Shown(held, draft, overview(draft), previous)


def listed(
    session: Session, asker: Asker, cursors: Cursors, *, limit: int, cursor: str | None,
    state: str | None, questionnaire: str | None,
) -> tuple[list[Entry], str | None]:  # fmt: skip
    """Return a page of the organisation's assessments, newest first, and the next one's cursor."""
    after = None if cursor is None else _position(cursors, cursor)
    rows = repository.page_of(
        session, asker, limit=limit + 1, after=after, state=state, questionnaire=questionnaire
    )
    shown, more = rows[:limit], len(rows) > limit
    found = repository.results_of(session, shown)
    entries = [Entry(row, *found.get(row.id, (None, None))) for row in shown]
    return entries, _cursor(cursors, shown[-1]) if more else None


def _cursor(cursors: Cursors, row: Assessment) -> str:
    return cursors.write(row.created_at.isoformat(), row.public_id)


def _position(cursors: Cursors, cursor: str) -> tuple[dt.datetime, str]:
    at, public_id = cursors.read(cursor)
    return dt.datetime.fromisoformat(at), public_id


def create(
    session: Session, asker: Asker, *, questionnaire: str, form: Form,
    profile: Mapping[str, Any], entries: Mapping[str, Any],
) -> str:  # fmt: skip
    """Start an assessment of the asker's organisation with what is known already; return its id."""
    facts, problems = parse_profile(profile)
    [organisation] = asker.organisations  # a key belongs to exactly one
    row = service.create(
        session, asker, questionnaire=questionnaire, form=form, organisation_id=organisation,
        profile=facts,
    )  # fmt: skip
    problems += service.answer(session, asker, row.public_id, entries).change.problems
    _refuse(problems)
    return row.public_id


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Unusable("unusable", problems=problems)


def _seen(session: Session, asker: Asker, public_id: str, versions: Versions) -> None:
    """Lock a draft, and raise ``PreconditionFailed`` if it is not the version that was seen."""
    held = service.editable(session, asker, public_id)
    versions.require(etag_of(held.row), held.row.version)


def change(
    session: Session, asker: Asker, public_id: str, versions: Versions, entries: Mapping[str, Any]
) -> Shown:
    """Take answers and notes by field."""
    _seen(session, asker, public_id, versions)
    saved = service.answer(session, asker, public_id, entries)
    _refuse(saved.change.problems)
    return get(session, asker, public_id)


def set_profile(
    session: Session, asker: Asker, public_id: str, versions: Versions, facts: Mapping[str, Any]
) -> Shown:
    """Put other facts about the firm in place of all there are."""
    _seen(session, asker, public_id, versions)
    _, problems = service.set_profile(session, asker, public_id, facts)
    _refuse(problems)
    return get(session, asker, public_id)


def submit(
    session: Session, asker: Asker, public_id: str, versions: Versions, declared_by: str
) -> Shown:
    """Freeze an assessment with its result."""
    _seen(session, asker, public_id, versions)
    service.submit(session, asker, public_id, declared_by)
    return get(session, asker, public_id)


def result(session: Session, asker: Asker, public_id: str) -> tuple[dict[str, Any], str]:
    """Return the frozen result and its digest; raises ``Conflict`` while there is none."""
    held = service.read(session, asker, public_id)
    if not held.access.result:
        raise NotFound("no_assessment")
    found = repository.result_of(session, held)
    if found is None:
        raise Conflict("not_submitted")
    document = found.document or card_of(service.draft_of(held.row), found).to_dict()
    return document, found.digest


def erase(session: Session, asker: Asker, public_id: str, versions: Versions) -> str:
    """Delete an assessment; return the digest of its result, empty when it had none."""
    held = service.whole(session, asker, public_id, lock=True)
    versions.require(etag_of(held.row), held.row.version)
    return service.erase(session, asker, public_id)
