"""Answers, problems and times in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.kit.clock import CHINA, day_of
from api.kit.i18n import PageWords
from assessment.draft import CONFIDENCE, NOTE
from questionnaires import Questionnaire
from questionnaires.answers import Answer, AnswerState, parse_answer
from questionnaires.errors import Problem
from questionnaires.model import Question

__all__ = ["answer_words", "day", "moment", "plain_words", "problem_text", "ratio"]


def answer_words(words: PageWords, question: Question, answer: Answer | None) -> list[str]:
    """Return an answer in words, one line for each option ticked."""
    if answer is None:
        return [words("fill.no_answer")]
    if answer.state is AnswerState.UNKNOWN:
        return [words("fill.unknown")]
    if answer.state is AnswerState.NOT_APPLICABLE:
        return [words("fill.not_applicable_because", reason=words.line(answer.reason or ""))]
    unit = words.text(question.unit)
    if question.kind == "count_of" and isinstance(answer.value, tuple):
        top, bottom = (words.figure(float(figure)) for figure in answer.value)
        share = ratio(words, answer) or ""
        return [words("fill.ratio_words", top=top, bottom=bottom, unit=unit, share=share)]
    if question.kind == "number":
        return [f"{words.figure(answer.number)} {unit}".strip()]
    chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    return [words.text(option.text) for option in question.options if option.id in chosen]


def ratio(words: PageWords, answer: Answer | None) -> str | None:
    """Return the share that two figures make, ``None`` without both."""
    if answer is None or not isinstance(answer.value, tuple) or answer.number != answer.number:
        return None
    return words.percent(answer.number / 100)


def plain_words(words: PageWords, questionnaire: Questionnaire, name: str, value: Any) -> list[str]:
    """Return the plain value of a field (answer, note, confidence) in words."""
    if name.endswith(NOTE):
        return [words.line(value) if value else words("fill.no_note")]
    if name.endswith(CONFIDENCE):
        return [words(f"confidence.{value or 'none'}")]
    question = questionnaire.question(name)
    answer = parse_answer(question, value)
    return answer_words(words, question, answer if isinstance(answer, Answer) else None)


def problem_text(words: PageWords, problem: Problem) -> str:
    """Return what is wrong and what to do, as one line for people."""
    what, todo = problem.what(words.lang), problem.todo(words.lang)
    return words("fill.problem", what=what[:1].upper() + what[1:], do=todo)


def moment(words: PageWords, at: dt.datetime) -> str:
    """Return a point in time to the minute."""
    return f"{day(words, at)} {at.astimezone(CHINA):%H:%M}"


def day(words: PageWords, at: dt.datetime) -> str:
    """Return the day of a point in time."""
    return words.date(day_of(at).isoformat()) or ""
