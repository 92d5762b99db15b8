"""The rows of a schedule: what has been started, what runs, what is finished, period by period.

One 0-1 variable per measure and period says whether the measure has been started by then; it is
finished as many periods later as it takes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.advice.effects import effects
from scoring.advice.formulation import grow
from scoring.advice.search import Model
from scoring.advice.situation import Candidate, Situation
from scoring.advice.solver import Program

__all__ = ["Calendar", "Timeline", "timeline"]

_MONTHS = 12


@dataclass(frozen=True)
class Calendar:
    """What time allows: money for each year (10,000 yuan), periods a year, projects at a time."""

    budgets: tuple[float, ...]
    periods_a_year: int = 1
    capacity: int = 3

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.budgets) * self.periods_a_year

    def length(self, candidate: Candidate) -> int:
        """Return how many periods a measure takes."""
        return max(1, math.ceil(candidate.months * self.periods_a_year / _MONTHS))


@dataclass
class Timeline:
    """The rows: what has been started by every period, and one model of the answers after it."""

    situation: Situation
    calendar: Calendar
    program: Program
    started: list[dict[str, int]]
    models: list[Model]

    def limit(self, *, capacity: int | None = None, budget: int | None = None) -> None:
        """Add capacity, order, money and exclusions; two slack variables may soften the limits."""
        for period in range(self.calendar.periods):
            self._room(period, capacity)
            self._order(period)
        for year in range(len(self.calendar.budgets)):
            self._money(year, budget)
        last = self.started[-1]
        for one, other in self.situation.exclusions:
            self.program.row({last[one]: 1.0, last[other]: 1.0}, high=1)
        for candidate in self.situation.candidates:
            if candidate.planned:
                self.program.row({last[candidate.id]: 1.0}, low=1)

    def _room(self, period: int, slack: int | None) -> None:
        """Let no more than the capacity run in a period."""
        busy: dict[int, float] = {} if slack is None else {slack: -1.0}
        for candidate in self.situation.candidates:
            busy[self.started[period][candidate.id]] = 1.0
            ended = period - self.calendar.length(candidate)
            if ended >= 0:
                busy[self.started[ended][candidate.id]] = -1.0
        self.program.row(busy, high=self.calendar.capacity)

    def _order(self, period: int) -> None:
        """Let a measure start only after one of those it needs is finished."""
        before = self.models[period - 1].chosen if period else {}
        for candidate in self.situation.candidates:
            for need in candidate.needs:
                providers = {before[other]: -1.0 for other in sorted(need) if other in before}
                own = self.started[period][candidate.id]
                self.program.row({own: 1.0, **providers}, high=0)

    def _money(self, year: int, slack: int | None) -> None:
        """Keep what starts in a year within its budget (in units of it, for the solver's sake)."""
        budget, each = self.calendar.budgets[year], self.calendar.periods_a_year
        unit = max(budget, 1.0)
        spent: dict[int, float] = {} if slack is None else {slack: -1.0 / unit}
        for candidate in self.situation.candidates:
            spent[self.started[(year + 1) * each - 1][candidate.id]] = candidate.cost / unit
            if year:
                spent[self.started[year * each - 1][candidate.id]] = -candidate.cost / unit
        self.program.row(spent, high=budget / unit)


def timeline(situation: Situation, calendar: Calendar) -> Timeline:
    """Write the variables of all periods and the scoring tree after each."""
    program, found = Program(), effects(situation)
    started: list[dict[str, int]] = []
    for period in range(calendar.periods):
        started.append({c.id: program.variable(0, 1, whole=True) for c in situation.candidates})
        for name, variable in started[-1].items():
            if period:
                program.row({variable: 1.0, started[-2][name]: -1.0}, low=0)
    never = program.variable(0, 0)
    models = []
    for period in range(calendar.periods):
        done = {
            c.id: _done(started, c.id, period, calendar.length(c), never)
            for c in situation.candidates
        }
        models.append(Model(situation, program, done, grow(program, situation, found, done)))
    return Timeline(situation, calendar, program, started, models)


def _done(
    started: Sequence[Mapping[str, int]], name: str, period: int, length: int, never: int
) -> int:
    """Return the variable that says whether a measure is finished at the end of *period*."""
    begun = period - length + 1
    return started[begun][name] if begun >= 0 else never
