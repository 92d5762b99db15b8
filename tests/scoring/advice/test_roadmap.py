"""Roadmaps of the sample firms keep their promises, stay within the money, and say why."""

import json
from dataclasses import replace

import pytest

from questionnaires import load, parse_sheet
from scoring import ScoringError, score
from scoring.advice import Advisor
from scoring.advice.funding import funding_for
from scoring.advice.moves import after
from tests.scoring.advice.conftest import sample

TEXTILE = load("textile")
NAMED = {m.id: m for m in TEXTILE.measures}


def check(roadmap, sheet):
    """Every promise of a roadmap against the library's own scoring of the answers it leads to."""
    before = score(TEXTILE, sheet)
    for count, step in enumerate(roadmap.steps, start=1):
        chosen = [NAMED[s.measure] for s in roadmap.steps[:count]]
        now = score(TEXTILE, after(TEXTILE, sheet, chosen))
        assert step.index == pytest.approx(now.score, abs=1e-9)
        assert step.gain == pytest.approx(now.score - before.score, abs=1e-9)
        assert step.level == now.level
        before = now
    assert roadmap.after == pytest.approx(before.score, abs=1e-9)
    assert roadmap.level_after == before.level


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_three_budgets(firm, share):
    """The promised index is the re-score after every step, and the money suffices."""
    everything = firm.situation.cost(c.id for c in firm.situation.candidates)
    found = firm.best(share * everything)

    assert found.feasible
    assert found.cost <= share * everything
    assert found.after > found.before
    assert found.least <= found.cost <= found.most
    check(found, firm.situation.sheet)


def test_more_money_never_buys_less(firm):
    """The frontier ascends, and ends at what everything brings."""
    found = firm.frontier(8)

    scores = [point.score for point in found.points]
    assert scores == sorted(scores)
    assert scores[-1] == pytest.approx(found.limit, abs=1e-6)
    assert all(point.cost <= point.budget + 1e-6 for point in found.points)
    for point in found.points[:3]:
        assert firm.best(point.budget).after == pytest.approx(point.score, abs=2e-6)


def test_the_way_to_the_next_level(firm):
    """The cheapest way reaches the level with its gates; a yuan less does not."""
    found = firm.cheapest()

    assert found.level_after >= found.goal["level"] == firm.situation.card.next_level.level
    check(found, firm.situation.sheet)
    short = firm.cheapest(budget=found.cost - 0.01)
    assert not short.feasible
    (money, *lower) = short.relax
    assert (money.kind, money.by) == ("budget", pytest.approx(0.01, abs=1e-4))
    assert lower
    assert all(item.way == 2 for item in lower)


def test_a_target_profile(mill):
    """Minimum scores of dimensions and practices are all met."""
    wanted = {"branding": 55.0, "energy.water": 75.0, "index": 66.0}
    found = mill.cheapest(minimums=wanted)
    reached = score(TEXTILE, after(TEXTILE, mill.situation.sheet, [NAMED[s.measure] for s in found.steps]))  # fmt: skip

    assert all(reached.nodes[name].score >= minimum - 1e-9 for name, minimum in wanted.items())


def test_every_step_says_why(mill):
    """Steps name clause, cost basis, moved answers, gates, what they unlock, and open funding."""
    found = mill.best(900)

    assert all(
        step.clauses and step.moves and step.cost_basis == "editorial" for step in found.steps
    )
    assert any(step.opens for step in found.steps)
    assert any(step.unlocks for step in found.steps)
    assert {lever.id for step in found.steps for lever in step.funding} >= {"interest_subsidy"}
    priced = [step for step in found.steps if step.gain > 0]
    assert all(step.cost_per_point == pytest.approx(step.cost / step.gain) for step in priced)
    json.dumps(found.to_dict(), allow_nan=False)


def test_ties_break_the_same_way_whatever_the_order_of_answers():
    """Asked again, and with the answers in another order, the plan is the same to the letter."""
    sheet = sample("garment-maker")
    turned = type(sheet)(dict(reversed(sheet.answers.items())), sheet.profile, sheet.form)

    assert Advisor(TEXTILE, sheet).best(60).to_dict() == Advisor(TEXTILE, turned).best(60).to_dict()


def test_funding_past_its_end_is_not_offered():
    """A lever is offered up to its last day, and without a day only if it has none."""
    profile = sample("dyeing-mill").profile

    def offered(on):
        return {lever.id for lever in funding_for(TEXTILE, NAMED["nc_retrofit"], profile, on)}

    assert offered("2025-10-24") - offered("2025-10-25") == {"treasury_bonds"}
    assert offered("2026-12-31") - offered("2027-01-01") == {"interest_subsidy"}
    assert offered(None) == offered("2027-01-01") == {"relending", "pilot_city", "provincial_interest"}  # fmt: skip


def test_funding_is_offered_to_whom_it_is_open():
    """Size classes count: bonds are not for small firms, pilot cities not for large ones."""
    profile = sample("dyeing-mill").profile

    def offered(**facts):
        other = replace(profile, **facts)
        return {lever.id for lever in funding_for(TEXTILE, NAMED["nc_retrofit"], other, "2025-01-01")}  # fmt: skip

    assert "treasury_bonds" not in offered(employees=50)
    assert "pilot_city" not in offered(employees=5000, revenue=90_000.0)


def test_unknown_answers_are_flagged():
    """A gain over an unknown answer says that it rests on not knowing."""
    found = Advisor(TEXTILE, sample("dyeing-mill")).best(20_000)
    flagged = {m.question for step in found.steps for m in step.moves if m.rests_on_unknown}

    assert flagged == {"branding.variety.new_share", "equipment.renewal.investment"} & flagged
    assert found.provisional is False


SAID = [
    ({"excluded": ["brand_plan"]}, "brand_plan", False),
    ({"done": ["brand_plan"]}, "brand_plan", False),
    ({"planned": ["green_power"]}, "green_power", True),
    ({"edits": {"trade_compliance": {"cost": [4000, 5000]}}}, "trade_compliance", False),
    ({"own": [{"id": "mine", "title": {"zh": "自定"}, "moves": [{"question": "branding.culture.heritage", "to": "5"}], "cost": {"range": [0, 0.1]}}]}, "mine", True),
]  # fmt: skip


@pytest.mark.parametrize(("said", "measure", "expected"), SAID, ids=lambda v: str(v)[:20])
def test_the_firm_has_its_say(said, measure, expected):
    """Measures can be excluded, done, planned, priced and added."""
    found = Advisor(TEXTILE, sample("dyeing-mill"), said).best(160)

    assert (measure in {step.measure for step in found.steps}) is expected


def test_a_firm_without_measures_gets_an_empty_plan():
    """With everything excluded there is nothing to do, and the next level says what is missing."""
    advisor = Advisor(TEXTILE, sample("dyeing-mill"), {"excluded": list(NAMED)})
    lacking = advisor.cheapest(4)

    assert advisor.best(100).steps == ()
    assert advisor.frontier(2).limit == advisor.best(0).after
    assert [(item.kind, item.target) for item in lacking.relax] == [("score", "branding")]
    assert lacking.relax[0].by == pytest.approx(45 - advisor.situation.card.nodes["branding"].score)
    [missing] = advisor.schedule([10], level=4).relax
    assert (missing.kind, missing.target, missing.by) == ("score", "branding", lacking.relax[0].by)


def test_plans_of_the_firm_that_cannot_be():
    """Planned measures that exclude each other are named; one for other firms is set apart."""
    sheet = sample("dyeing-mill")
    both = Advisor(TEXTILE, sheet, {"planned": ["low_liquor_dyeing", "airflow_dyeing"]}).best(9000)
    other = Advisor(TEXTILE, sheet, {"planned": ["smart_spinning"]}).best(100)

    assert not both.feasible
    assert [item.target for item in both.relax] == ["airflow_dyeing|low_liquor_dyeing"]
    assert other.feasible
    assert other.misplaced == ("smart_spinning",)


def test_without_facts_costs_are_those_of_a_medium_firm():
    """Size unknown: the plan says that it assumed one."""
    sheet, _ = parse_sheet(TEXTILE, {}, {"processes": ["garment"]})
    found = Advisor(TEXTILE, sheet).best(50)

    assert (found.size, found.size_assumed) == ("medium", True)
    assert found.provisional


WRONG = [
    ({"exclude": []}, "advice.unknown_key"),
    ({"excluded": ["brand_plam"]}, "advice.unknown_measure"),
    ({"excluded": "brand_plan"}, "advice.bad_shape"),
    ({"done": ["brand_plan"], "planned": ["brand_plan"]}, "advice.said_twice"),
    ({"edits": {"brand_plan": {"cost": [5, 1]}}}, "measure.cost_order"),
    ({"edits": {"brand_plan": {"cost": "much"}}}, "schema.bad_value"),
    ({"edits": {"brand_plan": {"months": 0}}}, "schema.bad_value"),
    ({"edits": {"brand_plan": {"price": 1}}}, "advice.unknown_key"),
    ({"edits": [1]}, "advice.bad_shape"),
    ({"own": [{"id": "brand_plan", "title": {"zh": "甲"}, "moves": [{"question": "digital.data.ai", "to": "3"}]}]}, "id.repeated"),
    ({"own": [{"id": "mine", "title": {"zh": "甲"}, "moves": [{"question": "digital.data.ax", "to": "3"}]}]}, "measure.unknown_question"),
    ({"own": [{"id": "mine", "title": {"zh": "甲"}, "moves": [{"question": "digital.data.ai", "to": "9"}]}]}, "measure.unknown_option"),
    ({"own": [{"id": "mine"}]}, "schema.bad_value"),
    ([1], "advice.bad_shape"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code"), WRONG, ids=[f"{n}-{row[1]}" for n, row in enumerate(WRONG)]
)
def test_what_cannot_be_used_is_said(said, code):
    """Bad adjustments come back as problems with a code, in both languages."""
    with pytest.raises(ScoringError) as caught:
        Advisor(TEXTILE, sample("dyeing-mill"), said)

    assert code in [problem.code for problem in caught.value.problems]
    assert all(problem.to(lang) for problem in caught.value.problems for lang in ("zh", "en"))


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda a: a.best(-1), "advice.bad_number"),
        (lambda a: a.best(float("nan")), "advice.bad_number"),
        (lambda a: a.cheapest(9), "advice.unknown_target"),
        (lambda a: a.cheapest(minimums={"brand": 50}), "advice.unknown_target"),
        (lambda a: a.cheapest(minimums={"branding": 101}), "advice.bad_number"),
        (lambda a: a.schedule([100] * 11), "advice.bad_number"),
        (lambda a: a.schedule([100], capacity=0), "advice.bad_number"),
        (lambda _: Advisor(TEXTILE, sample("dyeing-mill"), on="soon"), "advice.bad_day"),
    ],
)
def test_impossible_questions_are_refused(mill, ask, code):
    """Budgets, targets and days that make no sense are named."""
    with pytest.raises(ScoringError) as caught:
        ask(mill)

    assert [problem.code for problem in caught.value.problems] == [code]
