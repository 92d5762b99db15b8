"""One firm's answers while they are being filled in, by several people at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from questionnaires.answers import Answer, AnswerSheet, parse_answer
from questionnaires.confidence import parse_confidence
from questionnaires.errors import Place, Problem
from questionnaires.model import Practice, Question, Questionnaire
from questionnaires.numbers import clean_text
from questionnaires.profile import Profile
from scoring import ScoreCard, answer_states, score

__all__ = [
    "CONFIDENCE", "LONGEST_NOTE", "NOTE", "Change", "Conflict", "Draft", "Overview", "Section",
    "minutes", "overview", "question_of",
]  # fmt: skip

NOTE = "#note"
"""Ends the field name of a question's note: ``energy.water.meters#note``."""

CONFIDENCE = "#confidence"
"""Ends the field name of how sure the firm is of an answer."""

LONGEST_NOTE = 1000
"""Characters of a note."""

_SECONDS = {"number": 90, "count_of": 120}  # figures have to be looked up; our own estimate
_SECONDS_OF_WORDS = 40
_OPEN = "unanswered"
_SETTLED = ("answered", "not_applicable", "unknown")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people changed one field: what the first saved, and what the second wants."""

    field: str
    theirs: Any
    yours: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What came of some entries: the draft after it, and what could not be taken.

    ``changed`` holds, by field, the plain values before and after.
    """

    draft: Draft
    changed: Mapping[str, tuple[Any, Any]]
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Draft:
    """Answers, notes and how sure the firm is, with a version of all and of each field's change."""

    questionnaire: Questionnaire
    sheet: AnswerSheet = field(default_factory=AnswerSheet)
    notes: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    stamps: Mapping[str, int] = field(default_factory=dict)
    confidence: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """Return the plain value of a field: answer, note (``…#note``), confidence; or ``None``."""
        if name.endswith(NOTE):
            return self.notes.get(question_of(name))
        if name.endswith(CONFIDENCE):
            return self.confidence.get(question_of(name))
        answer = self.sheet.answers.get(name)
        return None if answer is None else answer.to_plain(self.questionnaire.question(name))

    def change(
        self,
        entries: Mapping[str, Any],
        *,
        base: int | None = None,
        at_base: Mapping[str, Any] | None = None,
    ) -> Change:
        """Take raw *entries* by field; good ones are kept even when others are not.

        *base* is the version that the sender saw (``None``: the newest), *at_base* the plain
        values which fields changed since then had at that version. An entry that differs from both
        is a conflict and is left to the sender; one that equals the old value was not touched.
        """
        seen = self.version if base is None else base
        old = at_base or {}
        problems: list[Problem] = []
        conflicts: list[Conflict] = []
        taken: dict[str, Any] = {}
        for name, raw in entries.items():
            parsed = self._parse(name, raw)
            if isinstance(parsed, Problem):
                problems.append(parsed)
                continue
            new, current = self._plain(name, parsed), self.value(name)
            if new == current or (self.stamps.get(name, 0) > seen and new == old.get(name)):
                continue
            if self.stamps.get(name, 0) > seen:
                conflicts.append(Conflict(name, theirs=current, yours=new))
            else:
                taken[name] = parsed
        changed = {name: (self.value(name), self._plain(name, new)) for name, new in taken.items()}
        return Change(self._with(taken), MappingProxyType(changed), (*problems,), (*conflicts,))

    def _parse(self, name: str, raw: Any) -> Answer | str | Problem | None:
        question_id = question_of(name)
        if not self.questionnaire.has(question_id):
            return Problem("answer.not_asked", Place(field=name[:200]), {"id": name})
        if name.endswith(NOTE):
            return self._parse_note(name, raw)
        question = self.questionnaire.question(question_id)
        if name.endswith(CONFIDENCE):
            return parse_confidence(question, raw, Place(field=name))
        return parse_answer(question, raw)

    def _parse_note(self, name: str, raw: Any) -> str | Problem | None:
        question = self.questionnaire.question(question_of(name))
        if raw is not None and not isinstance(raw, str):
            values = {"value": raw, "question": question.text}
            return Problem("answer.bad_shape", Place(field=name), values)
        text = clean_text(raw or "")
        if len(text) > LONGEST_NOTE:
            values = {"question": question.text, "limit": LONGEST_NOTE}
            return Problem("answer.text_too_long", Place(field=name), values)
        return text or None

    def _plain(self, name: str, parsed: Answer | str | None) -> Any:
        if isinstance(parsed, Answer):
            return parsed.to_plain(self.questionnaire.question(name))
        return parsed

    def _with(self, taken: Mapping[str, Answer | str | None]) -> Draft:
        if not taken:
            return self
        version = self.version + 1
        answers, notes, sure = dict(self.sheet.answers), dict(self.notes), dict(self.confidence)
        targets: dict[str, dict[str, Any]] = {NOTE: notes, CONFIDENCE: sure}
        for name, value in taken.items():
            key = question_of(name)
            target = targets.get(name.removeprefix(key), answers)
            if value is None:
                target.pop(key, None)
            else:
                target[key] = value
        return replace(
            self,
            sheet=replace(self.sheet, answers=answers),
            notes=notes,
            version=version,
            stamps={**self.stamps, **dict.fromkeys(taken, version)},
            confidence=sure,
        )

    def with_profile(self, profile: Profile) -> Draft:
        """Return the draft of a firm with other facts; answers are kept, asked or not."""
        if profile == self.sheet.profile:
            return self
        return replace(self, sheet=replace(self.sheet, profile=profile), version=self.version + 1)

    def next_round(self) -> Draft:
        """Return a fresh draft that starts from these answers."""
        return replace(self, version=0, stamps={})

    def card(self) -> ScoreCard:
        """Return the result as it would be now."""
        return score(self.questionnaire, self.sheet)


def question_of(name: str) -> str:
    """Return the question that a field is about."""
    return name.removesuffix(NOTE).removesuffix(CONFIDENCE)


def minutes(questions: Iterable[Question]) -> int:
    """Return about how many minutes *questions* take, in steps of five, 0 for none."""
    seconds = sum(_SECONDS.get(question.kind, _SECONDS_OF_WORDS) for question in questions)
    return -(-seconds // 300) * 5


@dataclass(frozen=True, slots=True)
class Section:
    """One practice of a draft: which of its questions are asked now, and which are open."""

    practice: Practice
    asked: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether nothing is left to answer."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Overview:
    """Where a draft stands; ``states`` says of each question what became of it."""

    sections: tuple[Section, ...]
    states: Mapping[str, str]

    @property
    def asked(self) -> int:
        """How many questions are asked of this firm now."""
        return sum(len(section.asked) for section in self.sections)

    @property
    def missing(self) -> tuple[str, ...]:
        """Questions without an answer, in order."""
        return tuple(question for section in self.sections for question in section.missing)

    @property
    def answered(self) -> int:
        """How many of the asked questions are settled."""
        return self.asked - len(self.missing)


def overview(draft: Draft) -> Overview:
    """Return the sections with something to ask, by the states that scoring gives."""
    states = answer_states(draft.questionnaire, draft.sheet)
    found = []
    for practice in draft.questionnaire.practices:
        ids = [question.id for question in practice.questions]
        asked = tuple(key for key in ids if states[key] in (_OPEN, *_SETTLED))
        if asked:
            missing = tuple(key for key in asked if states[key] == _OPEN)
            found.append(Section(practice, asked, missing))
    return Overview(tuple(found), MappingProxyType(states))
