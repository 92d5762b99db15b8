"""The tree, the range, the levels and the gates: tiny questionnaires worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from scoring import engine, score, score_many
from tests.tiny import dimension, level, made, multiple, number, one, practice, ratio, single

UNKNOWN = {"unknown": True}
NONE_HERE = {"not_applicable": "none here"}


@pytest.mark.parametrize(
    ("answers", "score_", "high", "coverage"),
    [
        ({"a": "5", "b": "3", "c": "1"}, 50, 50, 1),
        ({"a": "5", "b": "3", "c": UNKNOWN}, 50, 250 / 3, 2 / 3),
        ({"a": "5", "b": "3"}, 50, 250 / 3, 2 / 3),
        ({"a": "5", "b": "3", "c": NONE_HERE}, 75, 75, 1),
        ({"a": UNKNOWN}, 0, 100, 0),
        ({"a": NONE_HERE, "b": NONE_HERE, "c": "2"}, 25, 25, 1),
    ],
)
def test_states_of_three_equal_questions(answers, score_, high, coverage):
    """Unknown and unanswered are worth 0 to 100; what does not apply leaves the denominator."""
    questions = (level(name, may_not_apply=True) for name in "abc")
    card = score(one(*questions), answers)

    assert card.score == card.low == pytest.approx(score_, abs=1e-12)
    assert card.high == pytest.approx(high, abs=1e-12)
    assert card.coverage == pytest.approx(coverage, abs=1e-12)


def test_each_kind_of_question_by_hand():
    """Credits of all five kinds: 40, 20 + 30, half way, a quarter, the fourth rung."""
    questionnaire = one(
        single("s", {"poor": 0, "fair": 40, "good": 100}),
        multiple("m", {"x": 20, "y": 30, "z": 50}, none="none"),
        number("n", [(10, 100), (30, 0)]),
        ratio("r"),
        level("l"),
    )
    answers = {
        "s": "fair",
        "m": ["y", "x"],
        "n": 20,
        "r": {"numerator": 3, "denominator": 12},
        "l": "4",
    }
    card = score(questionnaire, answers)

    assert [answer.credit for answer in card.answers.values()] == [40, 50, 50, 25, 75]
    assert card.score == pytest.approx(48, abs=1e-12)


def test_rules_at_different_heights():
    """Means in practices, the weakest practice of a dimension, a geometric mean on top."""
    questionnaire = made(
        dimension(
            "d", practice("d.p", number("a"), number("b", weight=3)), practice("d.q", number("c")),
            aggregate="weakest",
        ),
        dimension("e", practice("e.p", number("x")), weight=3),
        aggregate="geometric",
    )  # fmt: skip
    card = score(questionnaire, {"a": 100, "b": 20, "c": 55, "x": 90})

    assert card.nodes["d.p"].score == pytest.approx(40, abs=1e-12)
    assert card.nodes["d"].score == pytest.approx(40, abs=1e-12)
    assert card.score == pytest.approx(40**0.25 * 90**0.75, abs=1e-12)


@pytest.mark.parametrize("weights", [(0.17, 0.69, 1.36), (18.2, 21.89, 16.31), (1 / 3, 0.1, 7)])
@pytest.mark.parametrize("answers", [("1", "1", "1"), ("1", None, "1"), (UNKNOWN, "1", None)])
def test_a_zero_is_exactly_zero_under_a_geometric_mean(weights, answers):
    """Awkward weights must not turn a zero into 1e-14, of which a twentieth power is 16 points."""
    given = dict(zip("abc", answers, strict=True))
    questions = [level(name, weight=weight) for name, weight in zip("abc", weights, strict=True)]
    rest = dimension("e", practice("e.p", level("x")), weight=19)
    below = made(dimension("d", practice("d.p", *questions)), rest, aggregate="geometric")
    inside = one(*questions, level("x", weight=19 * sum(weights)), rule="geometric")

    assert score(below, {**given, "x": "5"}).score == 0.0
    assert score(inside, {**given, "x": "5"}).score == 0.0


def test_a_branch_with_nothing_left_drops_out_of_its_parent():
    """A practice to which nothing applies has no score, with a reason, and costs nothing."""
    questionnaire = made(
        dimension(
            "d",
            practice("d.p", level("a", may_not_apply=True), weight=9),
            practice("d.q", level("b")),
        )
    )
    card = score(questionnaire, {"a": NONE_HERE, "b": "3"})
    empty = card.nodes["d.p"]

    assert (empty.score, empty.high, empty.coverage, empty.level) == (None, None, None, None)
    assert empty.reason == "nothing_applies"
    assert (empty.weight, empty.contribution) == (0, None)
    assert card.score == pytest.approx(50, abs=1e-12)


def test_a_firm_to_which_nothing_applies_has_no_score_and_no_level():
    """Not 0 and not 100: ``None``, said as provisional, in the card and in the table."""
    questionnaire = one(level("a", may_not_apply=True))
    table = score_many(questionnaire, [{"a": NONE_HERE}])
    card = table.card(0)

    assert (card.score, card.level, card.next_level, card.provisional) == (None, None, None, True)
    row = table.to_polars().row(0, named=True)
    assert (row["index"], row["index:level"], row["provisional"]) == (None, None, True)


LEVELS = [(1, 0), (2, 20), (3, 40), (4, 60), (5, 80)]


@pytest.mark.parametrize(
    ("value", "reached"),
    [
        (0, 1),
        (math.nextafter(20, 0), 2),  # within the tolerance of 1e-9
        (20 - 2e-9, 1),
        (20, 2),
        (39.99, 2),
        (40, 3),
        (80, 5),
        (100, 5),
    ],
)
def test_levels_are_half_open_bands_on_the_unrounded_score(value, reached):
    """39.99 shows as 40.0 and is still level 2; a rounding error below a threshold reaches it."""
    assert score(one(number("q"), levels=LEVELS), {"q": value}).level == reached


def test_a_level_needs_the_gates_of_all_lower_levels():
    """A gate of level 2 that does not hold keeps a firm with 100 points at level 1."""
    gates = {2: [{"id": "g", "question": "flag", "reaches": "clean"}]}
    questionnaire = one(
        number("q", weight=99),
        single("flag", {"dirty": 0, "clean": 100}),
        levels=LEVELS,
        gates=gates,
    )

    held_back = score(questionnaire, {"q": 100, "flag": "dirty"})
    assert held_back.score == pytest.approx(99, abs=1e-12)
    assert held_back.level == 1
    assert held_back.nodes["d"].level == 5  # only the index knows gates
    assert [gate.id for gate in held_back.next_level.binding] == ["g"]
    assert score(questionnaire, {"q": 100, "flag": "clean"}).level == 5


GATES = {
    "node": {"node": "d.p", "at_least": 50},
    "credit": {"question": "q", "at_least": 50},
    "reaches": {"question": "q", "reaches": "3"},
    "without": {"question": "q", "without": ["1", "2"]},
}


@pytest.mark.parametrize("form", GATES)
@pytest.mark.parametrize(
    ("answer", "holds"),
    [("3", True), ("2", False), (UNKNOWN, False), (None, False), (NONE_HERE, True)],
)
def test_gates_of_every_form(form, answer, holds):
    """Reached: holds. Below, unknown or unanswered: does not. Does not apply: holds."""
    questionnaire = made(
        dimension(
            "d",
            practice("d.p", level("q", may_not_apply=True)),
            practice("d.rest", level("other"), weight=99),
        ),
        gates={2: [{"id": "g", **GATES[form]}]},
    )
    card = score(questionnaire, {"q": answer, "other": "5"})

    assert card.gates[0].holds is holds
    assert card.level == (2 if holds else 1)
    if not holds:
        assert card.gates[0].distance == (25 if answer == "2" else 50)


@pytest.mark.parametrize("answer", [UNKNOWN, None])
def test_not_knowing_never_passes_a_gate_however_low(answer):
    """A gate at 0 points still asks for an answer."""
    gates = {2: [{"id": "g", "question": "q", "at_least": 0}]}
    questionnaire = one(level("q"), level("other", weight=99), gates=gates)

    assert score(questionnaire, {"q": answer, "other": "5"}).level == 1
    assert score(questionnaire, {"q": "1", "other": "5"}).level == 2


def test_a_gate_on_ticked_options():
    """``reaches`` asks for one box; ``without`` flags the exclusive "none"."""
    boxes = multiple("m", {"x": 50, "y": 50}, none="none")
    gates = {
        2: [
            {"id": "x", "question": "m", "reaches": "x"},
            {"id": "some", "question": "m", "without": ["none"]},
        ]
    }
    questionnaire = one(boxes, gates=gates)

    def held(*ticked: str) -> list[bool]:
        return [gate.holds for gate in score(questionnaire, {"m": list(ticked)}).gates]

    assert held("none") == [False, False]
    assert held("y") == [False, True]
    assert held("x", "y") == [True, True]


def test_blocks_parts_and_threads_give_the_same_bits(monkeypatch):
    """10,000 firms in one call, in small blocks, and on threads with joint tables."""
    random = np.random.default_rng(0)
    firms = 10_000
    names = ["a", "b", "c", "d", "e"]
    weights = zip(names, (1, 0.3, 7, 2, 1), strict=True)
    questions = [level(name, weight=weight, may_not_apply=True) for name, weight in weights]
    questionnaire = made(
        dimension("m", practice("m.p", *questions)),
        dimension("n", practice("n.p", number("x"), number("y"), aggregate="geometric")),
    )
    rungs = [None, "1", "2", "3", "4", "5", "unknown", "n/a: none here"]
    columns = {name: [rungs[i] for i in random.integers(0, 8, firms)] for name in names}
    frame = pl.DataFrame({**columns, "x": random.uniform(0, 100, firms), "y": 50.0})

    whole = score_many(questionnaire, frame).to_polars()
    for name, size in (("BLOCK", 100), ("PART", 7), ("MANY", 1)):
        monkeypatch.setattr(engine, name, size)
        assert score_many(questionnaire, frame).to_polars().equals(whole), name
    halves = [score_many(questionnaire, part).to_polars() for part in (frame[:77], frame[77:])]
    assert pl.concat(halves).equals(whole)
