"""The form fields of one question: an answer put into them, and read back from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from starlette.datastructures import FormData

from assessment.draft import CONFIDENCE, NOTE
from questionnaires.answers import REASON_LIMIT, Answer, AnswerState
from questionnaires.errors import Place, Problem
from questionnaires.model import Question
from questionnaires.numbers import clean_text

__all__ = [
    "BASE", "CHOOSE", "FIGURES", "NOT_APPLICABLE", "REASON", "SEEN", "STATE", "UNKNOWN", "Fields",
    "plain_number", "raw_answer", "sent_fields", "stored_fields", "texts",
]  # fmt: skip

UNKNOWN, NOT_APPLICABLE = "-unknown", "-na"
"""Values beside the options; no option's id begins with a hyphen."""

STATE, REASON = "#state", "#reason"
FIGURES = ("#numerator", "#denominator")
BASE = "#base"
"""The version a question was shown at; a question without it was not on the page."""
SEEN = "#seen"
"""The version at which a conflict was shown."""
CHOOSE = "#choose"
"""Whose value of a field in conflict is kept: ``theirs`` or ``yours``."""

_ENTRIES = ("", *FIGURES, STATE, REASON, NOTE, CONFIDENCE)
_LONGEST = 20_000  # characters of one field that are shown again

Fields = Mapping[str, Sequence[str]]
"""What stands in a question's fields, by the end of their names (``""`` for the answer itself)."""


def plain_number(value: float) -> str:
    """Return a number as a person would type it: no exponent, no needless zeros."""
    return format(Decimal(repr(float(value))).normalize(), "f")


def stored_fields(answer: Answer | None, note: str | None, sure: str | None = None) -> Fields:
    """Return the fields that show an accepted answer, its note and how sure the firm is of it."""
    found: dict[str, list[str]] = {NOTE: [note]} if note else {}
    if sure:
        found[CONFIDENCE] = [sure]
    if answer is None:
        return found
    if answer.state is AnswerState.UNKNOWN:
        return {**found, STATE: [UNKNOWN]}
    if answer.state is AnswerState.NOT_APPLICABLE:
        return {**found, STATE: [NOT_APPLICABLE], REASON: [answer.reason or ""]}
    return {**found, **_stored_value(answer.value)}


def _stored_value(value: Any) -> Fields:
    """Return the fields of an option, a number, two figures or several options."""
    if isinstance(value, tuple) and all(isinstance(figure, float) for figure in value):
        return {end: [plain_number(figure)] for end, figure in zip(FIGURES, value, strict=True)}
    items = value if isinstance(value, tuple) else (value,)
    return {"": [plain_number(v) if isinstance(v, float) else str(v) for v in items]}


def texts(form: FormData, name: str) -> list[str]:
    """Return the texts sent under *name*; files are no texts."""
    return [value[:_LONGEST] for value in form.getlist(name) if isinstance(value, str)]


def sent_fields(form: FormData, question_id: str) -> Fields:
    """Return what was sent for a question, states apart from values as `stored_fields` has them."""
    found = {end: texts(form, f"{question_id}{end}") for end in _ENTRIES}
    states = [value for value in (*found[""], *found[STATE]) if value in (UNKNOWN, NOT_APPLICABLE)]
    found[""] = [value for value in found[""] if value not in (UNKNOWN, NOT_APPLICABLE)]
    return {end: values for end, values in {**found, STATE: states}.items() if values}


def raw_answer(question: Question, fields: Fields) -> Any:
    """Return the raw answer for ``parse_answer``, or the problem that prevents one."""
    given = _given(question, fields)
    states = sorted(set(fields.get(STATE, ())))
    reason = clean_text(" ".join(fields.get(REASON, ())))
    if len(reason) > REASON_LIMIT:
        return _problem("answer.text_too_long", question, limit=REASON_LIMIT)
    if states and (given is not None or len(states) > 1):
        words = {UNKNOWN: {"zh": "不知道", "en": "don't know"}}
        state = words.get(states[-1], {"zh": "不适用", "en": "does not apply"})
        return _problem("form.two_answers", question, state=state)
    if NOT_APPLICABLE in states or (reason and given is None and not states):
        return {"not_applicable": reason}
    return {"unknown": True} if states else given


def _problem(code: str, question: Question, **values: Any) -> Problem:
    return Problem(code, Place(field=question.id), {"question": question.text, **values})


def _given(question: Question, fields: Fields) -> Any:
    """Return the answer proper: one text, several, or two figures; ``None`` for nothing."""
    if question.kind == "count_of":
        names = ("numerator", "denominator")
        figures = [fields.get(end, ("",)) for end in FIGURES]
        pair = [values[0] if len(values) == 1 else list(values) for values in figures]
        return dict(zip(names, pair, strict=True)) if any(pair) else None
    values = [value for value in fields.get("", ()) if value.strip()]
    if not values:
        return None
    return values[0] if len(values) == 1 and question.kind != "multiple" else values
