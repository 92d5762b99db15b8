"""The front door: what may be handed in, and what is refused with every reason."""

from __future__ import annotations

import pickle

import pytest

from questionnaires import Profile, parse_sheet
from scoring import ScoringError, score, score_many
from tests.tiny import level, number, one, ratio, single

NONE_HERE = {"not_applicable": "none here"}


@pytest.fixture
def questionnaire():
    return one(level("a", quick=True), number("n"), ratio("r"))


ANSWERS = {"a": "3", "n": 40, "r": {"numerator": 1, "denominator": 4}}
PROFILE = {"name": "示例", "employees": 5}


def test_a_mapping_a_sheet_and_a_batch_of_one_are_the_same(questionnaire):
    """One firm is a batch of one, however its answers come."""
    sheet, problems = parse_sheet(questionnaire, ANSWERS, PROFILE)
    assert not problems

    by_mapping = score(questionnaire, ANSWERS, PROFILE)
    assert by_mapping.score == pytest.approx((50 + 40 + 25) / 3, abs=1e-12)
    assert score(questionnaire, ANSWERS, Profile(name="示例", employees=5)) == by_mapping
    assert score(questionnaire, sheet) == by_mapping
    assert score_many(questionnaire, [sheet]).card(0) == by_mapping
    assert score_many(questionnaire, [{**ANSWERS, **PROFILE}]).card(0) == by_mapping
    assert score(questionnaire, pickle.loads(pickle.dumps(sheet))) == by_mapping


def test_the_form_of_a_row(questionnaire):
    """A row may say which form it fills in, as ``score`` may."""
    row = score_many(questionnaire, [{**ANSWERS, "form": "quick"}]).card(0)

    assert row == score(questionnaire, ANSWERS, form="quick")
    assert row.score == 50


def test_score_lists_everything_that_is_wrong(questionnaire):
    """All problems at once, each with its code and the field it stands in."""
    with pytest.raises(ScoringError) as caught:
        score(
            questionnaire,
            {"a": "9", "n": "many", "r": {"numerator": 1, "denominator": 0}, "b": 1},
            {"employees": -1},
            form="short",
        )

    found = [(problem.code, problem.place.field) for problem in caught.value.problems]
    assert found == [
        ("profile.bad_employees", "employees"),
        ("sheet.bad_form", "form"),
        ("answer.no_such_option", "a"),
        ("answer.not_a_number", "n"),
        ("answer.zero_denominator", "r"),
        ("answer.unknown_question", "b"),
    ]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"a": NONE_HERE}, "answer.must_apply"),
        ({"a": {"unknown": False}}, "answer.bad_shape"),
        ({"a": True}, "answer.no_such_option"),
        ({"n": float("nan")}, "answer.not_a_number"),
        ({"n": float("inf")}, "answer.not_a_number"),
        ({"n": True}, "answer.not_a_number"),
        ({"n": 101}, "answer.out_of_range"),
        ({"r": 0.5}, "answer.needs_two_figures"),
        ({"r": {"numerator": 5, "denominator": 4}}, "answer.out_of_range"),
    ],
)
def test_what_cannot_be_an_answer(questionnaire, answers, code):
    """Hostile values are problems with a code, never a traceback and never a number."""
    with pytest.raises(ScoringError) as caught:
        score(questionnaire, answers)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_empty_answers_are_no_answers(questionnaire):
    """``None`` and blank text are the same as leaving the question out."""
    assert score(questionnaire, {"a": None, "n": " "}) == score(questionnaire, {})


def test_bad_rows_of_a_batch(questionnaire):
    """By default the first bad batch is refused with row numbers; with ``reject`` the rest counts."""
    rows = [{"a": "3"}, {"a": "9", "n": "x"}, {"a": "5"}]
    with pytest.raises(ScoringError) as caught:
        score_many(questionnaire, rows)
    table = score_many(questionnaire, rows, errors="reject")

    places = [(p.place.row, p.place.field, p.code) for p in table.problems]
    assert places == [(2, "a", "answer.no_such_option"), (2, "n", "answer.not_a_number")]
    assert caught.value.problems == table.problems
    assert [card.answers["a"].value for card in table.cards()] == ["3", "5"]
    assert table.rows.tolist() == [0, 2]


def test_an_empty_batch(questionnaire):
    """Nobody in, nobody out, with all columns."""
    table = score_many(questionnaire, [])

    assert len(table) == 0
    assert table.to_polars().height == 0
    assert "index:level" in table.to_polars().columns


def test_the_doors_change_nothing_they_are_given(questionnaire):
    """Answers and rows come back as they were."""
    answers, row = dict(ANSWERS), {**ANSWERS, **PROFILE}
    score(questionnaire, answers, dict(PROFILE))
    score_many(questionnaire, [row])

    assert answers == ANSWERS
    assert row == {**ANSWERS, **PROFILE}


@pytest.mark.parametrize("first", [0, 1])
def test_an_option_called_like_a_state_is_still_an_option(first):
    """In one batch "unknown" the option and unknown the state stay apart, whoever comes first."""
    options = {"unknown": 0, "not_applicable": 50, "good": 100}
    questionnaire = one(single("q", options, may_not_apply=True))
    rows = [{"q": "unknown"}, {"q": {"unknown": True}}, {"q": "not_applicable"}, {"q": NONE_HERE}]
    rows = rows[::-1] if first else rows
    together = [card.answers["q"].state for card in score_many(questionnaire, rows).cards()]

    assert together == [score(questionnaire, row).answers["q"].state for row in rows]
    assert sorted(together) == ["answered", "answered", "not_applicable", "unknown"]
