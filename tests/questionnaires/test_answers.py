"""What may be entered for each kind of question: checks that every kind must pass."""

import re
import time

import pytest

from questionnaires.answers import Answer, AnswerSheet, AnswerState, parse_answer, parse_sheet
from questionnaires.errors import Place, Problem
from questionnaires.profile import Profile

UNKNOWN = Answer(AnswerState.UNKNOWN)


def nested(depth):
    value = {"numerator": 1, "denominator": 2}
    for _ in range(depth):
        value = [value]
    return value


MONSTERS = {
    "6,000 digits": 10**6000,
    "minus 6,000 digits": -(10**6000),
    "NaN": float("nan"),
    "infinity": float("inf"),
    "true": True,
    "false": False,
    "a million letters": "x" * 10**6,
    "a million nines": "9" * 10**6,
    "a million accents": "a" + "\u0301\u0327" * 10**6,
    "deep": nested(50_000),
    "empty mapping": {},
    "nested empty": [[]],
    "bytes": b"3",
    "surrogate": "\ud800",
    "null bytes": "\x00\x00x",
    "mapping of texts": {"zh": "三"},
    "odd keys": {1: 2},
    "object": object(),
    "endless": range(10**9),
    "huge ratio": {"numerator": 10**6000, "denominator": 1},
    "tiny ratio": {"numerator": 1, "denominator": 5e-324},
    "nested ratio": {"numerator": {"numerator": 1, "denominator": 1}, "denominator": 1},
    "three figures": {"numerator": 1, "denominator": 2, "third": 3},
    "unknown and more": {"unknown": True, "value": 3},
    "unknown: false": {"unknown": False},
    "unknown: 1": {"unknown": 1},
    "both states": {"unknown": True, "not_applicable": "x"},
    "list of true": [True],
    "list of 6,000 digits": [10**6000],
    "list of null": [None],
}


class KindChecks:
    """Every kind of question: the subclass says what it takes and what it refuses."""

    question_id = ""
    accepted: tuple = ()  # (raw, accepted value, the same answer to enter again)
    refused: tuple = ()  # (raw, code)

    @pytest.fixture
    def question(self, small):
        return small.question(self.question_id)

    def test_good_answers_are_accepted(self, question):
        """Each way of writing an answer leads to the same value."""
        for raw, value, _ in self.accepted:
            assert parse_answer(question, raw) == Answer(AnswerState.ANSWERED, value), raw

    def test_an_accepted_answer_can_be_entered_again(self, question):
        """``to_plain`` gives the canonical form, and that form means the same."""
        for raw, _, plain in self.accepted:
            answer = parse_answer(question, raw)
            assert answer.to_plain(question) == plain
            assert parse_answer(question, plain) == answer
        for raw in ({"unknown": True}, {"not_applicable": "没有"}):
            assert parse_answer(question, raw).to_plain(question) == raw

    def test_bad_answers_are_refused_with_their_code(self, question):
        """Each fault has its own code, the place it was given, and a sentence in both languages."""
        place = Place(row=3, column="B")
        for raw, code in self.refused:
            problem = parse_answer(question, raw, place)
            assert isinstance(problem, Problem), raw
            assert (problem.code, problem.place) == (code, place), raw
            assert question.text["zh"] in problem.what("zh")
            assert not re.search(r"\{\w+\}", problem.to("zh") + problem.to("en"))

    @pytest.mark.parametrize("raw", [None, "", "  ", "\u3000"])
    def test_blank_means_not_answered(self, question, raw):
        """Nothing entered is no answer and no problem."""
        assert parse_answer(question, raw) is None

    def test_unknown_is_always_possible(self, question):
        """A firm may say of every question that it does not know."""
        assert parse_answer(question, {"unknown": True}) == UNKNOWN

    def test_not_applicable_needs_leave_and_a_reason(self, question):
        """N/A is refused where the question applies to all, and without a reason."""
        answer = parse_answer(question, {"not_applicable": "  没有\n锅炉 "})
        assert answer == Answer(AnswerState.NOT_APPLICABLE, reason="没有 锅炉")
        assert len(parse_answer(question, {"not_applicable": "长" * 10**6}).reason) == 500
        for reason in (None, "", " ", True, 5, ["x"], {}):
            assert parse_answer(question, {"not_applicable": reason}).code == "answer.no_reason"
        for_all = question.model_copy(update={"may_not_apply": False})
        assert parse_answer(for_all, {"not_applicable": "没有锅炉"}).code == "answer.must_apply"

    @pytest.mark.parametrize("name", MONSTERS)
    def test_monsters_end_in_a_problem_that_can_be_shown(self, question, name):
        """Hostile values raise nothing, take no time, and are never taken for an answer."""
        start = time.perf_counter()
        found = parse_answer(question, MONSTERS[name])

        assert isinstance(found, Problem)
        assert len(found.to("zh")) < 1000
        assert len(found.to("en")) < 1000
        assert found.to_dict("en")["code"] == found.code
        assert time.perf_counter() - start < 1


class TestLevel(KindChecks):
    question_id = "ladder"
    accepted = (
        ("3", "3", "3"), (3, "3", "3"), (3.0, "3", "3"), (" 3 ", "3", "3"), ("３", "3", "3"),
        ("\ufeff5", "5", "5"),
    )  # fmt: skip
    refused = (
        (0, "answer.no_such_option"), (6, "answer.no_such_option"), (2.5, "answer.no_such_option"),
        ("3级", "answer.no_such_option"), ("三", "answer.no_such_option"), (-3, "answer.no_such_option"),
        ("03", "answer.no_such_option"), (["3"], "answer.bad_shape"), ({"value": 3}, "answer.bad_shape"),
        ("3" + " " * 5000 + "x", "answer.no_such_option"),
    )  # fmt: skip


class TestSingle(KindChecks):
    question_id = "one"
    accepted = (("good", "good", "good"), (" good\n", "good", "good"), ("ｇｏｏｄ", "good", "good"))
    refused = (
        ("Good", "answer.no_such_option"), ("best", "answer.no_such_option"), (1, "answer.no_such_option"),
        (["good"], "answer.bad_shape"), ({"good": True}, "answer.bad_shape"),
    )  # fmt: skip


class TestMultiple(KindChecks):
    question_id = "ticks"
    accepted = (
        (["right", "left"], ("left", "right"), ["left", "right"]),
        (("left",), ("left",), ["left"]),
        ({"left", "right"}, ("left", "right"), ["left", "right"]),
        (["left", "left"], ("left",), ["left"]),
        ("left", ("left",), ["left"]),
        (["none"], ("none",), ["none"]),
    )
    refused = (
        (["left", "up"], "answer.no_such_option"), ("left, right", "answer.no_such_option"),
        (["none", "left"], "answer.exclusive_option"), ({"left": True}, "answer.bad_shape"),
        (5, "answer.bad_shape"), ([["left"]], "answer.no_such_option"),
        (["left"] * 1001, "answer.bad_shape"),
    )  # fmt: skip

    def test_an_empty_list_means_not_answered(self, question):
        """No tick is no answer: "none of these" has its own option."""
        assert parse_answer(question, []) is None


class TestNumber(KindChecks):
    question_id = "weight"
    accepted = (
        (12, 12.0, 12.0), (1, 1.0, 1.0), (2000, 2000.0, 2000.0), ("1,200", 1200.0, 1200.0),
        (" １２．５ ", 12.5, 12.5), ("1e3", 1000.0, 1000.0),
    )  # fmt: skip
    refused = (
        ("12公斤", "answer.not_a_number"), ("十二", "answer.not_a_number"), ([12], "answer.not_a_number"),
        ("50%", "answer.not_a_number"), ("10-20", "answer.not_a_number"), (0.999, "answer.out_of_range"),
        (2000.001, "answer.out_of_range"), (-5, "answer.out_of_range"), (1e300, "answer.out_of_range"),
    )  # fmt: skip

    def test_a_refusal_names_unit_and_range(self, question):
        """The sentence says what would have been accepted."""
        assert "1–2000 公斤" in parse_answer(question, 3000).what("zh")
        assert "the unit is kg" in parse_answer(question, "12kg").todo("en")


class TestPercentage(KindChecks):
    question_id = "share"
    accepted = (
        (75, 75.0, 75.0), ("75%", 75.0, 75.0), ("７５％", 75.0, 75.0), (0, 0.0, 0.0), (-0.0, 0.0, 0.0),
        (100, 100.0, 100.0),
    )  # fmt: skip
    refused = (
        ("75%%", "answer.not_a_number"),
        (100.1, "answer.out_of_range"),
        ("-1%", "answer.out_of_range"),
    )


class TestCountOf(KindChecks):
    question_id = "ratio"
    accepted = (
        (
            {"numerator": 12, "denominator": 40},
            (12.0, 40.0),
            {"numerator": 12.0, "denominator": 40.0},
        ),
        (
            {"denominator": "４０", "numerator": "1"},
            (1.0, 40.0),
            {"numerator": 1.0, "denominator": 40.0},
        ),
        ({"numerator": 0, "denominator": 7}, (0.0, 7.0), {"numerator": 0.0, "denominator": 7.0}),
        ({"numerator": 7, "denominator": 7}, (7.0, 7.0), {"numerator": 7.0, "denominator": 7.0}),
    )
    refused = (
        (0.3, "answer.needs_two_figures"), ("12/40", "answer.needs_two_figures"),
        ({"numerator": 12}, "answer.needs_two_figures"), ([12, 40], "answer.needs_two_figures"),
        ({"numerator": 12, "denominator": None}, "answer.needs_two_figures"),
        ({"numerator": "", "denominator": 40}, "answer.needs_two_figures"),
        ({"numerator": "12台", "denominator": 40}, "answer.not_a_number"),
        ({"numerator": 12, "denominator": True}, "answer.not_a_number"),
        ({"numerator": -1, "denominator": 40}, "answer.negative_count"),
        ({"numerator": 1, "denominator": -40}, "answer.negative_count"),
        ({"numerator": 0, "denominator": 0}, "answer.zero_denominator"),
        ({"numerator": 41, "denominator": 40}, "answer.out_of_range"),
    )  # fmt: skip

    def test_two_empty_boxes_mean_not_answered(self, question):
        """A form posts both boxes even when nobody filled them in."""
        assert parse_answer(question, {"numerator": "", "denominator": None}) is None

    def test_the_ratio_is_a_percentage(self, question):
        """12 of 40 are 30 %."""
        assert parse_answer(question, {"numerator": 12, "denominator": 40}).number == 30


def test_a_sheet_keeps_what_is_good_and_reports_the_rest(small):
    """One bad answer does not cost the others; each problem names its question."""
    raw = {"ladder": 3, "one": "best", "ratoi": 1, "ticks": None, 7: "x"}
    sheet, problems = parse_sheet(small, raw, {"region": "33", "colour": "red"}, form="long")

    assert dict(sheet.answers) == {"ladder": Answer(AnswerState.ANSWERED, "3")}
    assert sheet.profile == Profile(region="33")
    assert [(problem.code, problem.place.field) for problem in problems] == [
        ("profile.unknown_field", "colour"), ("sheet.bad_form", "form"),
        ("answer.no_such_option", "one"), ("answer.unknown_question", "ratoi"),
        ("answer.unknown_question", "7"),
    ]  # fmt: skip
    assert problems[3].values["near"] == "ratio"


@pytest.mark.parametrize("raw", [[], "x", 5, None])
def test_answers_are_a_mapping(small, raw):
    """Anything else is one problem, not a traceback."""
    sheet, [problem] = parse_sheet(small, raw)

    assert sheet == AnswerSheet()
    assert problem.code == "sheet.not_a_mapping"


def test_thousands_of_unknown_questions_are_refused_quickly(textile):
    """A file of wrong ids takes no time: near misses are looked up for the first hundred."""
    start = time.perf_counter()
    _, problems = parse_sheet(textile, {f"equipment.ledger.x{i}" * 5: 1 for i in range(20_000)})

    assert len(problems) == 20_000
    assert time.perf_counter() - start < 3


def test_a_sheet_is_frozen_and_changes_by_copy(small):
    """Answers cannot be slipped in; ``with_answer`` sets one or takes it out."""
    sheet, _ = parse_sheet(small, {"ladder": 3})
    changed = sheet.with_answer("one", UNKNOWN).with_answer("ladder", None)

    with pytest.raises(TypeError):
        sheet.answers["one"] = UNKNOWN
    assert sheet.to_plain(small) == {"ladder": "3"}
    assert changed.to_plain(small) == {"one": {"unknown": True}}


def test_the_digest_names_the_content(small):
    """Order and spelling do not matter to the digest; answers, form and profile do."""
    one, _ = parse_sheet(small, {"ladder": 3, "share": "７５％"}, {"employees": "20"})
    same, _ = parse_sheet(small, {"share": 75.0, "ladder": "3"}, {"employees": 20.0})
    others = [
        parse_sheet(small, {"ladder": 3, "share": 75})[0],
        parse_sheet(small, {"ladder": 4, "share": 75}, {"employees": 20})[0],
        parse_sheet(small, {"ladder": 3, "share": 75}, {"employees": 20}, form="quick")[0],
    ]

    assert one.digest(small) == same.digest(small)
    assert len({sheet.digest(small) for sheet in (one, *others)}) == 4
