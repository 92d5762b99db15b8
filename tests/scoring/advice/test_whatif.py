"""What-if: the same scoring on changed answers, and the fewest changes to a level."""

from itertools import combinations

import pytest

from questionnaires import load, parse_sheet
from scoring import ScoringError, score
from scoring.advice.whatif import fewest_changes, what_if
from tests import plans
from tests.scoring.advice.conftest import SAMPLES, sample

TEXTILE = load("textile")


def test_changed_answers_are_scored_by_the_library():
    """Index, level, nodes and gates are those of a fresh score; the sheet stays as it was."""
    sheet = sample("dyeing-mill")
    changes = {
        "branding.strategy.plan": "4",
        "digital.data.ai": {"unknown": True},
        "energy.saving.renewable": 40,
    }
    found = what_if(TEXTILE, sheet, changes)
    fresh = score(TEXTILE, {**sheet.to_plain(TEXTILE), **changes}, sheet.profile)

    assert found.after.to_dict() == fresh.to_dict()
    assert found.before.to_dict() == score(TEXTILE, sheet).to_dict()
    assert {change.question for change in found.changes} == set(changes)
    assert found.nodes["branding.strategy"][1] > found.nodes["branding.strategy"][0]
    assert found.gain == fresh.score - found.before.score


def test_taking_an_answer_out():
    """``None`` means not answered, which never raises the score."""
    found = what_if(TEXTILE, sample("dyeing-mill"), {"digital.data.decisions": None})

    assert found.gain < 0
    assert "l4_decisions" in {gate.id for gate in found.closed}


def test_changes_that_cannot_be_used():
    """Unknown questions and options are problems, all of them at once."""
    with pytest.raises(ScoringError) as caught:
        what_if(TEXTILE, sample("dyeing-mill"), {"digital.data.ax": "3", "digital.data.ai": "9"})

    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["answer.unknown_question", "answer.no_such_option"]


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_firms_reach_the_next_level(name):
    """The changes reach the level, and without any one of them the level is missed."""
    sheet = sample(name)
    found = fewest_changes(TEXTILE, sheet)

    assert found.feasible
    assert found.result.after.level >= found.level
    every = {change.question: change.after for change in found.changes}
    for left_out in every:
        fewer = {key: value for key, value in every.items() if key != left_out}
        assert what_if(TEXTILE, sheet, fewer).after.level < found.level


@pytest.mark.parametrize("seed", range(12))
def test_no_smaller_set_of_changes_exists(seed):
    """With every answer at its best, no set of fewer questions reaches the level."""
    plan = plans.random_plan(seed)
    found = fewest_changes(plan.questionnaire, plan.sheet)
    if found.result is None:
        return
    now = score(plan.questionnaire, plan.sheet)
    movable = [a.id for a in now.answers.values() if a.credit is not None and a.credit < 100]
    for few in combinations(movable, len(found.changes) - 1):
        best = {key: _best(plan.questionnaire.question(key)) for key in few}
        assert what_if(plan.questionnaire, plan.sheet, best).after.level < found.level


def _best(question):
    if question.kind == "multiple":
        return ["a", "b", "c"]
    if not question.is_quantity:
        return question.options[-1].id
    value = max(question.anchors, key=lambda anchor: anchor.credit).at
    return value if question.kind == "number" else {"numerator": value, "denominator": 100}


def test_at_the_top_there_is_nothing_to_change():
    """A firm at the highest level gets an empty list."""
    plan = plans.random_plan(0)
    best = {q.id: _best(q) for q in plan.questionnaire.questions}
    found = fewest_changes(plan.questionnaire, parse_sheet(plan.questionnaire, best)[0])

    assert found.feasible
    assert found.changes == ()
