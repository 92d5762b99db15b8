"""From a plan to the advice pages of a report: every figure is the plan's own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from questionnaires.model import Questionnaire
from reports.advice import Advice, FrontierPoint, Measure
from reports.advice import Step as Stage
from reports.wording import LANGUAGES, Words, rounded
from scoring.advice import Frontier, Roadmap, Step
from scoring.advice.adjustments import FIRM
from scoring.advice.schedule import Schedule

__all__ = ["advice_from"]

Said = Mapping[str, str]


def advice_from(
    questionnaire: Questionnaire,
    roadmap: Roadmap | None = None,
    frontier: Frontier | None = None,
    schedule: Schedule | None = None,
) -> Advice:
    """Return the pages of a plan: its steps in order, and what other budgets would buy.

    With a *schedule* that can be kept, the measures are its own, period by period.
    """
    timed = schedule if schedule is not None and schedule.steps else None
    steps = timed.steps if timed else roadmap.steps if roadmap else ()
    gates = {gate.id: gate.text for level in questionnaire.levels for gate in level.gates}
    titles = {step.measure: step.title for step in steps}
    about = {measure.id: measure.what for measure in questionnaire.measures}
    figures = {figure.id: figure.status for figure in questionnaire.figures}
    return Advice(
        measures=tuple(
            Measure(
                id=step.measure,
                title=step.title,
                why=_why(step, about.get(step.measure), gates, titles),
                cost=(step.least, step.most),
                cost_basis=_each("plan.own_cost") if step.cost_basis == FIRM else "",
                status="" if step.cost_basis == FIRM else figures.get(step.cost_basis, "editorial"),
                points=step.gain,
                clauses=step.clauses,
                funding=_funding(step),
            )
            for step in steps
        ),
        roadmap=tuple(_periods(timed) if timed else _steps(steps)),
        frontier=() if frontier is None else _points(frontier, None if timed else roadmap),
        budget=None if timed or roadmap is None else roadmap.goal.get("budget"),
        note=_each("plan.timed" if timed else "plan.note"),
    )


def _steps(steps: Sequence[Step]) -> Iterator[Stage]:
    for number, step in enumerate(steps, start=1):
        yield Stage(
            period=_each("plan.step", n=number),
            measures=(step.measure,),
            cost=(step.least, step.most),
            index=step.index,
            level=step.level,
        )


def _periods(schedule: Schedule) -> Iterator[Stage]:
    """Yield the periods in which something starts or ends, with the index at their end."""
    costs = {step.measure: (step.least, step.most) for step in schedule.steps}
    each = sum(period.year == 1 for period in schedule.periods)
    for period in schedule.periods:
        if not period.starts and not period.ends:
            continue
        spans = [costs[name] for name in period.starts]
        yield Stage(
            period=_each(f"period.{each}", year=period.year, part=(period.number - 1) % each + 1),
            measures=period.starts,
            cost=(math.fsum(s[0] for s in spans), math.fsum(s[1] for s in spans))
            if spans
            else None,
            index=period.index,
            level=period.level,
        )


def _each(key: str, **values: object) -> Said:
    return {lang: Words(lang)(key, **values) for lang in LANGUAGES}


def _why(
    step: Step, about: Said | None, gates: Mapping[str, Said], titles: Mapping[str, Said]
) -> Said:
    """Say what the measure is, how long it takes, and what it opens, unlocks and costs a point."""
    found = {}
    for lang in LANGUAGES:
        words = Words(lang)
        parts = [words.text(about), words("plan.months", n=step.months)]
        opened = [words.text(gates[gate]) for gate in step.opens if gate in gates]
        if opened:
            parts.append(words("plan.opens", gates=words.join(opened, "answer.and")))
        unlocked = [words.text(titles[name]) for name in step.unlocks if name in titles]
        if unlocked:
            parts.append(words("plan.unlocks", measures=words.join(unlocked)))
        if step.cost_per_point:
            each = float(rounded(step.cost_per_point))
            parts.append(words("plan.per_point", cost=words.money(each, each)))
        if any(move.rests_on_unknown for move in step.moves):
            parts.append(words("plan.unknown"))
        found[lang] = words.join([part for part in parts if part], "common.sentences")
    return found


def _funding(step: Step) -> Said:
    """Name the ways to pay that are open, each with its conditions, source and status."""
    found = {}
    for lang in LANGUAGES:
        words = Words(lang)
        items = [
            words(
                "plan.lever",
                title=words.text(lever.title),
                terms=words.text(lever.terms),
                source=words.text(lever.source),
                status=words(f"status.{lever.status}"),
            )
            for lever in step.funding
        ]
        found[lang] = words.join(items, "answer.and")
    return found if step.funding else ""  # type: ignore[return-value]  # nothing to say


def _points(frontier: Frontier, roadmap: Roadmap | None) -> tuple[FrontierPoint, ...]:
    points = [FrontierPoint(0.0, frontier.before)]
    points += [FrontierPoint(point.cost, point.score) for point in frontier.points]
    if roadmap is not None and roadmap.feasible:
        points.append(FrontierPoint(roadmap.cost, roadmap.after, chosen=True))
    unique = {(point.budget, point.index): point for point in points}
    return tuple(sorted(unique.values(), key=lambda point: (point.budget, point.index)))
