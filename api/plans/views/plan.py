"""The page of a plan for one budget."""

from __future__ import annotations

from dataclasses import dataclass

from api.kit.i18n import PageWords
from api.plans.document import PlanDocument
from api.plans.forms import Fields
from api.plans.request import PlanRequest
from api.plans.views.wording import Choice, Speaker
from assessment import Outcome
from reports import summarise
from reports.charts import Curve
from reports.planned import advice_from
from reports.sections.advice import Period
from scoring.advice import Roadmap, Step

__all__ = ["Minimum", "PlanView", "Row", "Upward", "budget_said", "plan_view", "shown_steps"]


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of a plan, with where to change it."""

    id: str
    title: str
    points: str
    cost: str
    basis: str
    why: str
    funding: str
    clauses: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Upward:
    """The cheapest way to the target, in words; ``ways`` when there is none."""

    text: str
    steps: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least score asked of a dimension."""

    id: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownSteps:
    """A plan's measures with their introduction, what other budgets buy, and what comes when."""

    intro: str = ""
    curve: Curve | None = None
    rows: tuple[Row, ...] = ()
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan for a budget, the cheapest way up, and the form's own values."""

    firm: str
    budget: str
    outcome: str
    ways: tuple[str, ...]
    notes: tuple[str, ...]
    intro: str
    rows: tuple[Row, ...]
    curve: Curve | None
    upward: Upward | None
    levels: tuple[Choice, ...]
    minimums: tuple[Minimum, ...]
    has_minimums: bool
    adjusted: str


def plan_view(
    outcome: Outcome, wanted: PlanRequest, found: PlanDocument | None, typed: Fields
) -> PlanView:
    """Return the page; without a plan *found* only its form, with what was *typed*."""
    words = typed.words
    speaker = Speaker(outcome.questionnaire, words, wanted.adjustments)
    target = wanted.target
    best = found.best if found else None
    shown = shown_steps(outcome, found, words) if found else ShownSteps()
    return PlanView(
        firm=words.line(outcome.sheet.profile.name or "") or words("cover.no_name"),
        budget=typed.shown("budget", f"{wanted.budget or 0:g}"),
        outcome=budget_said(best, speaker) if best else "",
        ways=speaker.ways_out(best.relax) if best else (),
        notes=_notes(best, speaker) if best else (),
        intro=shown.intro,
        rows=shown.rows,
        curve=shown.curve,
        upward=_upward(found.target, wanted, speaker) if found and found.target else None,
        levels=speaker.levels(target.level if target else None),
        minimums=tuple(
            Minimum(d.id, words.text(d.title), typed.shown(f"min.{d.id}", _least(wanted, d.id)))
            for d in outcome.questionnaire.dimensions
        ),
        has_minimums=bool(target and target.minimums)
        or any(fault.target.startswith("min.") for fault in typed.faults),
        adjusted=speaker.adjusted(wanted),
    )


def shown_steps(outcome: Outcome, found: PlanDocument, words: PageWords) -> ShownSteps:
    """Return a plan's measures as the report shows them."""
    advice = advice_from(outcome.questionnaire, found.best, found.frontier, found.schedule)
    section = summarise(outcome, words.lang, sections=("advice",), advice=advice).advice
    steps: tuple[Step, ...] = ()
    if found.schedule and found.schedule.steps:
        steps = found.schedule.steps
    elif found.best:
        steps = found.best.steps
    if section is None:
        return ShownSteps()
    rows = tuple(
        Row(
            id=step.measure, title=row.title, points=row.points, cost=row.cost, basis=row.basis,
            why=row.why, funding=row.funding, clauses=row.clauses, planned=step.planned,
        )
        for row, step in zip(section.measures, steps, strict=True)
    )  # fmt: skip
    return ShownSteps(section.intro, section.frontier, rows, section.roadmap)


def _least(wanted: PlanRequest, name: str) -> str:
    least = (wanted.target.minimums if wanted.target else {}).get(name)
    return "" if least is None else f"{least:g}"


def budget_said(best: Roadmap, speaker: Speaker) -> str:
    """Say what a budget brings."""
    words = speaker.words
    if not best.feasible:
        return words("plan_page.not_within")
    return words(
        "plan_page.outcome" if best.steps else "plan_page.nothing",
        n=len(best.steps), cost=speaker.money(best.cost), before=words.score(best.before),
        after=words.score(best.after), level=speaker.level(best.level_after),
    )  # fmt: skip


def _notes(best: Roadmap, speaker: Speaker) -> tuple[str, ...]:
    words, notes = speaker.words, []
    if best.size_assumed:
        notes.append(words("plan_page.size_assumed"))
    for name in ("misplaced", "unpriced"):
        titles = [speaker.measure(measure) for measure in getattr(best, name)]
        if titles:
            notes.append(words(f"plan_page.{name}", measures=words.join(titles)))
    return tuple(notes)


def _upward(way: Roadmap, wanted: PlanRequest, speaker: Speaker) -> Upward:
    words = speaker.words
    aims = [] if way.goal["level"] is None else [speaker.level(way.goal["level"])]
    aims += [
        words("plan_page.at_least", node=speaker.node(name), score=words.score(least))
        for name, least in way.goal["minimums"].items()
    ]
    aim = words.join(aims)
    if not way.feasible:
        return Upward(words("plan_page.out_of_reach", aim=aim), (), speaker.ways_out(way.relax))
    if not way.steps:
        top = speaker.questionnaire.levels[-1].level
        key = "plan_page.at_the_top" if way.level_before == top else "plan_page.reached"
        return Upward(words(key, aim=aim), (), ())
    cost = speaker.money(way.cost)
    text = words("plan_page.cheapest", aim=aim, cost=cost, n=len(way.steps))
    if wanted.budget is not None and way.cost > wanted.budget:
        more = speaker.money(way.cost - wanted.budget)
        text = words.join([text, words("plan_page.over_budget", more=more)], "common.sentences")
    return Upward(text, tuple(words.text(step.title) for step in way.steps), ())
