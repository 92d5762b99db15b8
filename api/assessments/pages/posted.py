"""The form of one section as it was sent: read without trust, saved as far as it can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session
from starlette.datastructures import FormData

from api.assessments import service
from api.assessments.pages.authors import author_words
from api.assessments.pages.common import number_text
from api.assessments.views.fields import (
    BASE,
    CHOOSE,
    SEEN,
    Fields,
    raw_answer,
    sent_fields,
    texts,
)
from api.assessments.views.questions import Shown
from api.assessments.views.wording import problem_text
from api.kit.i18n import PageWords
from api.organisations.asking import Asker
from assessment import Conflict, Draft, Overview
from assessment.draft import CONFIDENCE, NOTE, question_of
from questionnaires.errors import Problem
from questionnaires.model import Practice, Question

__all__ = ["Outcome", "Posted", "read_answers", "save"]


@dataclass
class Posted:
    """What was sent: entries by the version they were based on, and all fields as typed."""

    entries: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    typed: dict[str, Fields] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)
    cleared: str = ""

    @property
    def listed(self) -> Mapping[str, Fields]:
        """The questions that were on the page."""
        return self.typed


@dataclass
class Outcome:
    """What came of it; ``shown`` holds, by question, what has to be shown again."""

    draft: Draft | None = None
    overview: Overview | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    shown: dict[str, Shown] = field(default_factory=dict)


def read_answers(form: FormData, practice: Practice, clear: str) -> Posted:
    """Read the fields of the questions that were on the page; other fields are not looked at."""
    posted = Posted()
    for question in practice.questions:
        versions = texts(form, f"{question.id}{BASE}")
        if versions:
            _read(posted, form, question, number_text(versions[0]), clear=clear == question.id)
    return posted


def _read(posted: Posted, form: FormData, question: Question, base: int, *, clear: bool) -> None:
    fields = sent_fields(form, question.id)
    if clear:
        fields = {end: values for end, values in fields.items() if end == NOTE}
        posted.cleared = question.id
    posted.typed[question.id], posted.bases[question.id] = fields, base
    raw = raw_answer(question, fields)
    if isinstance(raw, Problem):
        posted.problems.append(raw)
    else:
        _take(posted, form, question.id, raw, base)
    for end in (NOTE, CONFIDENCE):
        if form.getlist(f"{question.id}{end}"):
            _take(posted, form, f"{question.id}{end}", " ".join(fields.get(end, ())), base)


def _take(posted: Posted, form: FormData, name: str, raw: Any, base: int) -> None:
    """Keep an entry, unless the other person's value was chosen over it."""
    question_id = question_of(name)
    chosen = texts(form, f"{name}{CHOOSE}")[-1:]
    if chosen:
        posted.settled.add(question_id)
    if chosen == ["theirs"]:
        return
    if chosen == ["yours"]:
        base = number_text("".join(texts(form, f"{question_id}{SEEN}")[:1]))
    posted.entries[base][name] = raw


def save(
    session: Session, asker: Asker, public_id: str, words: PageWords, posted: Posted
) -> Outcome:
    """Save the entries; nothing of what was typed is lost, and nothing of what others saved."""
    done, problems = Outcome(), list(posted.problems)
    for base, entries in sorted(posted.entries.items()):
        saved = service.answer(session, asker, public_id, entries, base=base)
        done.draft, done.overview = saved.change.draft, saved.overview
        done.conflicts += saved.change.conflicts
        problems += saved.change.problems
    by = author_words(session, asker, public_id, words, done.conflicts)
    for question_id in posted.typed:
        errors = [
            problem_text(words, problem)
            for problem in problems
            if question_of(problem.place.field or "") == question_id
        ]
        differ = [
            (conflict, by[conflict.field])
            for conflict in done.conflicts
            if question_of(conflict.field) == question_id
        ]
        if errors or differ:
            base = posted.bases[question_id]
            typed = posted.typed[question_id]
            done.shown[question_id] = Shown(typed, errors, differ, base)
    return done
