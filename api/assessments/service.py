"""What can be done with an assessment: create, fill in, submit, repeat, delete.

Nothing here commits: a request is one transaction, committed when its endpoint has returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from api.assessments import hooks, repository
from api.assessments.frozen import card_of
from api.assessments.missing import missing_answers, missing_facts
from api.assessments.repository import Held
from api.assessments.tables import Assessment, Grant, Link, Result
from api.catalogue import service as catalogue
from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Conflict, Forbidden, NotFound, PreconditionFailed, Unusable
from api.kit.security import new_id
from api.organisations.asking import Asker
from assessment import Change, Draft, Outcome, Overview, assess, overview
from questionnaires import Questionnaire, parse_sheet
from questionnaires.answers import Form
from questionnaires.canonical import digest
from questionnaires.errors import Problem
from questionnaires.profile import FACTS, Profile, parse_profile
from scoring.packing import pack

__all__ = [
    "Saved", "answer", "create", "draft_of", "editable", "erase",
    "next_round", "outcome_of", "questionnaire_of", "read", "set_profile", "standing",
    "subject", "submit", "whole",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    """An assessment after a change, and what could not be taken."""

    held: Held
    change: Change
    overview: Overview


def subject(row: Assessment) -> str:
    """Return the name of an assessment in the audit trail."""
    return f"assessment:{row.public_id}"


def questionnaire_of(row: Assessment) -> Questionnaire:
    """Return the version of the questionnaire that an assessment answers."""
    return catalogue.stored(row.questionnaire)


def draft_of(row: Assessment) -> Draft:
    """Return the stored answers as a draft."""
    questionnaire = questionnaire_of(row)
    sheet, problems = parse_sheet(questionnaire, row.answers, row.profile, form=row.form)
    if problems:  # only accepted answers are ever stored
        raise RuntimeError(f"assessment {row.public_id} holds answers that cannot be read")
    return Draft(questionnaire, sheet, row.notes, row.version, row.stamps, row.confidence)


def create(
    session: Session, asker: Asker, *, questionnaire: str = catalogue.DEFAULT, form: Form = "full",
    organisation_id: int | None = None, profile: Profile | None = None,
) -> Assessment:  # fmt: skip
    """Start a draft: of an organisation, or of a browser, which gets a secret link to it."""
    found = catalogue.questionnaire(questionnaire)
    sheet, _ = parse_sheet(found, {}, profile, form=form)
    return _store(session, asker, Draft(found, sheet), organisation_id)


def _store(
    session: Session, asker: Asker, draft: Draft, organisation_id: int | None,
    previous: Assessment | None = None,
) -> Assessment:  # fmt: skip
    at = now()
    row = Assessment(
        public_id=new_id(),
        organisation_id=organisation_id,
        questionnaire=draft.questionnaire.ref,
        form=draft.sheet.form,
        previous_id=None if previous is None else previous.id,
        created_at=at,
        **_columns(draft),
    )
    session.add(row)
    session.flush()
    audit.note(session, asker.label, subject(row), "created")
    if organisation_id is None and asker.browser is not None:
        link = Link(public_id=new_id(), assessment_id=row.id, kind="draft", created_at=at)
        session.add(link)
        session.flush()
        session.add(Grant(browser=asker.browser, link_id=link.id, created_at=at))
    return row


def _columns(draft: Draft) -> dict[str, Any]:
    profile = draft.sheet.profile.to_dict()
    del profile["size"]  # computed from staff and revenue
    return {
        "profile": profile,
        "answers": draft.sheet.to_plain(draft.questionnaire),
        "notes": dict(draft.notes),
        "confidence": dict(draft.confidence),
        "stamps": dict(draft.stamps),
        "version": draft.version,
        "updated_at": now(),
    }


def _keep(session: Session, row: Assessment, draft: Draft) -> None:
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    session.add(row)


def read(session: Session, asker: Asker, public_id: str) -> Held:
    """Return an assessment to look at."""
    return repository.find(session, asker, public_id)


def whole(session: Session, asker: Asker, public_id: str, *, lock: bool = False) -> Held:
    """Return an assessment to someone who may see all of it; others do not find it."""
    held = repository.find(session, asker, public_id, lock=lock)
    if not held.access.whole:
        raise NotFound("no_assessment")
    return held


def editable(session: Session, asker: Asker, public_id: str) -> Held:
    """Return a draft to be changed; raises ``Forbidden`` or ``Conflict`` when it cannot be."""
    held = repository.find(session, asker, public_id, lock=True)
    if not held.access.edit:
        raise Forbidden("read_only")
    if held.row.state != "draft":
        raise Conflict("submitted")
    return held


def answer(
    session: Session, asker: Asker, public_id: str, entries: Mapping[str, Any], *,
    base: int | None = None, exact: bool = False,
) -> Saved:  # fmt: skip
    """Take entries by field (answers, notes, confidence); good ones are kept without the others.

    *base* is the version the sender saw. With *exact* another version raises
    ``PreconditionFailed`` and changes nothing; otherwise entries that collide with somebody
    else's come back as conflicts.
    """
    held = editable(session, asker, public_id)
    draft = draft_of(held.row)
    if exact and base != draft.version:
        raise PreconditionFailed(version=draft.version)
    _check_sections(held, draft, entries)
    stale = [name for name in entries if base is not None and draft.stamps.get(name, 0) > base]
    known = audit.values_at(session, subject(held.row), base or 0, stale) if stale else {}
    change = draft.change(entries, base=base, at_base=known)
    if change.changed:
        _keep(session, held.row, change.draft)
        audit.note(
            session, held.access.label, subject(held.row), "answered", change.changed,
            change.draft.version,
        )  # fmt: skip
    return Saved(held, change, overview(change.draft))


def _check_sections(held: Held, draft: Draft, entries: Mapping[str, Any]) -> None:
    """Whoever was handed a section changes nothing outside it."""
    if held.access.practices is None:
        return
    for name in entries:
        question = name.partition("#")[0]
        found = draft.questionnaire
        if (
            not found.has(question)
            or found.question(question).practice not in held.access.practices
        ):
            raise Forbidden("other_section")


def set_profile(
    session: Session, asker: Asker, public_id: str, raw: Mapping[str, Any]
) -> tuple[Held, tuple[Problem, ...]]:
    """Take facts about the firm; those that cannot be used are reported, the others kept."""
    held = editable(session, asker, public_id)
    if not held.access.whole:
        raise NotFound("no_assessment")
    draft = draft_of(held.row)
    profile, problems = parse_profile(raw)
    wrong: dict[str, Any] = {
        name: getattr(draft.sheet.profile, name)
        for name in (problem.place.field or "" for problem in problems)
        if name in FACTS
    }
    changed = draft.with_profile(replace(profile, **wrong))
    if changed is not draft:
        before, after = draft.sheet.profile.to_dict(), changed.sheet.profile.to_dict()
        _keep(session, held.row, changed)
        audit.note(
            session, held.access.label, subject(held.row), "profile",
            {"profile": (before, after)}, changed.version,
        )  # fmt: skip
    return held, tuple(problems)


def submit(session: Session, asker: Asker, public_id: str, declared_by: str) -> Result:
    """Freeze an assessment with its result.

    Raises ``Unusable`` listing every question without an answer and every fact still missing.
    """
    held = editable(session, asker, public_id)
    if not held.access.whole:
        raise NotFound("no_assessment")
    row, draft = held.row, draft_of(held.row)
    open_points = (*missing_facts(draft.sheet.profile), *missing_answers(draft))
    if open_points:
        raise Unusable("incomplete", problems=open_points, n=len(open_points))
    found = assess(draft.questionnaire, [draft.sheet])
    [outcome], [packed] = found, pack(found.table)
    document = outcome.card.to_dict()
    row.state, row.submitted_at, row.declared_by = "submitted", now(), declared_by
    row.updated_at = row.submitted_at
    session.add(row)
    result = Result(
        assessment_id=row.id, document=document, packed=packed, digest=digest(document),
        score=outcome.card.score, level=outcome.card.level,
    )  # fmt: skip
    session.add(result)
    audit.note(session, held.access.label, subject(row), "submitted")
    for call in hooks.submitted:
        call(session, row)
    return result


def outcome_of(session: Session, held: Held) -> Outcome | None:
    """Return the frozen outcome of a submitted assessment, as it was accepted."""
    result = repository.result_of(session, held)
    if result is None:
        return None
    draft = draft_of(held.row)
    return Outcome(draft.questionnaire, draft.sheet, card_of(draft, result), draft.confidence)


def standing(session: Session, held: Held) -> Outcome:
    """Return the frozen outcome, or what the answers of a draft come to so far."""
    found = outcome_of(session, held)
    if found is None:
        draft = draft_of(held.row)
        [so_far] = assess(draft.questionnaire, [draft.sheet])
        return replace(so_far, confidence=draft.confidence)
    return found


def next_round(session: Session, asker: Asker, public_id: str) -> Assessment:
    """Start a new draft from a submitted assessment; the old one stays as it is."""
    held = whole(session, asker, public_id)
    if not held.access.edit:
        raise Forbidden("read_only")
    if held.row.state != "submitted":
        raise Conflict("not_submitted")
    draft = draft_of(held.row).next_round()
    return _store(session, asker, draft, held.row.organisation_id, held.row)


def erase(session: Session, asker: Asker, public_id: str) -> str:
    """Delete an assessment with its answers, result, links and history; return its digest."""
    held = whole(session, asker, public_id, lock=True)
    if not held.access.edit:
        raise Forbidden("read_only")
    result = repository.result_of(session, held)
    found = "" if result is None else result.digest
    session.delete(held.row)
    session.flush()
    audit.forget_values(session, subject(held.row))
    audit.note(session, asker.label, subject(held.row), "deleted")
    return found
