"""Plans and trials for programs: the library's own numbers, within limits, kept when asked."""

import json

import pytest

import questionnaires
from api.plans import solving
from questionnaires import parse_sheet
from scoring import score
from scoring.advice import Advisor
from scoring.advice.whatif import fewest_changes
from tests.api.v1.callers import firm

MILL = firm()
BOTH = pytest.mark.parametrize("stored", [False, True], ids=["sent along", "stored"])


@pytest.fixture(scope="module")
def textile():
    return questionnaires.load("textile")


@pytest.fixture(scope="module")
def sheet(textile):
    return parse_sheet(textile, MILL["answers"], MILL["profile"])[0]


@pytest.fixture
def ask(anyone, mine):
    """Ask for a plan or a trial, of answers sent along or of a stored assessment."""

    def asked(what, body, stored):
        if stored:
            return mine.post(f"{mine.submitted()}/{what}", json=body)
        return anyone.post(
            f"/{what}", json={**MILL, **({"plan": body} if what == "plan" else body)}
        )

    return asked


@BOTH
def test_a_plan_is_the_librarys_own(ask, textile, sheet, stored):
    """Budget, target, frontier, schedule and ranking equal what Python gives for the same firm."""
    adjustments = {"excluded": ["rooftop_solar"], "edits": {"mes": {"cost": [80, 95]}}}
    wanted = {
        "budget": 60, "target": {"level": 4}, "frontier": 3, "adjustments": adjustments,
        "schedule": {"budgets": [30, 30], "capacity": 2},
        "weights": {"horizon": "tactical", "kpi": {"digital.data": 3}},
    }  # fmt: skip

    answer = ask("plan", wanted, stored)

    assert answer.status_code == 200, answer.text
    found, advisor = answer.json(), Advisor(textile, sheet, adjustments, on=answer.json()["on"])
    expected = {
        "best": advisor.best(60), "target": advisor.cheapest(4), "frontier": advisor.frontier(3),
        "schedule": advisor.schedule([30, 30], capacity=2),
    }  # fmt: skip
    for part, plan in expected.items():
        assert found[part] == json.loads(json.dumps(plan.to_dict())), part
    ranking = advisor.ranking({}, {"digital.data": 3}, horizon="tactical")
    assert found["ranking"] == [row.to_dict() for row in ranking]
    promised = found["best"]["steps"][-1]["index"]
    after = advisor.situation.sheet_after([step["measure"] for step in found["best"]["steps"]])
    assert promised == pytest.approx(score(textile, after).score, abs=1e-9)


def test_what_is_not_asked_for_is_not_computed(ask):
    """Each part is null unless wanted."""
    found = ask("plan", {"budget": 20}, stored=False).json()

    assert found["best"]["feasible"]
    assert [found[part] for part in ("target", "frontier", "schedule", "ranking")] == [None] * 4


def test_an_infeasible_plan_says_what_to_give_way_on(ask):
    """Too little money for a level: by how much, and what the money reaches instead."""
    found = ask("plan", {"target": {"level": 5, "budget": 10}}, stored=False).json()["target"]

    assert not found["feasible"]
    assert found["steps"] == []
    money = next(way for way in found["relax"] if way["kind"] == "budget")
    assert money["by"] == pytest.approx(money["needed"] - 10)


@BOTH
def test_a_trial_is_the_librarys_own(ask, textile, sheet, stored):
    """Index, level and conditions after changes, fewest changes, and the plan after them."""
    body = {"changes": {"digital.data.decisions": "5"}, "fewest": True, "budget": 30}

    answer = ask("what-if", body, stored)

    assert answer.status_code == 200, answer.text
    found, changed = answer.json(), parse_sheet(textile, {**MILL["answers"], **body["changes"]}, MILL["profile"])[0]  # fmt: skip
    assert found["result"]["after"]["score"] == score(textile, changed).score
    assert found["result"]["changes"][0]["after"] == "5"
    few = fewest_changes(textile, sheet)
    assert [c["question"] for c in found["fewest"]["changes"]] == [c.question for c in few.changes]
    assert found["plan"] == json.loads(json.dumps(Advisor(textile, changed).best(30).to_dict()))


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"adjustments": {"excluded": ["no_such"]}, "budget": 1}, "advice.unknown_measure"),
        ({"adjustments": {"planned": ["mes"], "done": ["mes"]}, "budget": 1}, "advice.said_twice"),
        ({"target": {"minimums": {"nowhere": 50}}}, "advice.unknown_target"),
        ({"schedule": {"budgets": [1] * 7, "periods_a_year": 4}}, "advice.bad_number"),
        ({"weights": {"kpi": {"nowhere": 1}}}, "advice.unknown_target"),
        ({"adjustments": {"edits": {"mes": {"cost": [9, 1]}}}, "budget": 1}, "measure.cost_order"),
        (
            {"adjustments": {"own": [{"id": "x", "title": "x", "cost": [1, 1], "moves": [{"question": "nope", "to": "4"}]}]}, "budget": 1},
            "measure.unknown_question",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_has_a_stable_code(ask, plan, code):
    """Every mistake in what is asked is named."""
    answer = ask("plan", plan, stored=False)

    assert answer.status_code == 422
    assert answer.json()["code"] == "unusable"
    assert [problem["code"] for problem in answer.json()["problems"]] == [code]


@pytest.mark.parametrize(
    "plan",
    [
        {"budget": -1}, {"budget": "10"}, {"budget": 1e12}, {"frontier": 21}, {"frontier": 0},
        {"schedule": {"budgets": []}}, {"schedule": {"budgets": [1] * 11}},
        {"schedule": {"budgets": [1], "periods_a_year": 3}},
        {"adjustments": {"own": [{"id": "../x", "title": "x", "cost": [1, 1], "moves": []}]}},
        {"nonsense": 1},
    ],
)  # fmt: skip
def test_what_is_too_much_or_ill_formed_is_malformed(ask, plan):
    """Limits of what may be asked for are part of the description."""
    answer = ask("plan", plan, stored=False)

    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_a_plan_that_takes_too_long_is_refused(ask, monkeypatch):
    """Out of time there is a reason and no plan; the next request is served."""
    monkeypatch.setattr(solving, "SECONDS", 0.0001)
    answer = ask("plan", {"budget": 61}, stored=False)
    monkeypatch.undo()

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "advice.too_slow"
    assert ask("plan", {"budget": 61}, stored=False).status_code == 200


def test_a_busy_server_says_when_to_come_back(ask, monkeypatch):
    """With every core taken, a request waits for its turn and is then told to come back."""
    monkeypatch.setattr(solving, "_WAIT", 0.05)
    monkeypatch.setattr(solving, "_turns", solving.threading.BoundedSemaphore(1))
    with solving.limited():
        answer = ask("plan", {"budget": 62}, stored=False)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


def test_a_plan_is_kept_read_and_forgotten(mine):
    """PUT keeps, GET gives back with an entity tag, DELETE forgets; a draft may have one too."""
    path = mine.full_draft()
    assert mine.get(f"{path}/plan").json()["code"] == "no_plan"

    kept = mine.put(f"{path}/plan", json={"budget": 30})
    read = mine.get(f"{path}/plan")

    assert kept.status_code == 200, kept.text
    assert read.json() == kept.json()
    assert read.headers["etag"] == kept.headers["etag"]
    assert read.json()["request"] == {**read.json()["request"], "budget": 30}
    assert read.json()["document"]["best"]["feasible"]
    assert not read.json()["stale"]
    mine.patch(path, json={"answers": {"digital.data.decisions": "5"}}, headers={"if-match": "*"})
    assert mine.get(f"{path}/plan").json()["stale"]
    assert mine.delete(f"{path}/plan").status_code == 204
    assert mine.delete(f"{path}/plan").status_code == 404


def test_much_work_counts_as_many_requests(app, anyone, monkeypatch):
    """A schedule of many periods uses up what plain requests would."""
    app.state.limits = type(app.state.limits)(enabled=True)
    body = {**MILL, "plan": {"schedule": {"budgets": [0] * 6, "periods_a_year": 4}}}

    codes = [anyone.post("/plan", json=body).status_code for _ in range(6)]

    assert codes[0] == 200
    assert codes[-1] == 429
