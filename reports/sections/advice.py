"""What to do: measures with their reasons and costs, the roadmap, and what other budgets buy."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import STATES_OF_BASIS
from reports.advice import Advice, Measure, Step
from reports.charts import Curve, Point
from reports.sections.view import Heading, View
from reports.wording import NOTHING

__all__ = ["AdviceSection", "MeasureRow", "Period", "advice_pages"]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure; ``caution`` marks a cost that nobody has verified."""

    number: str
    title: str
    why: str
    cost: str
    basis: str
    caution: bool
    points: str
    clauses: str
    funding: str


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the roadmap."""

    name: str
    measures: tuple[str, ...]
    cost: str
    after: str


@dataclass(frozen=True, slots=True)
class AdviceSection:
    """The advice that came with the result."""

    heading: Heading
    intro: str
    roadmap: tuple[Period, ...]
    measures: tuple[MeasureRow, ...]
    frontier: Curve | None


def advice_pages(view: View, heading: Heading, given: Advice | None) -> AdviceSection | None:
    """Return the advice pages, ``None`` when there is no advice."""
    if not given:
        return None
    words = view.words
    numbers = {measure.id: str(n) for n, measure in enumerate(given.measures, start=1)}
    titles = {measure.id: view.said(measure.title) for measure in given.measures}
    sentences = [words("advice.intro")] if given.measures else []
    if given.budget is not None:
        sentences.append(words("advice.budget", budget=words.money(given.budget, given.budget)))
    sentences.append(view.said(given.note))
    return AdviceSection(
        heading=heading,
        intro=words.join([said for said in sentences if said], "common.sentences"),
        roadmap=tuple(_period(view, step, numbers, titles) for step in given.roadmap),
        measures=tuple(_measure(view, numbers[m.id], m) for m in given.measures),
        frontier=_frontier(view, given),
    )


def _measure(view: View, number: str, measure: Measure) -> MeasureRow:
    words = view.words
    titles = {
        clause.id: words.text(clause.title)
        for task in view.questionnaire.tasks
        for clause in task.clauses
    }
    known = measure.status in (*STATES_OF_BASIS, "")
    status = measure.status if known else "unverified"
    basis = [view.said(measure.cost_basis)] if measure.cost else []
    basis += [words(f"status.{status}")] if measure.cost and status else []
    points = measure.points
    return MeasureRow(
        number=number,
        title=view.said(measure.title),
        why=view.said(measure.why),
        cost=words.money(*measure.cost) if measure.cost else NOTHING,
        basis=words.join([part for part in basis if part], "answer.and"),
        caution=status == "unverified",
        points=NOTHING if points is None else words.change(points),
        clauses=words.join([titles.get(c, words.line(c)) for c in measure.clauses]),
        funding=view.said(measure.funding),
    )


def _period(view: View, step: Step, numbers: dict[str, str], titles: dict[str, str]) -> Period:
    words = view.words
    after = [] if step.index is None else [words.score(step.index)]
    after += [] if step.level is None else [view.level(step.level)]
    return Period(
        name=view.said(step.period),
        measures=tuple(
            words(
                "advice.numbered",
                number=numbers.get(m, NOTHING),
                title=titles.get(m, words.line(m)),
            )
            for m in step.measures
        ),
        cost=words.money(*step.cost) if step.cost else NOTHING,
        after=" ".join(after) or NOTHING,
    )


def _frontier(view: View, given: Advice) -> Curve | None:
    if len(given.frontier) < 2:  # noqa: PLR2004  # one point is no curve
        return None
    words = view.words
    points = tuple(
        Point(p.budget, p.index, words.score(p.index), words.figure(p.budget), p.chosen)
        for p in sorted(given.frontier, key=lambda p: p.budget)
    )
    return Curve(points, words("advice.frontier"), words("advice.across"), words("advice.up"))
