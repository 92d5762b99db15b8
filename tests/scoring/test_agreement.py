"""The engine and the slow, obvious scorer of ``tests/reference.py`` agree to 1e-9."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import AnswerSheet, Questionnaire, load
from scoring import ScoreCard, score
from tests import reference, reference_answers
from tests.reference_answers import states
from tests.strategies import any_questionnaire, questionnaires, sheets

CLOSE = 1e-9
TEXTILE = st.builds(load, st.just("textile"))
SUBJECTS = any_questionnaire()
MEANS = any_questionnaire(rules=("mean",))


def near(value):
    return None if value is None else pytest.approx(float(value), rel=0, abs=CLOSE)


def drawn(data: st.DataObject, source) -> tuple[Questionnaire, AnswerSheet, ScoreCard]:
    questionnaire = data.draw(source)
    sheet = data.draw(sheets(questionnaire))
    return questionnaire, sheet, score(questionnaire, sheet)


@given(data=st.data())
def test_states_and_credits_agree(data):
    """Every question is in the same state and worth the same."""
    questionnaire, sheet, card = drawn(data, SUBJECTS)
    worth = reference_answers.credits(questionnaire, sheet)

    assert {key: answer.state for key, answer in card.answers.items()} == states(
        questionnaire, sheet
    )
    assert {key: answer.credit for key, answer in card.answers.items()} == {
        key: near(value) for key, value in worth.items()
    }


@given(data=st.data())
def test_nodes_agree(data):
    """Score, high, coverage and level of every node are the same."""
    questionnaire, sheet, card = drawn(data, SUBJECTS)
    found = reference.nodes(questionnaire, sheet)

    for node in card.nodes.values():
        other = found[node.id]
        assert node.score == near(other.score), node.id
        assert node.high == near(other.high), node.id
        assert node.coverage == near(other.coverage), node.id
        if node.id != "index":
            assert node.level == reference.node_level(questionnaire, other.score), node.id
    assert card.level == reference.index_level(questionnaire, sheet)


@given(data=st.data())
def test_gates_agree(data):
    """Every gate holds or not, with the same standing, need and distance."""
    questionnaire, sheet, card = drawn(data, SUBJECTS)
    found = reference.gates(questionnaire, sheet)

    assert [gate.id for gate in card.gates] == list(found)
    for gate in card.gates:
        other = found[gate.id]
        assert gate.holds == other.holds, gate.id
        assert gate.current == near(other.current), gate.id
        assert gate.needed == near(other.needed), gate.id
        assert gate.distance == near(other.distance), gate.id


@given(data=st.data())
def test_policy_alignment_agrees(data):
    """Every task and clause of the notice has the same score, high and coverage."""
    questionnaire, sheet, card = drawn(data, SUBJECTS)
    found = reference.alignment(questionnaire, sheet)

    assert {(c.id, c.task) for c in card.alignment} == set(found)
    for clause in card.alignment:
        expected = tuple(near(value) for value in found[clause.id, clause.task])
        assert (clause.score, clause.high, clause.coverage) == expected, clause.id


@given(data=st.data())
def test_points_lost_agree(data):
    """What every answer costs is what the index would gain if it alone were worth 100."""
    questionnaire, sheet, card = drawn(data, questionnaires())

    assert {key: answer.lost for key, answer in card.answers.items()} == {
        key: near(value) for key, value in reference.losses(questionnaire, sheet).items()
    }


@settings(max_examples=5)
@given(data=st.data())
def test_points_lost_agree_for_textile(data):
    """The same for the published questionnaire, a few times: 113 whole trees of fractions each."""
    questionnaire, sheet, card = drawn(data, TEXTILE)

    assert {key: answer.lost for key, answer in card.answers.items()} == {
        key: near(value) for key, value in reference.losses(questionnaire, sheet).items()
    }


@given(data=st.data())
def test_contributions_under_a_mean_sum_to_the_score(data):
    """At every level of a tree of means contributions sum to the index and to their parent's."""
    questionnaire, sheet, card = drawn(data, MEANS)
    found = reference.nodes(questionnaire, sheet)

    def total(parts) -> float:
        return sum(part.contribution or 0.0 for part in parts)

    layers = [card.answers.values()] + [
        [node for node in card.nodes.values() if node.kind == kind]
        for kind in ("practice", "dimension", "index")
    ]
    for layer in layers:
        assert total(layer) == near(card.score or 0.0)
        for part in layer:
            worth = getattr(part, "score", None) if hasattr(part, "score") else part.credit
            assert (part.contribution is None) == (worth is None)
            assert part.weight == near(found[part.id].share)
            if worth is not None:
                assert part.contribution == near(found[part.id].share * found[part.id].score)


@given(data=st.data())
def test_the_trace_explains_every_mean(data):
    """In the trace the inputs of every mean sum to its score, and their weights to one."""
    _, _, card = drawn(data, SUBJECTS)

    for node in card.trace()["nodes"].values():
        if node["rule"] != "mean" or node["score"] is None:
            continue
        counting = [item for item in node["inputs"] if item["contribution"] is not None]
        if sum(item["weight"] for item in counting) == 0:
            continue  # another child of a `weakest` parent carries everything
        assert sum(item["weight"] for item in counting) == near(1)
        assert sum(item["contribution"] for item in counting) == near(node["score"])
