"""One test per defect known from other maturity assessments; none of them may come back here."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring import score, score_many
from scoring.levels import band, staged
from scoring.scorecard import ENGINE_VERSION
from tests.tiny import dimension, level, made, multiple, number, one, practice

UNKNOWN = {"unknown": True}


@given(value=st.floats(0, 100))
@example(value=25.5)  # fell between the bands 0-25 and 26-50, and so into the highest
@example(value=75.5)
@example(value=math.nextafter(20, 0))
@example(value=100.0)
def test_bands_leave_no_gap(value, textile):
    """Every real score in [0, 100] has exactly one level, and a higher score never a lower one."""
    thresholds = [lv.threshold for lv in textile.levels]
    position = int(band(value, thresholds)) - 1

    assert thresholds[position] <= value
    assert position == len(thresholds) - 1 or value < thresholds[position + 1]
    questionnaire = one(number("q"), levels=[(lv.level, lv.threshold) for lv in textile.levels])
    exact = textile.levels[position].level
    reached = score(questionnaire, {"q": value}).level
    near = min(abs(value - threshold) for threshold in thresholds) <= 1e-8
    assert reached == exact or (near and reached == exact + 1)  # rounding errors reach a threshold


def test_denominators_come_from_the_questionnaire(textile):
    """All boxes ticked is exactly 100 for every question of boxes, however many it has."""
    for question in textile.questions:
        if question.kind == "multiple":
            every = [option.id for option in question.options if not option.exclusive]
            card = score(textile, {question.id: every}, {"processes": ["garment"]})
            assert card.answers[question.id].credit == pytest.approx(100, abs=1e-9)
            assert card.answers[question.id].credit <= 100


@pytest.mark.parametrize("missing", [None, UNKNOWN])
@pytest.mark.parametrize("place", ["practice", "dimension", "index"])
def test_unanswered_is_treated_alike_everywhere(missing, place):
    """Half answered is worth half of it at every height of the tree; nothing is skipped."""
    if place == "practice":
        questionnaire = one(number("a"), number("b"))
    elif place == "dimension":
        parts = practice("d.p", number("a")), practice("d.q", number("b"))
        questionnaire = made(dimension("d", *parts))
    else:
        questionnaire = made(
            dimension("d", practice("d.p", number("a"))),
            dimension("e", practice("e.p", number("b"))),
        )
    card = score(questionnaire, {"a": 80, "b": missing})

    assert (card.score, card.high, card.coverage) == pytest.approx((40, 90, 0.5), abs=1e-12)
    for node in card.nodes.values():
        assert node.score is not None  # an empty branch counts 0 and says 0 to 100


def test_ticked_boxes_are_worth_what_they_say():
    """Boxes have their own credits; the share of boxes ticked does not matter."""
    questionnaire = one(multiple("m", {"trivial": 5, "hard": 95}))

    assert score(questionnaire, {"m": ["trivial"]}).score == pytest.approx(5, abs=1e-12)
    assert score(questionnaire, {"m": ["hard"]}).score == pytest.approx(95, abs=1e-12)


def test_an_empty_level_inherits_nothing():
    """A level without gates of its own still needs its score and all lower gates."""
    gates = {2: [{"id": "g", "question": "a", "reaches": "2"}]}
    questionnaire = one(
        level("a", weight=1), level("b", weight=99), levels=[(1, 0), (2, 20), (3, 40)], gates=gates
    )

    assert score(questionnaire, {"a": "1", "b": "5"}).level == 1
    assert score(questionnaire, {"a": "2", "b": "2"}).level == 2
    assert score(questionnaire, {"a": "2", "b": "5"}).level == 3


def test_a_stage_that_fails_is_not_jumped_over():
    """No leap-frogging: {0: met, 1: not, 2: met} stays at the stage below the gap."""
    assert staged([[True, False, True], [False, True, True]]).tolist() == [1, 0]


def test_results_carry_the_version_of_the_arithmetic():
    """A formula never changes in silence: every result names engine, questionnaire and digest."""
    card = score(one(level("a")), {"a": "3"})

    assert card.engine == ENGINE_VERSION == card.to_dict()["engine"]
    assert card.questionnaire["version"] == "1.0.0"
    assert len(card.questionnaire["digest"]) == 64


def test_the_arithmetic_has_not_changed_under_this_version():
    """These numbers belong to engine 1.0.0; another result needs another version."""
    questionnaire = made(
        dimension("d", practice("d.p", number("a"), number("b", weight=2), aggregate="geometric")),
        dimension("e", practice("e.p", level("c"), level("x")), weight=3),
    )
    card = score(questionnaire, {"a": 30, "b": 70, "c": "4"})

    assert ENGINE_VERSION == "1.0.0"
    assert card.score == pytest.approx((30 ** (1 / 3) * 70 ** (2 / 3) + 3 * 37.5) / 4, abs=1e-12)
    assert (card.high, card.coverage, card.level) == pytest.approx((card.score + 37.5, 0.625, 1))


def test_no_sentinel_number_means_no_answer():
    """-1, 99 and NaN stand for nothing: they are values out of range, or no number at all."""
    questionnaire = one(number("q"))
    table = pl.DataFrame({"q": [-1.0, 999.0, math.nan, 0.0]})
    result = score_many(questionnaire, table, errors="reject")

    assert [problem.place.row for problem in result.problems] == [1, 2]
    assert [card.answers["q"].state for card in result.cards()] == ["unanswered", "answered"]
    assert np.array_equal(result.numbers.unfinished, [True, False])
