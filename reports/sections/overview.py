"""The owner's page: strongest and weakest practices, change since last time, the next steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.comparison import Comparison
from questionnaires.model import Question
from reports.advice import Advice
from reports.charts import Bar
from reports.sections.improve import ahead
from reports.sections.next_level import next_level
from reports.sections.scores import ScoreRow, score_row
from reports.sections.view import Heading, View
from reports.wording import rounded
from scoring.plan import ROOT

__all__ = ["Change", "NextStep", "Overview", "Standing", "overview"]

_EACH = 3
_DIMENSIONS = 8  # more bars than that push the rest off the first page


@dataclass(frozen=True, slots=True)
class Standing:
    """One practice among the strongest or the weakest."""

    number: str
    target: str
    title: str
    score: str
    level: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do next: a measure of the roadmap, or the next better answer to a question."""

    target: str
    title: str
    text: str
    points: str


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed since the previous round; ``index`` is empty where it cannot be compared."""

    since: str
    index: str
    level: str
    note: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page says besides the result."""

    dimensions: tuple[ScoreRow, ...]
    more_dimensions: str
    blocking: tuple[str, ...]
    """What holds back the next level: points that lack, and conditions; empty at the top."""
    more_blocking: str
    strongest: tuple[Standing, ...]
    weakest: tuple[Standing, ...]
    steps: tuple[NextStep, ...]
    steps_from: str
    """Whether the steps come from a roadmap or from the answers, as a heading.

    Empty where neither steps nor what holds back is to be shown.
    """
    change: Change | None


def overview(
    view: View, advice: Advice | None, comparison: Comparison | None, since: str | None
) -> Overview:
    """Return the practices, steps and change of the first page."""
    ranked = _ranked(view)
    # Of practices that all score alike none is strong or weak.
    differ = len({standing.score for standing in ranked}) > 1
    each = min(_EACH, len(ranked) // 2) if differ else 0
    planned = tuple(_planned(view, advice))[:_EACH] if advice else ()
    ahead_of = next_level(view, Heading("", "", ""))
    lacking = () if ahead_of is None or ahead_of.index.holds else (ahead_of.index.text,)
    rows = [score_row(view, d.id, "") for d in view.questionnaire.dimensions]
    left = len(rows) - _DIMENSIONS
    return Overview(
        dimensions=tuple(rows[:_DIMENSIONS]),
        more_dimensions=view.words("overview.more_dimensions", n=left) if left > 0 else "",
        blocking=(*lacking, *(row.said for row in ahead_of.top)) if ahead_of else (),
        more_blocking=ahead_of.left_over if ahead_of else "",
        strongest=tuple(standing for standing in ranked[:each] if standing.bar.value),
        weakest=tuple(reversed(ranked[len(ranked) - each :])),
        steps=planned or tuple(_from_answers(view)),
        steps_from=view.words("overview.planned" if planned else "overview.steps"),
        change=None if comparison is None else _change(view, comparison, since),
    )


def _ranked(view: View) -> list[Standing]:
    """Return the practices that count, strongest first; of equals the one asked first."""
    nodes = [view.card.nodes[practice.id] for practice in view.questionnaire.practices]
    counted = sorted((n for n in nodes if n.score is not None), key=lambda n: -(n.score or 0.0))
    return [
        Standing(
            number=view.numbers[node.id],
            target=view.to_node(node.id),
            title=view.titles[node.id],
            score=view.words.score(node.score),
            level=view.level(node.level),
            bar=view.node_bar(node),
        )
        for node in counted
    ]


def _planned(view: View, advice: Advice) -> Iterator[NextStep]:
    """Yield the measures of the roadmap in order, or those listed when there is no roadmap."""
    known = {measure.id: measure for measure in advice.measures}
    order = [name for step in advice.roadmap for name in step.measures] or list(known)
    for name in order:
        measure = known.get(name)
        if measure is not None:
            cost = view.words.money(*measure.cost) if measure.cost else ""
            yield NextStep("", view.said(measure.title), cost, _points(view, measure.points))


def _points(view: View, points: float | None) -> str:
    return "" if points is None else view.words("overview.gain", points=view.words.gap(points))


def _from_answers(view: View) -> Iterator[NextStep]:
    """Yield first what holds back the next level, then what costs most."""
    answers = view.card.answers
    costly = sorted(view.asked, key=lambda question: -answers[question.id].lost)
    costly = [question for question in costly if rounded(answers[question.id].lost) > 0]
    blocking = view.card.next_level.binding if view.card.next_level else ()
    behind = [_behind(view, gate.target, costly) for gate in blocking]
    chosen = dict.fromkeys(question for question in (*behind, *costly) if question is not None)
    for question in list(chosen)[:_EACH]:
        points = view.words.score(answers[question.id].lost)
        yield NextStep(
            target=view.to_question(question.id),
            title=view.words.text(question.text),
            text=ahead(view, question),
            points=view.words("overview.at_most", points=points),
        )


def _behind(view: View, target: str, costly: list[Question]) -> Question | None:
    """Return the costliest question that a gate looks at, itself or under its node."""
    parents = view.card.questionnaire["parents"]
    for question in costly:
        above = (question.id, question.practice, parents[question.practice], ROOT)
        if target in above:
            return question
    return None


def _change(view: View, comparison: Comparison, since: str | None) -> Change:
    words = view.words
    root = next((node for node in comparison.nodes if node.id == ROOT), None)
    when = words("overview.since", date=words.date(since)) if since else words("overview.before")
    if root is None:
        key = (
            f"comparison.obstacle_{comparison.obstacle}"
            if comparison.obstacle
            else "comparison.none"
        )
        return Change(when, "", "", words(key))
    levels = view.level(root.before.level), view.level(root.now.level)
    same = levels[0] == levels[1]
    return Change(
        since=when,
        index=words.change(root.change),
        level=words(
            "overview.same_level" if same else "overview.levels", was=levels[0], now=levels[1]
        ),
        note="",
    )
