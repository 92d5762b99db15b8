"""The figures behind the thresholds of the questions asked: what they say, whose, how sure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.model import EDITORIAL, STATES_OF_BASIS, Figure, Question
from reports.sections.alignment import cited
from reports.sections.view import Heading, View

__all__ = ["Basis", "BasisGroup", "FigureRow", "basis", "named"]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure: what it says, where it is from, and the questions that use it."""

    says: str
    source: str
    used_by: str


@dataclass(frozen=True, slots=True)
class BasisGroup:
    """Figures of one status; ``caution`` marks those that nobody has verified."""

    status: str
    meaning: str
    caution: bool
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """All figures used, by status, and how many thresholds are the questionnaire's own."""

    heading: Heading
    editorial: str
    groups: tuple[BasisGroup, ...]


def basis(view: View, heading: Heading) -> Basis | None:
    """Return the figures behind the questions asked and the levels, ``None`` without any.

    Where other thresholds apply to this firm than usual, their figures are the ones named.
    """
    used: dict[str, list[str]] = {}
    own = 0
    for question in view.asked:
        names = set(named(view, question))
        own += not names - {EDITORIAL}
        for name in names:
            used.setdefault(name, []).append(view.numbers[question.id])
    for level in view.questionnaire.levels:
        for name in level.basis:
            used.setdefault(name, []).append(view.words("basis.levels"))
    figures = [figure for figure in view.questionnaire.figures if figure.id in used]
    groups = (_group(view, status, figures, used) for status in STATES_OF_BASIS)
    filled = tuple(group for group in groups if group.rows)
    if not filled:
        return None
    editorial = view.words("basis.editorial", n=own) if own else ""
    return Basis(heading, editorial, filled)


def named(view: View, question: Question) -> tuple[str, ...]:
    """Return the bases behind a question as it was put to this firm, each once."""
    return tuple(dict.fromkeys(_named(view, question)))


def _named(view: View, question: Question) -> Iterator[str]:
    variant = view.variants.get(question.id)
    yield from variant.basis if variant else question.basis
    yield from question.lines
    yield from (anchor.basis for anchor in view.anchors(question))


def _group(
    view: View, status: str, figures: list[Figure], used: dict[str, list[str]]
) -> BasisGroup:
    words = view.words
    return BasisGroup(
        status=words(f"status.{status}"),
        meaning=words(f"basis.meaning.{status}"),
        caution=status == "unverified",
        rows=tuple(_row(view, f, used[f.id]) for f in figures if f.status == status),
    )


def _row(view: View, figure: Figure, used: list[str]) -> FigureRow:
    words = view.words
    sources = {source.id: source for source in view.questionnaire.sources}
    source = sources.get(figure.source)
    places = list(dict.fromkeys(used))
    return FigureRow(
        says=words.text(figure.says),
        source=cited(words, source) if source else words("basis.no_source"),
        used_by=words.join(places),
    )
