"""Roadmaps: the best measures for a firm's money, the cheapest way to a target, both at once.

Every number of a roadmap is a result of ``score_many`` on the answers the measures lead to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from questionnaires.answers import AnswerSheet
from questionnaires.errors import Place, Problem
from questionnaires.model import Questionnaire
from scoring.advice.funding import day
from scoring.advice.priorities import Ranked, rank_measures
from scoring.advice.relaxation import Relaxation, relaxations
from scoring.advice.schedule import Schedule, schedule
from scoring.advice.search import CLOSE, Choice, Goal, Model, best, build, cheapest
from scoring.advice.situation import Situation, survey
from scoring.advice.steps import Step, in_order, steps
from scoring.advice.timeline import Calendar
from scoring.errors import ScoringError
from scoring.plan import ROOT

__all__ = ["Advisor", "Frontier", "FrontierPoint", "Roadmap"]

_MOST_BUDGETS = 200
_MOST_MONEY = 1e9  # 10,000 yuan
_MOST_YEARS = 10


@dataclass(frozen=True)
class Roadmap:
    """A plan: steps in order, what they cost (10,000 yuan) and where they lead.

    Without steps and with ``relax`` the goal cannot be met; ``relax`` says what to give way on.
    ``accuracy`` is the number of points by which no other plan can be better.
    """

    questionnaire: str
    catalogue: str | None
    advice_digest: str
    answers_digest: str
    size: str
    size_assumed: bool
    goal: Mapping[str, Any]
    feasible: bool
    cost: float
    least: float
    most: float
    before: float
    after: float
    level_before: int | None
    level_after: int | None
    steps: tuple[Step, ...]
    relax: tuple[Relaxation, ...] = ()
    unpriced: tuple[str, ...] = ()
    """Measures that would fit but have no cost; enter one to have them considered."""
    blocked: tuple[str, ...] = ()
    """Measures that would fit but whose prerequisites nothing can meet."""
    misplaced: tuple[str, ...] = ()
    """Measures the firm plans that cannot be part of any plan: not for it, blocked or unpriced."""
    provisional: bool = False
    accuracy: float = CLOSE

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        own = {name: getattr(self, name) for name in type(self).__dataclass_fields__}
        return own | {
            "goal": dict(self.goal),
            "steps": [step.to_dict() for step in self.steps],
            "relax": [way.to_dict() for way in self.relax],
            **{name: list(getattr(self, name)) for name in ("unpriced", "blocked", "misplaced")},
        }


@dataclass(frozen=True)
class FrontierPoint:
    """The most that a budget buys: index, level, real cost (10,000 yuan) and the measures."""

    budget: float
    cost: float
    score: float
    level: int | None
    measures: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Frontier:
    """The best index for each budget, budgets ascending; ``limit`` is what everything brings."""

    points: tuple[FrontierPoint, ...]
    before: float
    limit: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        points = [point.to_dict() for point in self.points]
        return {"before": self.before, "limit": self.limit, "points": points}


class Advisor:
    """Plans for one firm. The rows are written once and serve every plan asked for.

    *adjustments* is the firm's say (see ``parse_adjustments``); *on* is the day (ISO date) for
    which funding is offered. Raises ``ScoringError`` for adjustments that cannot be used.
    """

    def __init__(
        self, questionnaire: Questionnaire, sheet: AnswerSheet,
        adjustments: Any = None, *, on: str | None = None,
    ) -> None:  # fmt: skip
        """Survey the firm."""
        self.situation: Situation = survey(questionnaire, sheet, adjustments)
        self.on = day(on)
        self._model: Model | None = None

    @property
    def model(self) -> Model:
        """The firm's rows."""
        if self._model is None:
            self._model = build(self.situation)
        return self._model

    def best(self, budget: float) -> Roadmap:
        """Return the plan with most points of the index that costs at most *budget*."""
        goal = self._goal(budget=budget)
        return self._roadmap(goal, best(self.model, goal))

    def cheapest(
        self, level: int | None = None, minimums: Mapping[str, float] | None = None,
        *, budget: float | None = None,
    ) -> Roadmap:  # fmt: skip
        """Return the cheapest plan that reaches a level with its gates, and minimum scores.

        *minimums* maps the index, dimensions or practices to scores; default is the next level.
        """
        if level is None and not minimums:
            following = self.situation.card.next_level
            level = following.level if following else self.situation.card.level
        goal = self._goal(budget=budget, level=level, minimums=minimums or {})
        return self._roadmap(goal, cheapest(self.model, goal))

    def frontier(self, budgets: Sequence[float] | int = 20) -> Frontier:
        """Return the best plan for each budget, or for so many up to the price of everything.

        Budgets at even steps of the square root: where little money moves much, there are more.
        """
        every = best(self.model, Goal())
        most = every.cost if every else 0.0
        if isinstance(budgets, int):
            count = max(1, min(budgets, _MOST_BUDGETS))
            budgets = [most * (step / count) ** 2 for step in range(1, count + 1)]
        before = self.situation.card.score or 0.0
        points: list[FrontierPoint] = []
        for budget in sorted(budgets):
            choice = best(self.model, self._goal(budget=budget), thrifty=False)
            if choice is not None:  # planned measures may cost more than a small budget
                named = tuple(c.id for c in self.situation.candidates if c.id in choice.chosen)
                points.append(FrontierPoint(budget, choice.cost, choice.score, choice.level, named))
        return Frontier(tuple(points), before, every.score if every else before)

    def schedule(
        self, budgets: Sequence[float], *, periods_a_year: int = 1, capacity: int = 3,
        level: int | None = None,
    ) -> Schedule:  # fmt: skip
        """Return what to start when, given money for each year (10,000 yuan), early benefit first.

        *capacity* is how many measures may run at once; with *level* the plan must end there.
        """
        for budget in budgets:
            self._goal(budget=budget, level=level)
        most = {"years": _MOST_YEARS, "periods_a_year": 12, "capacity": 1000}
        given = {"years": len(budgets), "periods_a_year": periods_a_year, "capacity": capacity}
        for name, value in given.items():
            if not isinstance(value, int) or not 1 <= value <= most[name]:
                values = {"value": value, "name": name, "allowed": f"1-{most[name]}"}
                raise ScoringError([Problem("advice.bad_number", Place(field=name), values)])
        calendar = Calendar(tuple(map(float, budgets)), periods_a_year, capacity)
        return schedule(self.situation, calendar, level=level, on=self.on)

    def ranking(
        self, cost: Mapping[str, float], kpi: Mapping[str, float],
        best: Mapping[str, float] | None = None, horizon: str = "strategic",
    ) -> tuple[Ranked, ...]:  # fmt: skip
        """Return the measures by points per cost, with their rank by business weight beside it.

        *cost* and *kpi* say how much each practice matters, *best* the best score known.
        """
        return rank_measures(self.situation, cost, kpi, best, horizon)

    def _goal(
        self, *, budget: float | None = None, level: int | None = None,
        minimums: Mapping[str, float] | None = None,
    ) -> Goal:  # fmt: skip
        questionnaire = self.situation.questionnaire
        problems = []
        if budget is not None and not _is_number(budget, _MOST_MONEY):
            values = {"value": budget, "name": "budget", "allowed": f"0-{_MOST_MONEY:g}"}
            problems.append(Problem("advice.bad_number", Place(field="budget"), values))
        levels = [item.level for item in questionnaire.levels]
        if level is not None and level not in levels:
            values = {"id": level, "allowed": ", ".join(map(str, levels))}
            problems.append(Problem("advice.unknown_target", Place(field="level"), values))
        nodes = [ROOT, *(node for node in self.situation.card.nodes if node != ROOT)]
        for name, minimum in (minimums or {}).items():
            if name not in nodes:
                values = {"id": name, "allowed": ", ".join(nodes[:6])}
                problems.append(Problem("advice.unknown_target", Place(field=str(name)), values))
            elif not _is_number(minimum, 100.0):
                values = {"value": minimum, "name": name, "allowed": "0-100"}
                problems.append(Problem("advice.bad_number", Place(field=str(name)), values))
        if problems:
            raise ScoringError(problems)
        return Goal(budget, level, dict(minimums or {}))

    def _roadmap(self, goal: Goal, choice: Choice | None) -> Roadmap:
        situation, card = self.situation, self.situation.card
        questionnaire = situation.questionnaire
        order = in_order(situation, choice.chosen) if choice else []
        done = steps(situation, order, self.on)
        catalogue = questionnaire.catalogue
        return Roadmap(
            questionnaire=questionnaire.ref,
            catalogue=catalogue.version if catalogue else None,
            advice_digest=questionnaire.advice_digest,
            answers_digest=card.answers_digest,
            size=situation.size, size_assumed=situation.sheet.profile.size is None,
            goal={"budget": goal.budget, "level": goal.level, "minimums": dict(goal.minimums)},
            feasible=choice is not None,
            cost=situation.cost(order),
            least=math.fsum(step.least for step in done),
            most=math.fsum(step.most for step in done),
            before=card.score or 0.0,
            after=done[-1].index if done else card.score or 0.0,
            level_before=card.level,
            level_after=done[-1].level if done else card.level,
            steps=done,
            relax=() if choice else relaxations(self.model, goal),
            unpriced=situation.unpriced, blocked=situation.blocked, misplaced=situation.misplaced,
            provisional=card.provisional,
        )  # fmt: skip


def _is_number(value: Any, most: float) -> bool:
    right = isinstance(value, (int, float)) and not isinstance(value, bool)
    return right and math.isfinite(value) and 0 <= value <= most
