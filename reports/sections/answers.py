"""Every question asked: what was answered, what it is worth and what it brings to the index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.model import EDITORIAL, STATES_OF_BASIS, Dimension, Practice, Question
from reports.sections.basis import named
from reports.sections.view import Heading, View

__all__ = [
    "AnswerGroup",
    "AnswerPractice",
    "AnswerRow",
    "Answers",
    "NotAsked",
    "Numbers",
    "answers",
]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The exact numbers of one answer, for spreadsheets; ``None`` where it does not count."""

    credit: float | None
    weight: float | None
    contribution: float | None
    lost: float | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question and its answer; ``open`` marks one that is worth nothing only for now.

    ``raw`` is the answer as it was entered, as JSON.
    """

    id: str
    anchor: str
    number: str
    question: str
    answer: str
    raw: str
    state: str
    state_said: str
    open: bool
    credit: str
    weight: str
    contribution: str
    lost: str
    numbers: Numbers
    evidence: str
    basis: str
    """How sure the figures behind the thresholds are, or that they are the questionnaire's own."""


@dataclass(frozen=True, slots=True)
class AnswerPractice:
    """The questions of one practice."""

    id: str
    number: str
    title: str
    score: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The practices of one dimension."""

    id: str
    number: str
    title: str
    practices: tuple[AnswerPractice, ...]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Questions of one practice that were not asked of the firm, by id."""

    number: str
    title: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """All questions asked of the firm, by dimension and practice, and the ids of the others."""

    heading: Heading
    intro: str
    groups: tuple[AnswerGroup, ...]
    not_asked: tuple[NotAsked, ...]


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
        tuple(_not_asked(view)),
    )


def _not_asked(view: View) -> Iterator[NotAsked]:
    for practice in view.questionnaire.practices:
        ids = tuple(q.id for q in practice.questions if q.id not in view.numbers)
        if ids:
            yield NotAsked(view.numbers[practice.id], view.titles[practice.id], ids)


def _group(view: View, dimension: Dimension) -> AnswerGroup:
    found = (_practice(view, practice) for practice in dimension.practices)
    return AnswerGroup(
        dimension.id,
        view.numbers[dimension.id],
        view.titles[dimension.id],
        tuple(practice for practice in found if practice.rows),
    )


def _practice(view: View, practice: Practice) -> AnswerPractice:
    rows = tuple(_row(view, q) for q in practice.questions if q.id in view.numbers)
    score = view.words.score(view.card.nodes[practice.id].score)
    number, title = view.numbers[practice.id], view.titles[practice.id]
    return AnswerPractice(practice.id, number, title, score, rows)


def _row(view: View, question: Question) -> AnswerRow:
    words, scored = view.words, view.card.answers[question.id]
    counts = scored.credit is not None
    return AnswerRow(
        id=question.id,
        anchor=f"q-{question.id}",
        number=view.numbers[question.id],
        question=words.text(question.text),
        answer=view.answer(question),
        raw=_raw(view, question),
        state=scored.state,
        state_said=words(f"state.{scored.state}"),
        open=scored.state in ("unknown", "unanswered", "pending"),
        credit=words.score(scored.credit),
        weight=words.percent(scored.weight if counts else None),
        contribution=words.score(scored.contribution),
        lost=words.score(scored.lost if counts else None),
        numbers=Numbers(
            credit=scored.credit,
            weight=scored.weight if counts else None,
            contribution=scored.contribution,
            lost=scored.lost if counts else None,
        ),
        evidence=words.text(question.evidence),
        basis=words.join(_bases(view, question)),
    )


def _raw(view: View, question: Question) -> str:
    answer = view.outcome.sheet.answers.get(question.id)
    return "" if answer is None else json.dumps(answer.to_plain(question), ensure_ascii=False)


def _bases(view: View, question: Question) -> list[str]:
    """Return how sure the figures behind the thresholds are; annex B names them."""
    known = {figure.id: figure for figure in view.questionnaire.figures}
    found = [known[name].status for name in named(view, question) if name in known]
    statuses = [status for status in STATES_OF_BASIS if status in found]
    return [view.words(f"status.{status}") for status in statuses or (EDITORIAL,)]
