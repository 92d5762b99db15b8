"""Why this number: weights after spreading, contributions, costs, gates, the next level."""

from __future__ import annotations

import pytest

from scoring import score
from tests.tiny import dimension, level, made, multiple, number, one, practice, single

NONE_HERE = {"not_applicable": "none here"}


def near(value):
    return pytest.approx(value, rel=0, abs=1e-9)


def two_branches(**rules: str):
    """``d.p`` (a, b 1:3), ``d.q`` (c), ``e.p`` (x); d and e weigh 3:1, d.p and d.q 2:1."""
    first = dimension(
        "d",
        practice("d.p", number("a"), number("b", weight=3, may_not_apply=True), weight=2),
        practice("d.q", number("c", may_not_apply=True)),
        weight=3,
        aggregate=rules.get("d", "mean"),
    )
    second = dimension("e", practice("e.p", number("x")))
    return made(first, second, aggregate=rules.get("index", "mean"))


ANSWERS = {"a": 40, "b": 80, "c": 10, "x": 60}


def test_shares_and_contributions_by_hand():
    """Dimension d has 3/4 of the index, d.p two thirds of that, b three quarters of that."""
    card = score(two_branches(), ANSWERS)
    weights = {key: node.weight for key, node in (card.nodes | card.answers).items()}

    assert weights == {
        "index": 1, "d": near(3 / 4), "d.p": near(1 / 2), "d.q": near(1 / 4), "e": near(1 / 4),
        "e.p": near(1 / 4), "a": near(1 / 8), "b": near(3 / 8), "c": near(1 / 4), "x": near(1 / 4),
    }  # fmt: skip
    assert card.score == near(40 / 8 + 80 * 3 / 8 + 10 / 4 + 60 / 4)
    assert card.nodes["d.p"].contribution == near(35)
    assert card.answers["b"].contribution == near(30)


def test_costs_of_answers_by_hand():
    """An answer costs its share times what it is short of 100."""
    card = score(two_branches(), ANSWERS)

    lost = {key: answer.lost for key, answer in card.answers.items()}
    assert lost == {"a": near(7.5), "b": near(7.5), "c": near(22.5), "x": near(10)}
    assert sum(lost.values()) == near(100 - card.score)


def test_weights_spread_over_siblings():
    """B and c do not apply: a carries d.p, d.p carries d."""
    card = score(two_branches(), {**ANSWERS, "b": NONE_HERE, "c": NONE_HERE})

    assert card.answers["a"].weight == near(3 / 4)
    for name in ("b", "c"):
        answer = card.answers[name]
        assert (answer.weight, answer.contribution, answer.credit, answer.lost) == (
            0,
            None,
            None,
            0,
        )
        assert (answer.state, answer.reason) == ("not_applicable", "none here")
    assert card.nodes["d.q"].weight == 0
    assert card.score == near(45)


def test_under_the_weakest_the_smallest_child_carries_everything():
    """Only the weakest practice contributes, and only its answers cost anything."""
    card = score(two_branches(d="weakest"), ANSWERS)

    assert card.nodes["d"].score == near(10)
    assert (card.nodes["d.p"].weight, card.nodes["d.q"].weight) == (0, near(3 / 4))
    assert card.answers["b"].lost == 0
    assert card.answers["c"].lost == near((70 - 10) * 3 / 4)  # then d.p is the weakest
    assert sum(answer.contribution for answer in card.answers.values()) == near(card.score)


def test_under_a_geometric_mean_there_are_no_contributions_but_costs():
    """Points do not add up there; what an answer costs is found by raising it alone."""
    card = score(two_branches(index="geometric"), ANSWERS)
    d, e = (70 * 2 + 10) / 3, 60

    assert card.score == near(d**0.75 * e**0.25)
    assert {node.contribution for key, node in card.nodes.items() if key != "index"} == {None}
    assert card.answers["x"].lost == near(d**0.75 * 100**0.25 - card.score)


def test_the_trace_lists_the_inputs_of_every_node():
    """Children with their share of this node, score and contribution to it."""
    trace = score(two_branches(), ANSWERS).trace()

    assert trace["nodes"]["d"] == {
        "rule": "mean",
        "score": near(50),
        "inputs": [
            {"id": "d.p", "weight": near(2 / 3), "score": near(70), "contribution": near(140 / 3)},
            {"id": "d.q", "weight": near(1 / 3), "score": near(10), "contribution": near(10 / 3)},
        ],
    }
    (entry,) = trace["nodes"]["d.q"]["inputs"]
    assert (entry["id"], entry["state"], entry["lost"]) == ("c", "answered", near(22.5))
    assert [answer["id"] for answer in trace["answers"]] == ["a", "b", "c", "x"]


LEVELS = [(1, 0), (2, 40), (3, 70)]
GATES = {
    2: [{"id": "two", "question": "flag", "reaches": "clean"}],
    3: [{"id": "three", "node": "d.p", "at_least": 90}],
}


def gated(**answers):
    questions = number("q"), single("flag", {"dirty": 0, "open": 30, "clean": 100}, weight=0.25)
    return score(one(*questions, levels=LEVELS, gates=GATES), answers)


def test_the_next_level_names_its_distance_and_binding_gates():
    """At level 1 with 50 points: the threshold of 2 is reached, its gate binds."""
    step = gated(q=62.5, flag="dirty").next_level

    assert (step.level, step.threshold, step.distance) == (2, 40, 0)
    assert [(gate.id, gate.distance) for gate in step.binding] == [("two", 100)]
    assert [gate.id for gate in step.gates] == ["two"]


def test_gates_of_lower_levels_stay_in_sight():
    """At level 2 the next level lists the gates of 2 and 3; only the latter binds."""
    card = gated(q=50, flag="clean")

    assert (card.level, card.next_level.level) == (2, 3)
    assert card.next_level.distance == near(70 - 60)
    assert [gate.id for gate in card.next_level.gates] == ["two", "three"]
    assert [(gate.id, gate.distance) for gate in card.next_level.binding] == [("three", near(30))]


def test_at_the_top_there_is_no_next_level():
    """Everything reached: nothing left to name."""
    card = gated(q=100, flag="clean")

    assert (card.level, card.next_level) == (3, None)


def test_a_gate_needs_what_this_firm_would_need():
    """A small firm's third rung is worth 80, not the default 50; the gate says so."""
    when = {"profile": "size", "in": ["micro"]}
    ladder = level("a", variants=[{"when": when, "credits": [0, 40, 80, 100, 100]}])
    gate = {"id": "g", "question": "a", "reaches": "3"}
    questionnaire = one(ladder, gates={2: [gate]})

    def distance(profile: dict) -> tuple[float, float, float]:
        found = score(questionnaire, {"a": "2"}, profile).gates[0]
        return found.current, found.needed, found.distance

    assert distance({"employees": 5}) == (40, 80, 40)
    assert distance({"employees": 2000, "revenue": 50_000}) == (25, 50, 25)


def test_ticking_nothing_is_not_what_a_gate_needs():
    """A flag on "none" is passed by the least box, not by an empty answer."""
    boxes = multiple("m", {"x": 30, "y": 70}, none="none")
    gate = {"id": "g", "question": "m", "without": ["none"]}
    found = score(one(boxes, gates={2: [gate]}), {"m": ["none"]}).gates[0]

    assert (found.holds, found.needed, found.distance) == (False, 30, 30)
