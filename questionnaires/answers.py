"""Answers: what may be entered for each kind of question, and one firm's sheet of them."""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Literal

from questionnaires.canonical import digest
from questionnaires.errors import Place, Problem
from questionnaires.model import Question, Questionnaire
from questionnaires.numbers import clean_text, parse_number
from questionnaires.profile import Profile, parse_profile
from questionnaires.text import Text, quote

__all__ = ["Answer", "AnswerSheet", "AnswerState", "Form", "parse_answer", "parse_sheet"]

Form = Literal["full", "quick"]
Spot = Place | None  # where an answer stands, ``None`` for its question alone
REASON_LIMIT = 500  # characters kept of why a question does not apply
_LONGEST_ID = 200
_MOST_TICKS = 1000  # far more than there are options
_MOST_NEAR_MISSES = 100  # finding the nearest id is slow; a file of wrong ids gets one example
_NO_UNIT = Text({"en": ""})
_PERCENT = Text({"en": "%"})


class AnswerState(StrEnum):
    """What a firm did with a question that is asked of it."""

    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One accepted answer.

    ``value`` is an option id, a tuple of option ids, a number, or for ``count_of`` the pair
    (numerator, denominator); ``None`` unless the state is ``ANSWERED``.
    """

    state: AnswerState
    value: str | tuple[str, ...] | float | tuple[float, float] | None = None
    reason: str | None = None

    def to_plain(self, question: Question) -> Any:
        """Return the answer in the form it can be entered again."""
        if self.value is None:
            unknown = self.state is AnswerState.UNKNOWN
            return {"unknown": True} if unknown else {"not_applicable": self.reason}
        if not isinstance(self.value, tuple):
            return self.value
        if question.kind == "count_of":
            return {"numerator": self.value[0], "denominator": self.value[1]}
        return list(self.value)

    @property
    def number(self) -> float:
        """The quantity: the number itself, or the percentage of a ratio; NaN for other kinds."""
        if isinstance(self.value, float):
            return self.value
        if isinstance(self.value, tuple) and len(self.value) == 2:  # noqa: PLR2004  # a pair
            top, bottom = self.value
            if isinstance(top, float) and isinstance(bottom, float):
                return 100.0 * top / bottom
        return math.nan


@dataclass(frozen=True)
class AnswerSheet:
    """One firm's profile and accepted answers. Questions without an entry are unanswered."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    form: Form = "full"

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by content, for process pools; a mapping proxy cannot be pickled."""
        return type(self), (dict(self.answers), self.profile, self.form)

    def with_answer(self, question_id: str, answer: Answer | None) -> AnswerSheet:
        """Return a copy with one answer set, or taken out when *answer* is ``None``."""
        kept = {key: value for key, value in self.answers.items() if key != question_id}
        return replace(self, answers=kept if answer is None else {**kept, question_id: answer})

    def to_plain(self, questionnaire: Questionnaire) -> dict[str, Any]:
        """Return ``{question_id: value}`` in questionnaire order, as it can be entered again."""
        pairs = ((question, self.answers.get(question.id)) for question in questionnaire.questions)
        return {question.id: answer.to_plain(question) for question, answer in pairs if answer}

    def digest(self, questionnaire: Questionnaire, plain: Mapping[str, Any] | None = None) -> str:
        """Return the SHA-256 over profile, form and answers (*plain* if they are at hand)."""
        facts = {**self.profile.to_dict(), "form": self.form}
        given = self.to_plain(questionnaire) if plain is None else plain
        return digest({"profile": facts, "answers": given})


def parse_sheet(
    questionnaire: Questionnaire,
    answers: Mapping[str, Any],
    profile: Profile | Mapping[str, Any] | None = None,
    *,
    form: str = "full",
    place: Place | None = None,
) -> tuple[AnswerSheet, list[Problem]]:
    """Check every answer and profile fact; return what can be used and what cannot, with why.

    ``None`` and ``""`` mean "not answered". Unknown question ids come back with the nearest id.
    """
    base = place or Place()
    if not isinstance(answers, Mapping):
        spot = replace(base, field=base.field or "answers")
        return AnswerSheet(), [Problem("sheet.not_a_mapping", spot, {"value": answers})]
    found: dict[str, Answer] = {}
    problems: list[Problem] = []
    if not isinstance(profile, Profile):
        profile, problems = parse_profile({} if profile is None else profile, base)
    if form not in ("full", "quick"):
        problems.append(Problem("sheet.bad_form", replace(base, field="form"), {"form": form}))
        form = "full"
    misses = 0
    for question_id, raw in answers.items():
        if not questionnaire.has(question_id):
            problems.append(
                _unknown(questionnaire, question_id, base, guess=misses < _MOST_NEAR_MISSES)
            )
            misses += 1
            continue
        parsed = parse_answer(questionnaire.question(question_id), raw)
        if isinstance(parsed, Problem):
            spot = replace(base, field=base.field or str(question_id))
            problems.append(replace(parsed, place=spot))
        elif parsed is not None:
            found[question_id] = parsed
    return AnswerSheet(found, profile, "quick" if form == "quick" else "full"), problems


def _unknown(
    questionnaire: Questionnaire, question_id: Any, base: Place, *, guess: bool
) -> Problem:
    name = quote(question_id, _LONGEST_ID)
    near = nearest(questionnaire, name) if guess else questionnaire.questions[0].id
    spot = replace(base, field=base.field or name)
    return Problem("answer.unknown_question", spot, {"id": name, "near": near})


def nearest(questionnaire: Questionnaire, question_id: str) -> str:
    """Return the question id most like *question_id* (or an example when none is)."""
    ids = [question.id for question in questionnaire.questions]
    word = question_id[:_LONGEST_ID]
    return (difflib.get_close_matches(word, ids, n=1, cutoff=0.4) or ids)[0]


def parse_answer(
    question: Question, raw: Any, place: Place | None = None
) -> Answer | Problem | None:
    """Return the accepted answer, the problem with it, or ``None`` for "not answered"."""
    if _is_blank(raw):
        return None
    words = isinstance(raw, (str, int, float))  # most answers; telling a mapping takes longer
    if not words and isinstance(raw, Mapping) and ("unknown" in raw or "not_applicable" in raw):
        return _without_value(question, raw, place)
    return _PARSERS.get(question.kind, _single)(question, raw, place)


def _is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _problem(code: str, question: Question, spot: Spot, raw: Any, **values: Any) -> Problem:
    named = {"value": raw, "question": question.text, **values}
    return Problem(code, spot or Place(field=question.id), named)


def _without_value(question: Question, raw: Mapping[str, Any], spot: Spot) -> Answer | Problem:
    if len(raw) != 1:
        return _problem("answer.bad_shape", question, spot, dict(raw))
    if "unknown" in raw:
        if raw["unknown"] is not True:
            return _problem("answer.bad_shape", question, spot, dict(raw))
        return Answer(AnswerState.UNKNOWN)
    if not question.may_not_apply:
        return _problem("answer.must_apply", question, spot, dict(raw))
    reason = raw["not_applicable"]
    text = clean_text(reason) if isinstance(reason, str) else ""
    if not text:
        return _problem("answer.no_reason", question, spot, dict(raw))
    return Answer(AnswerState.NOT_APPLICABLE, reason=text[:REASON_LIMIT])


def _option_id(question: Question, raw: Any) -> str | None:
    """Return the id meant by *raw*; ladders also take the bare rung number."""
    for option in question.options:
        if option.id == raw:
            return option.id
    if isinstance(raw, bool):
        return None
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = unicodedata.normalize("NFKC", clean_text(raw))
    return next((option.id for option in question.options if option.id == text), None)


@lru_cache(maxsize=4096)
def _chosen(value: str | tuple[str, ...]) -> Answer:
    """Return the one answer of this content: there are few of them, in millions of sheets."""
    return Answer(AnswerState.ANSWERED, value)


def _choices(question: Question) -> str:
    return ", ".join(option.id for option in question.options)


def _single(question: Question, raw: Any, spot: Spot) -> Answer | Problem:
    if isinstance(raw, (str, int, float)):
        found = _option_id(question, raw)
        if found is not None:
            return _chosen(found)
        return _problem("answer.no_such_option", question, spot, raw, choices=_choices(question))
    return _problem("answer.bad_shape", question, spot, raw)


def _multiple(question: Question, raw: Any, spot: Spot) -> Answer | Problem | None:
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, Iterable) or isinstance(items, (Mapping, bytes)):
        return _problem("answer.bad_shape", question, spot, raw)
    items = list(islice(items, _MOST_TICKS + 1))
    if not items:
        return None
    if len(items) > _MOST_TICKS:
        return _problem("answer.bad_shape", question, spot, raw)
    wanted = set()
    for item in items:
        found = _option_id(question, item) if isinstance(item, (str, int, float)) else None
        if found is None:
            values = {"choices": _choices(question)}
            return _problem("answer.no_such_option", question, spot, item, **values)
        wanted.add(found)
    chosen = tuple(option.id for option in question.options if option.id in wanted)
    if len(chosen) > 1 and any(o.exclusive for o in question.options if o.id in wanted):
        return _problem("answer.exclusive_option", question, spot, ", ".join(chosen))
    return _chosen(chosen)


def _number(question: Question, raw: Any, spot: Spot) -> Answer | Problem:
    unit = question.unit.to("en") if question.unit else ""
    number = parse_number(raw, percent=unit.strip().startswith("%"))
    if number is None:
        return _not_a_number(question, raw, spot)
    return _in_range(question, raw, number, spot) or Answer(AnswerState.ANSWERED, number)


def _not_a_number(question: Question, raw: Any, spot: Spot) -> Problem:
    return _problem("answer.not_a_number", question, spot, raw, unit=question.unit or _NO_UNIT)


def _in_range(question: Question, raw: Any, number: float, spot: Spot) -> Problem | None:
    if question.range is None or question.range[0] <= number <= question.range[1]:
        return None
    low, high = (f"{bound:g}" for bound in question.range)
    unit = _PERCENT if question.kind == "count_of" else question.unit or _NO_UNIT
    return _problem("answer.out_of_range", question, spot, raw, low=low, high=high, unit=unit)


def _count_of(question: Question, raw: Any, spot: Spot) -> Answer | Problem | None:
    if not isinstance(raw, Mapping) or set(raw) != {"numerator", "denominator"}:
        return _problem("answer.needs_two_figures", question, spot, raw)
    both = (raw["numerator"], raw["denominator"])
    empty = [_is_blank(figure) for figure in both]
    if any(empty):
        shown = " / ".join("?" if _is_blank(figure) else quote(figure, 40) for figure in both)
        return None if all(empty) else _problem("answer.needs_two_figures", question, spot, shown)
    top, bottom = map(parse_number, both)
    if top is None or bottom is None:
        return _not_a_number(question, both[0] if top is None else both[1], spot)
    if top < 0 or bottom < 0:
        return _problem("answer.negative_count", question, spot, min(top, bottom))
    if bottom == 0:
        return _problem("answer.zero_denominator", question, spot, bottom)
    shown = f"{top:g} / {bottom:g}"
    return _in_range(question, shown, 100.0 * top / bottom, spot) or Answer(
        AnswerState.ANSWERED, (top, bottom)
    )


_PARSERS = {"multiple": _multiple, "number": _number, "count_of": _count_of}
