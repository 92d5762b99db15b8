"""Doubts about one outcome: what the firm says of its answers counts, and nothing is random."""

from dataclasses import replace

import pytest

from assessment import assess, doubts
from assessment.doubts import compare_rounds
from questionnaires import load
from questionnaires.answers import Answer, AnswerState
from questionnaires.confidence import CONFIDENCES
from scoring.certainty import CHANCES
from tests.api.arrange import sample

TEXTILE = load("textile")
NAME = "digital.data.decisions"


@pytest.fixture(scope="module")
def outcome():
    return next(iter(assess(TEXTILE, [sample()])))


def width(found):
    return found.certainty.nodes["index"].width


def test_every_word_has_a_chance():
    """The words a form offers are the ones a simulation knows; being sure is certain."""
    assert set(CHANCES) == set(CONFIDENCES)
    assert CHANCES["sure"] == 1 > CHANCES["fairly"] > CHANCES["unsure"]


def test_the_less_sure_the_wider(outcome):
    """Saying so of every answer widens the band step by step, and leaves the scores alone."""
    said = {
        word: doubts(replace(outcome, confidence=dict.fromkeys(outcome.sheet.answers, word)), factors=False)
        for word in CONFIDENCES
    }  # fmt: skip
    plain = doubts(outcome, factors=False)

    assert width(said["sure"]) == width(plain)
    assert width(plain) < width(said["fairly"]) < width(said["unsure"])
    for found in said.values():
        assert found.certainty.level == outcome.card.level
        assert found.certainty.nodes["index"].score == outcome.card.score


def test_the_same_outcomes_give_the_same_doubts(outcome):
    """To the last bit, factors and rounds included."""
    before = replace(outcome, sheet=outcome.sheet.with_answer(NAME, None))

    assert doubts(outcome, before) == doubts(outcome, before)


def test_an_answer_that_is_doubted_is_something_the_result_hangs_on(outcome):
    """It becomes a factor of its own."""
    doubted = replace(outcome, confidence={NAME: "unsure"})
    targets = [factor.target for factor in doubts(doubted).sensitivity.factors]

    assert NAME in targets
    assert NAME not in [factor.target for factor in doubts(outcome).sensitivity.factors]


def test_doubt_makes_a_change_harder_to_see(outcome):
    """Of two words about an answer the humbler one counts, whichever round says it."""
    every = dict.fromkeys(outcome.sheet.answers, "unsure")
    sure = dict.fromkeys(outcome.sheet.answers, "sure")
    plain = compare_rounds(outcome, outcome).nodes["index"].detectable

    for pair in ((every, sure), (sure, every)):
        rounds = [replace(outcome, confidence=said) for said in pair]
        assert compare_rounds(*rounds).nodes["index"].detectable > plain


def test_rounds_of_other_questionnaires_or_questions_are_not_judged(outcome, tmp_path):
    """No verdict where other questions were asked; one that does not apply is an answer."""
    spinning = replace(
        outcome.sheet, profile=replace(outcome.sheet.profile, processes=("spinning",))
    )
    [other] = assess(TEXTILE, [spinning])
    assert doubts(outcome, other, factors=False).change is None

    name = next(
        q.id for q in TEXTILE.questions if q.may_not_apply and q.id in outcome.sheet.answers
    )
    away = Answer(AnswerState.NOT_APPLICABLE, reason="没有")
    [same] = assess(TEXTILE, [outcome.sheet.with_answer(name, away)])
    assert doubts(outcome, same, factors=False).change is not None


def test_a_firm_that_knows_nothing_gets_an_answer_in_time():
    """With everything open the design is smaller; every open answer is still a factor."""
    [nothing] = assess(TEXTILE, [replace(sample(), answers={})])
    found = doubts(nothing)

    assert found.sensitivity.points == 64
    assert width(found) > 30
