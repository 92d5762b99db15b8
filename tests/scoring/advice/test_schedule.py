"""Schedules keep to money, capacity and order, and are as good as enumeration says they can be."""

from itertools import product

import pytest

from questionnaires import load, parse_sheet
from scoring import score_many
from scoring.advice import Advisor
from scoring.advice.schedule import schedule
from scoring.advice.situation import survey
from scoring.advice.timeline import Calendar
from tests import plans


def test_a_firm_over_four_years(mill):
    """Yearly money, projects at a time and prerequisites are kept; the index is the re-score."""
    found = mill.schedule([200, 150, 100, 100], capacity=6)
    situation = mill.situation
    budgets = [200, 150, 100, 100]

    assert found.feasible
    assert found.gap <= 0.01
    done, started = [], []
    for period, budget in zip(found.periods, budgets, strict=True):
        assert period.spent <= budget + 1e-6
        assert period.running <= 6
        assert set(situation.ready(period.starts, done)) == set(period.starts)
        started += period.starts
        done += period.ends
        assert period.index == pytest.approx(situation.scored([done]).card(0).score, abs=1e-9)
    assert len(set(started)) == len(started)
    assert found.gained == pytest.approx(sum(p.index - found.before for p in found.periods))
    assert found.periods[0].index > found.before


def test_a_level_by_the_end_or_what_to_give_way_on(mill):
    """The level is there at the end; when time or money is short, the schedule says how much."""
    assert mill.schedule([60, 60], capacity=4, level=4).periods[-1].level >= 4

    short = mill.schedule([20, 10], capacity=4, level=4)
    assert not short.feasible
    assert {item.kind for item in short.relax} & {"yearly", "years", "capacity"}
    poor = mill.schedule([3], capacity=1, level=4)
    assert {item.kind for item in poor.relax if item.way == 1} == {"capacity", "yearly"}
    by = {item.kind: item.by for item in poor.relax}
    assert mill.schedule([3 + by["yearly"]], capacity=1 + round(by["capacity"]), level=4).feasible


SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_schedules_equal_enumeration(seed):
    """Points gained over two years equal the best of all assignments of five measures to periods."""
    plan = plans.random_plan(seed, measures=5)
    calendar = Calendar((plan.budget * 0.6, plan.budget * 0.6), 1, 2)
    situation = survey(plan.questionnaire, plan.sheet)
    found = schedule(situation, calendar, gap=0.0)

    assert found.gained == pytest.approx(_best(plan, calendar), abs=1e-4)


def _best(plan, calendar):
    """Try every start (never, year 1, year 2) of every measure; months default to one period."""
    every = plan.questionnaire.measures
    allowed = {frozenset(m.id for m in chosen) for chosen in plans.subsets(plan)}
    spent = frozenset(m.id for m in every if plans.spent(plan, m.id))
    ways = []
    for starts in product((0, 1, 2), repeat=len(every)):
        first = tuple(m for m, s in zip(every, starts, strict=True) if s == 1)
        second = tuple(m for m, s in zip(every, starts, strict=True) if s == 2)
        both = first + second
        fits = all(
            len(part) <= calendar.capacity and sum(m.cost.range[0] for m in part) <= budget + 1e-9
            for part, budget in zip((first, second), calendar.budgets, strict=True)
        )
        ready = all(plans._ready(plan, m, (), spent) for m in first)
        ready = ready and all(plans._ready(plan, m, first, spent) for m in second)
        if fits and ready and frozenset(m.id for m in both) in allowed:
            ways.append((first, both))
    sheets = [parse_sheet(plan.questionnaire, plans.done(plan, part))[0] for way in ways for part in way]  # fmt: skip
    index = score_many(plan.questionnaire, [plan.sheet, *sheets]).numbers.scores[-1]
    return max(index[1::2] + index[2::2] - 2 * index[0])


def test_a_quarterly_schedule():
    """Periods of a quarter: a measure of nine months takes three of them."""
    textile = load("textile")
    advisor = Advisor(textile, parse_sheet(textile, {}, {"processes": ["spinning"], "employees": 30, "revenue": 500})[0])  # fmt: skip
    found = advisor.schedule([8.0], periods_a_year=4, capacity=2)
    months = {c.id: c.months for c in advisor.situation.candidates}

    begun = {name: p.number for p in found.periods for name in p.starts}
    ended = {name: p.number for p in found.periods for name in p.ends}
    assert ended
    for name, last in ended.items():
        assert last - begun[name] + 1 == -(-months[name] // 3)
