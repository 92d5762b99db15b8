"""One question as the page of its section shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.assessments.views.fields import (
    BASE,
    CHOOSE,
    FIGURES,
    NOT_APPLICABLE,
    REASON,
    SEEN,
    STATE,
    UNKNOWN,
    Fields,
    stored_fields,
)
from api.assessments.views.wording import plain_words, ratio
from api.kit.i18n import PageWords
from assessment import Conflict, Draft
from assessment.draft import CONFIDENCE, NOTE
from questionnaires import Questionnaire
from questionnaires.confidence import CONFIDENCES
from questionnaires.model import EDITORIAL, Question
from reports.sections.alignment import cited

_ASKED = {"note": "fill.conflict_note", "confidence": "fill.conflict_confidence"}

__all__ = ["Choice", "Disagreement", "Input", "QuestionView", "Shown", "anchor", "question_view"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio button or a box to tick."""

    id: str
    name: str
    value: str
    text: str
    checked: bool
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """A line to type in."""

    id: str
    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that two people changed: both values in words, and what to send for either."""

    name: str
    asked: str
    theirs: Sequence[str]
    yours: Sequence[str]
    by: str


@dataclass(frozen=True, slots=True)
class Background:
    """What is folded under a question."""

    help: str
    evidence: str
    who: str
    clauses: Sequence[str]
    basis: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows beside the stored answer: what was typed, what is wrong, who differs."""

    typed: Fields | None = None
    errors: Sequence[str] = ()
    conflicts: Sequence[tuple[Conflict, str]] = ()
    base: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its fields; ``type`` is ``radio``, ``checkbox`` or empty for figures."""

    id: str
    anchor: str
    number: int
    text: str
    type: str
    choices: Sequence[Choice]
    figures: Sequence[Input]
    states: Sequence[Choice]
    reason: Input | None
    note: Input
    sure: Input
    """How sure the firm is of the answer; ``sures`` are the choices."""
    sures: Sequence[Choice]
    ratio: str | None
    hint: str
    base: Input
    seen: Input
    answered: bool
    background: Background
    errors: Sequence[str] = ()
    conflicts: Sequence[Disagreement] = ()
    hidden: Sequence[tuple[str, str]] = field(default=())

    @property
    def target(self) -> str:
        """The id that an error leads to."""
        ids = [item.id for item in self.choices] + [item.id for item in self.figures]
        return self.anchor if self.conflicts or not ids else ids[0]


def anchor(question_id: str) -> str:
    """Return the id of a question on the page of its section."""
    return f"q-{question_id}"


def question_view(
    words: PageWords, draft: Draft, question: Question, number: int, shown: Shown | None = None
) -> QuestionView:
    """Return a question with the stored answer, or with what was typed instead of it."""
    shown = shown or Shown()
    answer = draft.sheet.answers.get(question.id)
    stored = stored_fields(answer, draft.notes.get(question.id), draft.confidence.get(question.id))
    fields = stored if shown.typed is None else shown.typed
    choices, figures = _choices(words, question, fields), _figures(words, question, fields)
    base = draft.version if shown.base is None else shown.base
    conflicts = [_disagreement(words, draft.questionnaire, *pair) for pair in shown.conflicts]
    return QuestionView(
        id=question.id,
        anchor=anchor(question.id),
        number=number,
        text=words.text(question.text),
        type=_type(question) if not question.is_quantity else "",
        choices=choices,
        figures=figures,
        states=_states(words, question, fields),
        reason=_line(question, REASON, words("fill.reason"), fields)
        if question.may_not_apply
        else None,
        note=_line(question, NOTE, words("fill.note"), fields),
        sure=_line(question, CONFIDENCE, words("fill.confidence"), fields),
        sures=_sures(words, question, fields),
        ratio=ratio(words, answer),
        hint=_hint(words, question),
        base=Input("", f"{question.id}{BASE}", "", str(base)),
        seen=Input("", f"{question.id}{SEEN}", "", str(draft.version)),
        answered=answer is not None,
        errors=shown.errors,
        conflicts=conflicts,
        hidden=_hidden(question, fields) if conflicts else (),
        background=_background(words, draft.questionnaire, question),
    )


def _type(question: Question) -> str:
    return "checkbox" if question.kind == "multiple" else "radio"


def _choices(words: PageWords, question: Question, fields: Fields) -> list[Choice]:
    chosen = fields.get("", ())
    return [
        Choice(
            id=f"{question.id}-{number}",
            name=question.id,
            value=option.id,
            text=words.text(option.text),
            checked=option.id in chosen,
            exclusive=option.exclusive,
        )
        for number, option in enumerate(question.options, start=1)
    ]


def _states(words: PageWords, question: Question, fields: Fields) -> list[Choice]:
    """Return "don't know" and "does not apply": among the radio buttons, or boxes of their own."""
    chosen = fields.get(STATE, ())
    radio = not question.is_quantity and _type(question) == "radio"
    name = question.id if radio else f"{question.id}{STATE}"
    offered = [(UNKNOWN, "fill.unknown")]
    offered += [(NOT_APPLICABLE, "fill.not_applicable")] if question.may_not_apply else []
    return [
        Choice(f"{question.id}{value}", name, value, words(label), value in chosen)
        for value, label in offered
    ]


def _sures(words: PageWords, question: Question, fields: Fields) -> list[Choice]:
    chosen, name = fields.get(CONFIDENCE, ()), f"{question.id}{CONFIDENCE}"
    return [
        Choice("", name, value, words(f"confidence.{value or 'none'}"), value in chosen)
        for value in ("", *CONFIDENCES)
    ]


def _figures(words: PageWords, question: Question, fields: Fields) -> list[Input]:
    unit = words.text(question.unit)
    if question.kind == "number":
        return [_line(question, "", words("fill.figure", unit=unit), fields)]
    if question.kind != "count_of":
        return []
    titles = (question.numerator, question.denominator)
    return [
        _line(question, end, words("fill.part", title=words.text(title), unit=unit), fields)
        for end, title in zip(FIGURES, titles, strict=True)
    ]


def _line(question: Question, end: str, label: str, fields: Fields) -> Input:
    place = f"{question.id}{end.replace('#', '-') or '-1'}"
    return Input(place, f"{question.id}{end}", label, " ".join(fields.get(end, ())))


def _hint(words: PageWords, question: Question) -> str:
    if question.kind == "multiple":
        return words("fill.several")
    if question.kind == "number" and question.range:
        low, high = (words.figure(end) for end in question.range)
        return words("fill.range", low=low, high=high, unit=words.text(question.unit))
    return ""


def _hidden(question: Question, fields: Fields) -> list[tuple[str, str]]:
    """Return all that was typed, to send it again when it is chosen."""
    return [(f"{question.id}{end}", value) for end, values in fields.items() for value in values]


def _disagreement(
    words: PageWords, questionnaire: Questionnaire, conflict: Conflict, by: str
) -> Disagreement:
    return Disagreement(
        name=f"{conflict.field}{CHOOSE}",
        asked=words(_ASKED.get(conflict.field.rpartition("#")[2], "fill.conflict_answer")),
        theirs=plain_words(words, questionnaire, conflict.field, conflict.theirs),
        yours=plain_words(words, questionnaire, conflict.field, conflict.yours),
        by=by,
    )


def _background(words: PageWords, questionnaire: Questionnaire, question: Question) -> Background:
    roles = {role.id: role.title for role in questionnaire.roles}
    clauses = {clause.id: clause.title for task in questionnaire.tasks for clause in task.clauses}
    return Background(
        help=words.text(question.help),
        evidence=words.text(question.evidence),
        who=words.join([words.text(roles[role]) for role in question.who]),
        clauses=[words.text(clauses[clause]) for clause in question.clauses],
        basis=[_basis(words, questionnaire, name) for name in question.basis],
    )


def _basis(words: PageWords, questionnaire: Questionnaire, name: str) -> tuple[str, str]:
    """Return what a threshold rests on, and how sure that is."""
    if name == EDITORIAL:
        return words("fill.editorial"), words(f"status.{EDITORIAL}")
    figure = next(figure for figure in questionnaire.figures if figure.id == name)
    source = next((s for s in questionnaire.sources if s.id == figure.source), None)
    said = words.text(figure.says)
    origin = f" ({cited(words, source)})" if source else ""
    return f"{said}{origin}", words(f"status.{figure.status}")
