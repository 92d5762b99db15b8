"""Every question asked: what was answered, what it is worth and what it brings to the index."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Dimension, Practice, Question
from reports.sections.view import Heading, View

__all__ = ["AnswerGroup", "AnswerPractice", "AnswerRow", "Answers", "answers"]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question and its answer; ``open`` marks one that is worth nothing only for now."""

    anchor: str
    number: str
    question: str
    answer: str
    state: str
    open: bool
    credit: str
    weight: str
    contribution: str
    lost: str


@dataclass(frozen=True, slots=True)
class AnswerPractice:
    """The questions of one practice."""

    number: str
    title: str
    score: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The practices of one dimension."""

    number: str
    title: str
    practices: tuple[AnswerPractice, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """All questions asked of the firm, by dimension and practice."""

    heading: Heading
    intro: str
    groups: tuple[AnswerGroup, ...]


def answers(view: View, heading: Heading) -> Answers:
    """Return the complete list of questions and answers."""
    words, states = view.words, view.card.answers.values()
    left_out = sum(answer.state == "not_asked" for answer in states)
    sentences = [words("answers.intro", n=len(view.asked))]
    if left_out:
        key = "answers.left_out_quick" if view.card.form == "quick" else "answers.left_out"
        sentences.append(words(key, n=left_out))
    if view.card.ignored:
        sentences.append(words("answers.ignored", n=len(view.card.ignored)))
    sentences.append(words("answers.legend" if view.adds_up else "answers.legend_alone"))
    groups = (_group(view, dimension) for dimension in view.questionnaire.dimensions)
    return Answers(
        heading,
        words.join(sentences, "common.sentences"),
        tuple(group for group in groups if group.practices),
    )


def _group(view: View, dimension: Dimension) -> AnswerGroup:
    found = (_practice(view, practice) for practice in dimension.practices)
    return AnswerGroup(
        view.numbers[dimension.id],
        view.titles[dimension.id],
        tuple(practice for practice in found if practice.rows),
    )


def _practice(view: View, practice: Practice) -> AnswerPractice:
    rows = tuple(_row(view, q) for q in practice.questions if q.id in view.numbers)
    score = view.words.score(view.card.nodes[practice.id].score)
    return AnswerPractice(view.numbers[practice.id], view.titles[practice.id], score, rows)


def _row(view: View, question: Question) -> AnswerRow:
    words, scored = view.words, view.card.answers[question.id]
    counts = scored.credit is not None
    return AnswerRow(
        anchor=f"q-{question.id}",
        number=view.numbers[question.id],
        question=words.text(question.text),
        answer=view.answer(question),
        state=scored.state,
        open=scored.state in ("unknown", "unanswered", "pending"),
        credit=words.score(scored.credit),
        weight=words.percent(scored.weight if counts else None),
        contribution=words.score(scored.contribution),
        lost=words.score(scored.lost if counts else None),
    )
