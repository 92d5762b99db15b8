"""How far the firm answers each task of the policy notice."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Source
from reports.charts import Bar
from reports.sections.view import Heading, View
from reports.wording import Words
from scoring.scorecard import ClauseScore

__all__ = ["Alignment", "ClauseRow", "TaskRow", "alignment", "cited"]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One task or clause; ``questions`` is how many questions that count serve it."""

    title: str
    score: str
    span: str
    questions: str
    served_by: str
    """Numbers of the questions asked that serve it and count."""
    bar: Bar
    counts: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task with its clauses."""

    number: str
    task: ClauseRow
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """All tasks of the notice the questionnaire serves."""

    heading: Heading
    notice: str
    tasks: tuple[TaskRow, ...]


def alignment(view: View, heading: Heading) -> Alignment | None:
    """Return the tasks of the notice, ``None`` for a questionnaire that serves none."""
    states = {state.id: state for state in view.card.alignment}
    tasks = []
    for task in view.questionnaire.tasks:
        if task.id not in states:
            continue
        clauses = tuple(
            _row(view, states[clause.id], view.words.text(clause.title))
            for clause in task.clauses
            if clause.id in states
        )
        row = _row(view, states[task.id], view.words.text(task.title))
        tasks.append(TaskRow(view.words.line(task.id), row, clauses))
    sources = {source.id: source for source in view.questionnaire.sources}
    policy = sources.get(view.questionnaire.policy or "")
    notice = cited(view.words, policy) if policy else view.words("alignment.a_notice")
    return Alignment(heading, notice, tuple(tasks)) if tasks else None


def cited(words: Words, source: Source) -> str:
    """Cite a document by title, issuer, number and date."""
    parts = [
        words.text(source.issuer),
        words.line(source.number or ""),
        words.date(source.date) or "",
    ]
    found = [part for part in parts if part]
    title = words.text(source.title)
    # A title without any other particulars names a kind of source, not a document.
    return words.join([words("basis.cited", title=title), *found], "basis.and") if found else title


def _row(view: View, state: ClauseScore, title: str) -> ClauseRow:
    answers = view.card.answers
    counted = [question for question in state.questions if answers[question].credit is not None]
    return ClauseRow(
        title=title,
        score=view.words.score(state.score),
        span=view.words.span(state.score, state.high),
        questions=str(len(counted)),
        served_by=" ".join(view.numbers[question] for question in counted),
        bar=view.bar(title, state.score, state.high),
        counts=state.score is not None,
    )
