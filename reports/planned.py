"""From a roadmap to the advice pages: every figure is the roadmap's own."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.model import Questionnaire
from reports.advice import Advice, FrontierPoint, Measure
from reports.advice import Step as Stage
from reports.wording import LANGUAGES, Words
from scoring.advice import Frontier, Roadmap, Step

__all__ = ["advice_from"]

Said = Mapping[str, str]


def advice_from(
    questionnaire: Questionnaire, roadmap: Roadmap, frontier: Frontier | None = None
) -> Advice:
    """Return the pages of a plan: its steps in order, and what other budgets would buy."""
    gates = {gate.id: gate.text for level in questionnaire.levels for gate in level.gates}
    about = {measure.id: measure.what for measure in questionnaire.measures}
    figures = {figure.id: figure.status for figure in questionnaire.figures}
    budget = roadmap.goal.get("budget")
    return Advice(
        measures=tuple(
            Measure(
                id=step.measure,
                title=step.title,
                why=_why(step, about.get(step.measure), gates),
                cost=(step.least, step.most),
                status=figures.get(step.cost_basis, "editorial"),
                points=step.gain,
                clauses=step.clauses,
                funding=_funding(step),
            )
            for step in roadmap.steps
        ),
        roadmap=tuple(
            Stage(
                period=_each("plan.step", n=number),
                measures=(step.measure,),
                cost=(step.least, step.most),
                index=step.index,
                level=step.level,
            )
            for number, step in enumerate(roadmap.steps, start=1)
        ),
        frontier=() if frontier is None else _points(frontier, roadmap),
        budget=budget,
        note=_each("plan.note"),
    )


def _each(key: str, **values: object) -> Said:
    return {lang: Words(lang)(key, **values) for lang in LANGUAGES}


def _why(step: Step, about: Said | None, gates: Mapping[str, Said]) -> Said:
    """Say what the measure is, how long it takes and which conditions it meets."""
    found = {}
    for lang in LANGUAGES:
        words = Words(lang)
        parts = [words.text(about), words("plan.months", n=step.months)]
        opened = [words.text(gates[gate]) for gate in step.opens if gate in gates]
        if opened:
            parts.append(words("plan.opens", gates=words.join(opened, "answer.and")))
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


def _points(frontier: Frontier, roadmap: Roadmap) -> tuple[FrontierPoint, ...]:
    points = [FrontierPoint(0.0, frontier.before)]
    points += [FrontierPoint(point.cost, point.score) for point in frontier.points]
    points.append(FrontierPoint(roadmap.cost, roadmap.after, chosen=True))
    unique = {(point.budget, point.index): point for point in points}
    return tuple(sorted(unique.values(), key=lambda point: (point.budget, point.index)))
