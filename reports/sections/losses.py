"""The answers that cost the firm most points of the index today."""

from __future__ import annotations

from dataclasses import dataclass

from reports.sections.improve import ahead
from reports.sections.view import Heading, View
from reports.wording import rounded

__all__ = ["LossRow", "Losses", "losses"]

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LossRow:
    """One answer, the next better one, and what it costs; ``target`` is its line in the annex."""

    rank: int
    target: str
    number: str
    practice: str
    question: str
    answer: str
    ahead: str
    credit: str
    lost: str


@dataclass(frozen=True, slots=True)
class Losses:
    """The costliest answers, most first."""

    heading: Heading
    intro: str
    rows: tuple[LossRow, ...]


def losses(view: View, heading: Heading) -> Losses | None:
    """Return the costliest answers, ``None`` when no answer costs anything that can be shown."""
    words, answers = view.words, view.card.answers
    costly = [q for q in view.asked if rounded(answers[q.id].lost) > 0]
    # Of equals the one asked first: `sorted` keeps their order.
    costly = sorted(costly, key=lambda question: -answers[question.id].lost)[:_SHOWN]
    if not costly:
        return None
    total = sum(answers[question.id].lost for question in costly)
    rows = tuple(
        LossRow(
            rank=rank,
            target=view.to_question(question.id),
            number=view.numbers[question.id],
            practice=view.titles[question.practice],
            question=words.text(question.text),
            answer=view.answer(question),
            ahead=ahead(view, question),
            credit=words.score(answers[question.id].credit),
            lost=words.score(answers[question.id].lost),
        )
        for rank, question in enumerate(costly, start=1)
    )
    key = "losses.intro" if view.adds_up else "losses.intro_alone"
    intro = words(key, n=len(rows), points=words.score(total))
    return Losses(heading, intro, rows)
