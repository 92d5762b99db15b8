"""The plan found is the best there is: published optima, and every subset of random plans tried."""

import json
import math
from pathlib import Path

import pytest

from questionnaires import parse_sheet
from scoring import score
from scoring.advice import Advisor
from tests import plans
from tests.parts import TEXT
from tests.tiny import dimension, made, practice, single

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
SEEDS = range(220)


def knapsack(costs, benefits, *, needs=(), groups=(), unit=1.0):
    """Return a firm for which 100 points are all the benefits, each bought by its own measure."""
    questions = [
        single(f"d.p.q{n}", {"no": 0, "yes": 100}, weight=b * unit) for n, b in enumerate(benefits)
    ]
    measures = [
        {
            "id": f"m{n}", "title": TEXT, "moves": [{"question": f"d.p.q{n}", "to": "yes"}],
            "cost": {"range": [cost, cost]}, "needs": [{"measure": f"m{a}"} for i, a in needs if i == n],
            "excludes": [f"m{other}" for group in groups if n in group for other in group if other != n],
        }
        for n, cost in enumerate(costs)
    ]  # fmt: skip
    questionnaire = made(dimension("d", practice("d.p", *questions)), measures=measures)
    answers = {question["id"]: "no" for question in questions}
    return Advisor(questionnaire, parse_sheet(questionnaire, answers)[0])


def test_the_published_four_projects():
    """prioritysystem.com: 10,000 buys 15,000 of benefit; ranking by ratio would stop at 13,571."""
    benefits = [5714, 4286, 7857, 2857]
    found = knapsack([3571, 2857, 5000, 2143], benefits).best(10_000)

    assert [step.measure for step in sorted(found.steps, key=lambda s: s.measure)] == [
        "m1",
        "m2",
        "m3",
    ]
    assert found.cost == 10_000
    assert found.after * sum(benefits) / 100 == pytest.approx(15_000, abs=1e-6)


BURKARDT = json.loads((GOLDEN / "g39_knapsack.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", range(8))
def test_published_knapsack_optima(number):
    """Burkardt, KNAPSACK_01 p01 to p08 (Kreher and Stinson; Martello and Toth)."""
    data = BURKARDT["inputs"][f"p0{number + 1}"]
    unit = min(1.0, 1e6 / max(data["profits"]))
    found = knapsack(data["weights"], data["profits"], unit=unit).best(data["capacity"])

    assert found.cost <= data["capacity"]
    profit = found.after * math.fsum(data["profits"]) / 100
    assert round(profit) == BURKARDT["expected"]["optimum"][number]


def test_the_small_roadmap_with_prerequisites_and_groups():
    """g40: optimum and cheapest way by exhaustive enumeration of 2^14 subsets."""
    case = json.loads((GOLDEN / "g40_roadmap_small.json").read_text(encoding="utf-8"))
    data, total = case["inputs"], sum(case["inputs"]["benefit"])
    advisor = knapsack(
        data["cost"], data["benefit"], needs=data["prerequisites_item_needs"], groups=data["exclusive_groups"]
    )  # fmt: skip

    best = advisor.best(data["budget"])
    cheap = advisor.cheapest(minimums={"index": 100 * data["target"] / total})

    assert round(best.after * total / 100) == case["expected"]["max_benefit"]
    assert cheap.cost == case["expected"]["min_cost_for_target"]


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_equal_enumeration(seed):
    """Best index for a budget, least cost for a level; every step's gain is the library's re-score.

    Prerequisites, either-or, gates, bent anchors, follow-up questions, weakest and geometric nodes.
    """
    plan = plans.random_plan(seed)
    every = plans.enumerated(plan)
    advisor = Advisor(plan.questionnaire, plan.sheet)

    most = max(item[1] for item in every if item[0] <= plan.budget)
    equal = [item[0] for item in every if item[0] <= plan.budget and item[1] >= most - 1e-6]
    found = advisor.best(plan.budget)
    assert found.after == pytest.approx(most, abs=2e-6)
    assert found.cost == pytest.approx(min(equal), abs=1e-5)
    check_steps(plan, found)

    top = max(item[2] for item in every)
    cheap = advisor.cheapest(top)
    assert cheap.feasible
    assert cheap.level_after >= top
    assert cheap.cost == pytest.approx(min(i[0] for i in every if i[2] >= top), abs=1e-5)
    check_steps(plan, cheap)
    if top < 4:
        beyond = advisor.cheapest(top + 1)
        assert not beyond.feasible
        assert beyond.relax


def check_steps(plan, found):
    """Replay the steps one by one: same answers, same index and level, gains that add up."""
    named = {m.id: m for m in plan.questionnaire.measures}
    before = score(plan.questionnaire, plan.sheet)
    assert found.before == before.score
    for count in range(1, len(found.steps) + 1):
        step = found.steps[count - 1]
        measures = tuple(named[s.measure] for s in found.steps[:count])
        after = score(plan.questionnaire, plans.done(plan, measures))
        assert step.index == pytest.approx(after.score, abs=1e-9)
        assert step.level == after.level
        assert step.gain == pytest.approx(after.score - before.score, abs=1e-9)
        assert set(step.opens) == {
            g.id for g, old in zip(after.gates, before.gates, strict=True) if g.holds and not old.holds
        }  # fmt: skip
        before = after
