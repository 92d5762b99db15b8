"""Fields of the plan pages: from what a form sends to a changed request, faults in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from api.kit.i18n import PageWords
from api.plans.request import (
    Adjustments,
    Edit,
    OwnMeasure,
    OwnMove,
    PlanRequest,
    Target,
    Timetable,
    Weights,
)
from questionnaires.model import Question, Questionnaire
from questionnaires.numbers import clean_text, parse_number

__all__ = [
    "STATES", "YEARS", "Fault", "Fields", "changed_measure", "one_budget", "own_measure", "start",
    "timetable", "weights",
]  # fmt: skip

YEARS = 5
STATES = ("open", "planned", "done", "excluded")
"""What a firm can say of a measure; ``open`` leaves it to the plan."""

_SUGGESTED = {"micro": 10.0, "small": 50.0, "medium": 200.0, "large": 1000.0}
"""Budgets (10,000 yuan) a page starts with, by size; the firm enters its own."""
_FRONTIER = 6  # points of the curve on a page; each is a plan of its own
_MOST_MONEY = 1e9
_LONGEST = 40  # characters of a number that are shown again
_MOST_OWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, and where it is."""

    target: str
    text: str


@dataclass
class Fields:
    """The fields of an address; what cannot be used is collected in ``faults``."""

    given: Mapping[str, str]
    words: PageWords
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a field as it was typed."""
        return self.given.get(name, "").strip()

    def shown(self, name: str, otherwise: str) -> str:
        """Return what stands in a field: what was typed into it, or another value."""
        return self.given.get(name, otherwise)

    def number(
        self, name: str, *, most: float = _MOST_MONEY, least: float = 0.0, whole: bool = False,
        default: float | None = None,
    ) -> float | None:  # fmt: skip
        """Return a number, the *default* for an empty field or, with a fault, for none."""
        typed = self.text(name)
        if not typed:
            return default
        number = parse_number(typed[:_LONGEST])
        fits = number is not None and math.isfinite(number) and least <= number <= most
        if not fits or number is None or (whole and not number.is_integer()):
            key = "plan_page.bad_whole" if whole else "plan_page.bad_number"
            self.wrong(name, key, value=typed[:_LONGEST], least=f"{least:g}", most=f"{most:,.0f}")
            return default
        return number

    def whole(self, name: str, default: int | None = None, *, most: int) -> int | None:
        """Return a whole number from 1 on."""
        found = self.number(name, most=most, least=1, whole=True, default=default)
        return None if found is None else int(found)

    def span(self, least: str, most: str) -> list[float] | None:
        """Return a range of money, ``None`` when both fields are empty or with a fault."""
        low, high = self.number(least), self.number(most)
        low, high = (high if low is None else low), (low if high is None else high)
        if low is None or high is None:
            return None
        if high < low:
            self.wrong(most, "plan_page.bad_span")
            return None
        return [low, high]

    def wrong(self, target: str, key: str, **values: Any) -> None:
        """Note a fault."""
        self.faults.append(Fault(target, self.words(key, **values)))


def start(size: str | None) -> PlanRequest:
    """Return the request that a firm of this size begins with."""
    budget = _SUGGESTED.get(size or "small", _SUGGESTED["small"])
    return PlanRequest(budget=budget, target=Target(), frontier=_FRONTIER)


def one_budget(fields: Fields, wanted: PlanRequest, questionnaire: Questionnaire) -> PlanRequest:
    """Take budget, level and least scores of dimensions."""
    budget = fields.number("budget", default=wanted.budget)
    levels = {str(item.level): item.level for item in questionnaire.levels}
    found = {d.id: fields.number(f"min.{d.id}", most=100) for d in questionnaire.dimensions}
    minimums = {name: least for name, least in found.items() if least}
    target = Target(level=levels.get(fields.text("level")), minimums=minimums)
    return wanted.model_copy(update={"budget": budget, "target": target})


def timetable(fields: Fields, wanted: PlanRequest, questionnaire: Questionnaire) -> PlanRequest:
    """Take money by year, periods, and how much at a time."""
    years = [fields.number(f"y{year}") for year in range(1, YEARS + 1)]
    last = max((year for year, money in enumerate(years, start=1) if money is not None), default=0)
    if not last:
        if not fields.faults:
            fields.wrong("y1", "plan_page.no_year")
        return wanted
    levels = {str(item.level): item.level for item in questionnaire.levels}
    periods = {"1": 1, "2": 2, "4": 4}.get(fields.text("periods"), 1)
    capacity = fields.whole("capacity", 3, most=20)
    found = Timetable.model_validate({
        "budgets": [money or 0.0 for money in years[:last]], "periods_a_year": periods,
        "capacity": capacity, "level": levels.get(fields.text("level")),
    })  # fmt: skip
    return wanted.model_copy(update={"schedule": found})


def weights(fields: Fields, wanted: PlanRequest, questionnaire: Questionnaire) -> PlanRequest:
    """Take the planning horizon and how much each practice matters."""
    horizon = fields.text("horizon")
    parts: dict[str, dict[str, float]] = {"cost": {}, "kpi": {}}
    for name, column in parts.items():
        for practice in questionnaire.practices:
            relevance = fields.number(f"{name}.{practice.id}", most=10)
            if relevance:
                column[practice.id] = relevance
    known = ("strategic", "tactical", "operational")
    found = {**parts, "horizon": horizon if horizon in known else known[0]}
    return wanted.model_copy(update={"weights": Weights.model_validate(found)})


def changed_measure(fields: Fields, wanted: PlanRequest, measure: str) -> PlanRequest:
    """Take what the firm says about one measure: its state, cost and months, or to drop it."""
    said = wanted.adjustments
    state, cost = fields.text("state"), fields.span("least", "most")
    months = fields.whole("months", most=120)
    lists = {name: [m for m in getattr(said, name) if m != measure] for name in STATES[1:]}
    if state in lists:
        lists[state].append(measure)
    own = [item for item in said.own if item.id != measure]
    mine = next((item for item in said.own if item.id == measure), None)
    edits = {key: edit for key, edit in said.edits.items() if key != measure}
    if mine is not None and state != "drop":
        own = [
            item if item.id != measure
            else item.model_copy(update={"cost": cost or item.cost, "months": months})
            for item in said.own
        ]  # fmt: skip
    elif mine is None and (cost or months):
        edits[measure] = Edit(cost=cost, months=months)
    found = Adjustments(**lists, edits=edits, own=own)
    return wanted.model_copy(update={"adjustments": found})


def own_measure(fields: Fields, wanted: PlanRequest, question: Question) -> PlanRequest:
    """Add a measure of the firm's own that brings *question* to a better answer."""
    title = clean_text(fields.text("title"))[:80]
    cost, months = fields.span("least", "most"), fields.whole("months", most=120)
    if not title:
        fields.wrong("title", "plan_page.no_title")
    if cost is None and not any(fault.target in ("least", "most") for fault in fields.faults):
        fields.wrong("least", "plan_page.no_cost")
    move = _move(fields, question)
    said = wanted.adjustments
    if len(said.own) >= _MOST_OWN:
        fields.wrong("title", "plan_page.too_many_own", n=_MOST_OWN)
    if fields.faults or move is None or cost is None:
        return wanted
    taken = {item.id for item in said.own}
    name = next(f"own_{n}" for n in range(1, _MOST_OWN + 2) if f"own_{n}" not in taken)
    try:
        mine = OwnMeasure(id=name, title=title, cost=cost, months=months, moves=[move])
    except ValidationError:
        fields.wrong("title", "plan_page.no_title")
        return wanted
    found = said.model_copy(update={"own": [*said.own, mine]})
    return wanted.model_copy(update={"adjustments": found})


def _move(fields: Fields, question: Question) -> OwnMove | None:
    if question.is_quantity:
        low, high = question.range or (0.0, 0.0)
        value = fields.number("to", least=low, most=high)
        if value is None and not any(fault.target == "to" for fault in fields.faults):
            fields.wrong("to", "plan_page.no_answer")
        return None if value is None else OwnMove(question=question.id, to=value)
    chosen = fields.text("to")
    if chosen not in [option.id for option in question.options]:
        fields.wrong("to", "plan_page.no_answer")
        return None
    if question.kind == "multiple":
        return OwnMove(question=question.id, ticks=[chosen])
    return OwnMove(question=question.id, to=chosen)
