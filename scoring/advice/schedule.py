"""A plan over periods: when to start what, with yearly money and so many projects at a time.

The sum of the index over all periods is maximised, so that benefit comes early. The search stops at
a proven gap; every index is the library's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from scoring.advice.formulation import FULL, hold_gates
from scoring.advice.relaxation import Relaxation, relaxations
from scoring.advice.search import CLOSE, Goal, build, cap, scores, value
from scoring.advice.situation import Situation
from scoring.advice.solver import Solution, solve
from scoring.advice.steps import Step, steps
from scoring.advice.timeline import Calendar, Timeline, timeline
from scoring.plan import ROOT

__all__ = ["GAP", "Calendar", "Period", "Schedule", "schedule"]

GAP = 0.01
"""Share of the points gained over time by which a better schedule could exist, at most."""

_NODES = 20_000  # branchings before the search stops with the gap it has proven
_MORE_YEARS = 3
_MORE_MONEY = 1e6  # 10,000 yuan a year: the most that is suggested
_THRIFT = 1e-3  # points per share of all money, so that nothing useless is bought


@dataclass(frozen=True)
class Period:
    """One period: what starts and what ends in it, money spent, and index and level at its end."""

    number: int
    year: int
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    running: int
    spent: float
    index: float
    level: int | None


@dataclass(frozen=True)
class Schedule:
    """Periods in order, and all that starts in them as ``steps``, in the order of finishing.

    ``gained`` are points of the index added up over the periods.

    No schedule gains more than ``bound``; ``gap`` is the difference as a share of ``gained``.
    ``relax`` says what to give way on when the level cannot be reached in time, or planned measures
    do not fit: ``capacity`` (measures at a time), ``yearly`` (10,000 yuan more each year),
    ``years``, or the kinds of a roadmap.
    """

    feasible: bool
    periods: tuple[Period, ...]
    cost: float
    before: float
    gained: float
    bound: float
    gap: float
    relax: tuple[Relaxation, ...]
    steps: tuple[Step, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def schedule(
    situation: Situation, calendar: Calendar, *,
    level: int | None = None, gap: float = GAP, on: str | None = None,
) -> Schedule:  # fmt: skip
    """Return the schedule with most points over time; with *level*, one that ends there.

    *on* is the day for which funding is named.
    """
    line = timeline(situation, calendar)
    line.limit()
    if level is not None:
        last = line.models[-1]
        hold_gates(line.program, last.tree, situation, level)
    found = _search(line, situation, gap)
    before = situation.card.score or 0.0
    if found is None:
        relax = _ways_out(situation, calendar, level)
        return Schedule(False, (), 0.0, before, 0.0, 0.0, 0.0, relax)
    solution, plan = found
    periods = tuple(_periods(situation, calendar, plan))
    gained = math.fsum(period.index - before for period in periods)
    bound = max(gained, -solution.bound * FULL)
    cost = situation.cost(plan[-1])
    share = (bound - gained) / gained if gained > 0 else 0.0
    order = sorted(plan[-1], key=_finish(situation, periods))
    done = steps(situation, order, on)
    return Schedule(True, periods, cost, before, gained, bound, share, (), done)


def _finish(situation: Situation, periods: Sequence[Period]) -> Callable[[str], tuple[int, int]]:
    """Return what sorts measures by when they end; those still under way come last."""
    ends = {name: period.number for period in periods for name in period.ends}
    places = {candidate.id: place for place, candidate in enumerate(situation.candidates)}
    return lambda name: (ends.get(name, len(periods) + 1), places[name])


def _search(
    line: Timeline, situation: Situation, gap: float
) -> tuple[Solution, list[frozenset[str]]] | None:
    """Solve, compare every period with the library's own score and order, cut and repeat."""
    objective = _objective(line, situation)
    while True:
        found = solve(line.program, objective, gap=gap, nodes=_NODES)
        if not found.feasible:
            return None
        begun = [found.taken(started) for started in line.started]
        done = [found.taken(model.chosen) for model in line.models]
        if not (_early(line, situation, begun, done) | _overstated(line, situation, done, found)):
            return found, begun


def _early(
    line: Timeline, situation: Situation,
    begun: Sequence[frozenset[str]], done: Sequence[frozenset[str]],
) -> bool:  # fmt: skip
    """Cut off measures started before they are ready; something else must be finished first."""
    wrong = False
    for period, started in enumerate(begun):
        new = started - (begun[period - 1] if period else frozenset())
        before = done[period - 1] if period else frozenset()
        for name in sorted(new - set(situation.ready(new, before))):
            row = {line.started[period][name]: 1.0}
            if period:
                chosen = line.models[period - 1].chosen
                row |= {chosen[other]: -1.0 for other in sorted(set(chosen) - before)}
            line.program.row(row, high=0)
            wrong = True
    return wrong


def _overstated(
    line: Timeline, situation: Situation, done: Sequence[frozenset[str]], found: Solution
) -> bool:
    """Bring down every period whose promised index is above the true one."""
    wrong = False
    for model, chosen, card in zip(line.models, done, situation.scored(done).cards(), strict=True):
        promised = FULL * value(model.tree.scores.get(ROOT, {}), found.values)
        if promised > (card.score or 0.0) + CLOSE:
            cap(model, chosen, scores(card))
            wrong = True
    return wrong


def _objective(line: Timeline, situation: Situation) -> dict[int, float]:
    """Return minus the points gained over time (as shares), and a trace of cost."""
    total = max(situation.cost(c.id for c in situation.candidates), 1.0)
    today = (situation.card.score or 0.0) / FULL
    objective: dict[int, float] = {-1: today * len(line.models)}
    for model in line.models:
        for key, factor in model.tree.scores.get(ROOT, {}).items():
            objective[key] = objective.get(key, 0.0) - factor
    for candidate in situation.candidates:
        variable = line.started[-1][candidate.id]
        thrift = _THRIFT / FULL * candidate.cost / total
        objective[variable] = objective.get(variable, 0.0) + thrift
    return objective


def _periods(
    situation: Situation, calendar: Calendar, begun: Sequence[frozenset[str]]
) -> list[Period]:
    lengths = {c.id: calendar.length(c) for c in situation.candidates}
    names = [c.id for c in situation.candidates]
    first = {n: next(t for t, s in enumerate(begun) if n in s) for n in names if n in begun[-1]}
    ends = {name: start + lengths[name] - 1 for name, start in first.items()}
    finished = [
        [name for name in names if ends.get(name, math.inf) <= period]
        for period in range(len(begun))
    ]
    table = situation.scored(finished)
    found = []
    for period, done in enumerate(finished):
        card = table.card(period)
        starts = tuple(name for name in names if first.get(name) == period)
        running = sum(first[n] <= period <= end for n, end in ends.items())
        found.append(
            Period(
                number=period + 1, year=period // calendar.periods_a_year + 1, starts=starts,
                ends=tuple(name for name in done if ends[name] == period), running=running,
                spent=situation.cost(starts), index=card.score or 0.0, level=card.level,
            )
        )  # fmt: skip
    return found


def _ways_out(
    situation: Situation, calendar: Calendar, level: int | None
) -> tuple[Relaxation, ...]:
    """Return how many more projects at a time, money a year, or years would do, each by itself.

    If none does, more projects and more money together; if they do not either, what the level
    lacks whatever the time and money.
    """
    found: list[Relaxation] = []
    for kind in ("capacity", "yearly"):
        found += _extra(situation, calendar, level, (kind,), len(found) + 1) or []
    for more in range(1, _MORE_YEARS + 1):
        longer = replace(calendar, budgets=calendar.budgets + calendar.budgets[-1:] * more)
        if not found and _extra(situation, longer, level, (), 1) is not None:
            years = len(calendar.budgets)
            found = [Relaxation(1, "years", "years", years + more, years, more)]
    if not found:
        found = _extra(situation, calendar, level, ("capacity", "yearly"), 1) or []
    if not found and level is not None:
        found = list(relaxations(build(situation), Goal(level=level)))
    return tuple(found)


def _extra(
    situation: Situation, calendar: Calendar, level: int | None, kinds: Sequence[str], way: int
) -> list[Relaxation] | None:
    """Return how much more of *kinds* together makes a schedule possible, ``None`` if none does."""
    line = timeline(situation, calendar)
    most = {"capacity": float(len(situation.candidates)), "yearly": _MORE_MONEY}
    slack = {kind: line.program.variable(0, most[kind], whole=kind == "capacity") for kind in kinds}
    line.limit(capacity=slack.get("capacity"), budget=slack.get("yearly"))
    if level is not None:
        hold_gates(line.program, line.models[-1].tree, situation, level)
    price = max(situation.cost(c.id for c in situation.candidates), 1.0)
    worth = {"capacity": 1.0 / max(most["capacity"], 1.0), "yearly": 1.0 / price}
    found = solve(line.program, {slack[kind]: worth[kind] for kind in kinds}, gap=GAP, nodes=_NODES)
    if not found.feasible:
        return None
    by = {kind: float(found.values[slack[kind]]) for kind in kinds}
    now = {"capacity": float(calendar.capacity)}
    return [
        Relaxation(way, kind, kind, now[kind] + more if kind in now else None, now.get(kind), more)
        for kind, more in by.items()
        if more > CLOSE
    ]
