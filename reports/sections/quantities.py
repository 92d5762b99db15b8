"""Quantities against their anchors and reference lines: what each line says, whose, how sure."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Figure, Question
from reports.charts import Mark, Scale
from reports.sections.alignment import cited
from reports.sections.view import View

__all__ = ["Line", "Quantity", "quantities"]

_ALIKE = 1e-9
_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """A reference line: its letter, what it says, source with year, and status."""

    key: str
    text: str
    source: str
    status: str
    caution: bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of the firm on its scale; ``why`` tells why other anchors than usual apply."""

    number: str
    target: str
    question: str
    answer: str
    open: bool
    credit: str
    scale: Scale
    lines: tuple[Line, ...]
    why: str


def quantities(view: View, questions: tuple[Question, ...]) -> tuple[Quantity, ...]:
    """Return the quantities among *questions* that count or could count."""
    return tuple(
        _quantity(view, question)
        for question in questions
        if question.is_quantity and view.card.answers[question.id].state != "not_applicable"
    )


def _quantity(view: View, question: Question) -> Quantity:
    words, scored = view.words, view.card.answers[question.id]
    figures = _lines(view, question)
    given = scored.state == "answered"
    value = view.outcome.sheet.answers[question.id].number if given else None
    label = "" if value is None else words.quantity(value, words.text(question.unit))
    if value is not None and question.kind == "count_of":
        label = words.percent(value / _FULL)
    said = words.text(question.text)
    variant = view.variants.get(question.id)
    return Quantity(
        number=view.numbers[question.id],
        target=view.to_question(question.id),
        question=said,
        answer=view.answer(question),
        open=not given,
        credit=words.score(scored.credit),
        scale=Scale(
            _marks(view, question, figures), value, label,
            words("quantities.scale", question=said, answer=view.answer(question)),
        ),
        lines=tuple(_line(view, key, figure) for key, figure in figures.items()),
        why=words.text(variant.why) if variant and variant.anchors else "",
    )  # fmt: skip


def _lines(view: View, question: Question) -> dict[str, Figure]:
    """Return the reference lines of a question by letter: its own, and those behind its anchors."""
    used = [*question.lines, *(anchor.basis for anchor in view.anchors(question))]
    known = {figure.id: figure for figure in view.questionnaire.figures}
    found = [known[name] for name in dict.fromkeys(used) if name in known]
    return dict(zip(_LETTERS, (f for f in found if f.value is not None), strict=False))


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _marks(view: View, question: Question, figures: dict[str, Figure]) -> tuple[Mark, ...]:
    words = view.words
    unit = "%" if question.kind == "count_of" or words.text(question.unit) == "%" else ""
    credits: dict[float, float] = {a.at: a.credit for a in view.anchors(question)}
    places = [*credits, *(float(f.value) for f in figures.values() if f.value is not None)]
    marks = []
    for at in sorted(dict.fromkeys(places)):
        here = {
            k: f for k, f in figures.items() if f.value is not None and abs(f.value - at) < _ALIKE
        }
        credit = credits.get(at)
        parts = [] if credit is None else [words("quantities.credit", credit=f"{credit:g}")]
        marks.append(
            Mark(
                at=at,
                label=words.quantity(at, unit),
                under=" ".join([*parts, *here]),
                credit=credit,
                line=bool(here),
                loose=bool(here) and all(f.status == "unverified" for f in here.values()),
            )
        )
    return tuple(marks)


def _line(view: View, key: str, figure: Figure) -> Line:
    words = view.words
    sources = {source.id: source for source in view.questionnaire.sources}
    source = sources.get(figure.source)
    cited_as = (
        words.text(source.title)
        if source and source.date is None
        else (cited(words, source) if source else words("basis.no_source"))
    )
    year = words.date(figure.year) if figure.year and not (source and source.date) else ""
    return Line(
        key=key,
        text=words.text(figure.says),
        source=words.join([part for part in (cited_as, year or "") if part], "basis.and"),
        status=words(f"status.{figure.status}"),
        caution=figure.status == "unverified",
    )
