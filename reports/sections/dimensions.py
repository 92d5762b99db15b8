"""Each dimension in detail: practices with the rung reached, quantities, and what answers cost."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Dimension, Practice, Question
from reports.sections.improve import ahead
from reports.sections.quantities import Quantity, quantities
from reports.sections.scores import ScoreRow, score_row
from reports.sections.view import Heading, View
from reports.wording import rounded

__all__ = ["AnswerLoss", "Dimensions", "PracticeDetail", "Spread", "dimensions"]

_ACROSS = 2  # quantities beside each other
_COSTLIEST = 6  # answers shown per dimension; all stand in the annex


@dataclass(frozen=True, slots=True)
class PracticeDetail:
    """A practice with the picture of its level today, and of one level up (empty: unknown)."""

    row: ScoreRow
    now: str
    next_level: str
    next: str


@dataclass(frozen=True, slots=True)
class AnswerLoss:
    """An answer that costs points: what it is, the next better one, and what would prove it."""

    number: str
    target: str
    question: str
    answer: str
    open: bool
    ahead: str
    evidence: str
    lost: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One dimension; ``quantities`` stand two in a row, ``answers`` begin with the costliest."""

    row: ScoreRow
    practices: tuple[PracticeDetail, ...]
    quantities: tuple[tuple[Quantity, ...], ...]
    answers: tuple[AnswerLoss, ...]
    answers_note: str
    more_answers: str


@dataclass(frozen=True, slots=True)
class Dimensions:
    """All dimensions of which something counts."""

    heading: Heading
    spreads: tuple[Spread, ...]


def dimensions(view: View, heading: Heading) -> Dimensions | None:
    """Return the dimensions in detail, ``None`` when nothing counts."""
    counted = [d for d in view.questionnaire.dimensions if view.card.nodes[d.id].score is not None]
    return Dimensions(heading, tuple(_spread(view, d) for d in counted)) if counted else None


def _spread(view: View, dimension: Dimension) -> Spread:
    asked = tuple(
        q for practice in dimension.practices for q in practice.questions if q.id in view.numbers
    )
    shown = quantities(view, asked)
    costly = _costly(view, asked)
    left = len(costly) - _COSTLIEST
    total = sum(view.card.answers[question.id].lost for question in asked)
    key = "dimensions.losses_note" if view.adds_up else "dimensions.losses_alone"
    return Spread(
        row=score_row(view, dimension.id, view.words.text(dimension.about)),
        practices=tuple(_practice(view, practice) for practice in dimension.practices),
        quantities=tuple(shown[at : at + _ACROSS] for at in range(0, len(shown), _ACROSS)),
        answers=tuple(_loss(view, question) for question in costly[:_COSTLIEST]),
        more_answers=view.words("dimensions.more", n=left) if left > 0 else "",
        answers_note=view.words(key, n=len(costly), points=view.words.score(total)),
    )


def _practice(view: View, practice: Practice) -> PracticeDetail:
    words, levels = view.words, view.questionnaire.levels
    row = score_row(view, practice.id, words.text(practice.about))
    position = view.position(view.card.nodes[practice.id].level)
    if position is None or len(practice.looks_like) != len(levels):
        return PracticeDetail(row, "", "", "")
    if not view.card.nodes[practice.id].coverage:
        return PracticeDetail(row, words("dimensions.open"), "", words("improve.find_out"))
    last = position + 1 == len(levels)
    return PracticeDetail(
        row=row,
        now=words.text(practice.looks_like[position]),
        next_level="" if last else view.level(levels[position + 1].level),
        next=words("dimensions.top") if last else words.text(practice.looks_like[position + 1]),
    )


def _costly(view: View, asked: tuple[Question, ...]) -> list[Question]:
    """Return the questions that cost points that can be shown, the costliest first."""
    answers = view.card.answers
    found = [question for question in asked if rounded(answers[question.id].lost) > 0]
    return sorted(found, key=lambda question: -answers[question.id].lost)


def _loss(view: View, question: Question) -> AnswerLoss:
    words, scored = view.words, view.card.answers[question.id]
    return AnswerLoss(
        number=view.numbers[question.id],
        target=view.to_question(question.id),
        question=words.text(question.text),
        answer=view.answer(question),
        open=scored.state in ("unknown", "unanswered", "pending"),
        ahead=ahead(view, question),
        evidence=words.text(question.evidence),
        lost=words.score(scored.lost),
    )
