"""Workbooks filled in offline: read, compared with the draft, taken over once confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlmodel import Session

from api.assessments import repository, service
from api.assessments.repository import Held
from api.assessments.service import Saved
from api.assessments.tables import Assessment, Upload
from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Gone, NotFound
from api.kit.i18n import LANGUAGES
from api.kit.security import new_id
from api.organisations.asking import Asker
from assessment import Change, Draft
from assessment.draft import CONFIDENCE
from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.files import AnswerFile, read_answers
from questionnaires.numbers import clean_text
from questionnaires.profile import FACTS

__all__ = [
    "SUFFIXES",
    "Comparison",
    "compare",
    "drop",
    "keep",
    "mark_of",
    "read",
    "take",
    "waiting",
]

SUFFIXES = (".xlsx", ".yaml", ".yml", ".json")
"""Files that hold one firm's answers."""

_KEPT = dt.timedelta(days=1)
_MOST_PROBLEMS = 200
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Comparison:
    """What an upload would change now: answers by question, facts with old and new value."""

    draft: Draft
    change: Change
    facts: Mapping[str, tuple[Any, Any]]


def mark_of(row: Assessment) -> str:
    """Return what a workbook carries, to know on its way back what it was made from."""
    return f"{row.public_id}@{row.version}"


def read(row: Assessment, data: bytes, name: str) -> AnswerFile:
    """Read a file for one assessment; raises ``QuestionnaireError`` when it cannot be used."""
    name = clean_text(PurePath(name).name)[-_LONGEST_NAME:]
    suffix = PurePath(name).suffix.lower()
    if suffix not in (*SUFFIXES, ".xls"):  # the old Excel format has a message of its own
        values = {"suffix": suffix or "—", "allowed": ", ".join(SUFFIXES)}
        raise QuestionnaireError([Problem("file.unsupported", Place(name), values)])
    questionnaire = service.questionnaire_of(row)
    found = read_answers(data, lambda _quoted: questionnaire, name=name)
    if found.register is not None:
        raise QuestionnaireError([Problem("file.register", Place(name))])
    others = [p for p in found.problems if p.code == "sheet.other_questionnaire"]
    if others:
        raise QuestionnaireError(others)
    return found


def keep(session: Session, asker: Asker, public_id: str, found: AnswerFile) -> Upload:
    """Keep what was read until it is confirmed, for a day at most."""
    held = service.editable(session, asker, public_id)
    if not held.access.whole:
        raise NotFound("no_assessment")
    repository.drop_uploads(session, now() - _KEPT)
    [sheet] = found.sheets
    upload = Upload(
        public_id=new_id(),
        assessment_id=held.row.id,
        version=_base(held.row, found.mark),
        file=found.file,
        entries={
            **sheet.to_plain(found.questionnaire),
            **{f"{name}{CONFIDENCE}": word for name, word in found.confidence.items()},
        },
        profile={
            fact: value
            for fact, value in sheet.profile.to_dict().items()
            if fact in FACTS and not (value is None or value is False or value in ("", []))
        },
        problems=[
            {lang: f"{p.place.to(lang)}: {p.what(lang)} — {p.todo(lang)}" for lang in LANGUAGES}
            for p in found.problems[:_MOST_PROBLEMS]
        ],
        created_at=now(),
    )
    session.add(upload)
    session.flush()
    return upload


def _base(row: Assessment, mark: str) -> int:
    """Return the version the workbook was made from; a foreign one counts as made now."""
    public_id, _, version = mark.rpartition("@")
    ours = public_id == row.public_id and version.isascii() and version.isdigit()
    return min(int(version[:15]), row.version) if ours else row.version


def waiting(session: Session, held: Held, upload_id: str) -> Upload:
    """Return an upload that waits to be confirmed; raises ``Gone`` when it waited too long."""
    upload = repository.upload_of(session, held, upload_id) if held.access.whole else None
    if upload is None:
        raise NotFound("no_assessment")
    if upload.created_at < now() - _KEPT:
        raise Gone("upload_gone")
    return upload


def compare(session: Session, held: Held, upload: Upload) -> Comparison:
    """Return what *upload* would change in the draft as it is now; nothing is changed."""
    draft, base = service.draft_of(held.row), upload.version
    stale = [name for name in upload.entries if draft.stamps.get(name, 0) > base]
    known = audit.values_at(session, service.subject(held.row), base, stale) if stale else {}
    change = draft.change(upload.entries, base=base, at_base=known)
    stored = draft.sheet.profile.to_dict()
    facts = {
        fact: (stored[fact], value)
        for fact, value in upload.profile.items()
        if stored[fact] != value
    }
    return Comparison(draft, change, facts)


def take(
    session: Session, asker: Asker, public_id: str, upload: Upload, names: Collection[str],
    seen: int,
) -> Saved:  # fmt: skip
    """Take over the answers and facts chosen by *names*, over the version that was *seen*.

    What somebody changed since then comes back as conflicts and is not taken.
    """
    facts = {fact: value for fact, value in upload.profile.items() if fact in names}
    if facts:
        draft = service.draft_of(service.editable(session, asker, public_id).row)
        stored = draft.sheet.profile.to_dict()
        service.set_profile(session, asker, public_id, {**stored, **facts})
    entries = {name: value for name, value in upload.entries.items() if name in names}
    return service.answer(session, asker, public_id, entries, base=seen)


def drop(session: Session, upload: Upload) -> None:
    """Forget an upload that is done with."""
    session.delete(upload)
