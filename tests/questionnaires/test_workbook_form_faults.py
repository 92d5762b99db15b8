"""What people do wrong in a form: every fault is named with its sheet, row and column."""

import datetime as dt

import pytest
from openpyxl.styles import numbers

from questionnaires import parse_sheet
from tests.questionnaires.books import (
    SHEETS,
    answered,
    columns_of,
    filled,
    form,
    opened,
    read,
    refused,
    row_of,
    saved,
    spots,
)
from tests.strategies import build
from tests.tiny import level, one

ANSWERS = SHEETS["zh"]["answers"]
PROFILE = SHEETS["zh"]["profile"]


def fault(small, cells, named):
    """Return the problems of a form with *cells*, and the place of the cell called *named*."""
    data, names = filled(form(small), cells)
    name = names[named]
    column = name.rstrip("0123456789")
    return spots(read(data, small).problems), (ANSWERS, int(name[len(column) :]), column)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("ladder", "6｜六", "answer.no_such_option"),
        ("ladder", 3.5, "answer.no_such_option"),
        ("ladder", True, "answer.no_such_option"),
        ("ladder", dt.date(2024, 3, 5), "answer.bad_shape"),
        ("one", "很好", "answer.no_such_option"),
        ("share", "约一半", "answer.not_a_number"),
        ("share", "50 kg", "answer.not_a_number"),
        ("share", 100.5, "answer.out_of_range"),
        ("share", "１２０％", "answer.out_of_range"),
        ("weight", dt.date(2024, 3, 5), "answer.not_a_number"),
        ("weight", -1, "answer.out_of_range"),
        ("ticks:left", "也许", "form.yes_or_no"),
    ],
)
def test_an_answer_that_cannot_be_used_is_placed(small, key, value, code):
    """The cell with the answer is named, whatever is wrong with it."""
    problems, place = fault(small, answered(key, value), ("answers", key, "answer"))

    assert problems == [(code, *place)]


@pytest.mark.parametrize(
    ("top", "bottom", "code"),
    [
        (12, 10, "answer.out_of_range"),  # 120 %
        (3, 0, "answer.zero_denominator"),
        (-3, 10, "answer.negative_count"),
        ("三", 10, "answer.not_a_number"),
        (3, None, "answer.needs_two_figures"),
        (None, 3, "answer.needs_two_figures"),
    ],
)
def test_a_ratio_that_cannot_be_used_is_placed(small, top, bottom, code):
    """Of the two figures the upper one is named."""
    cells = {**answered("ratio:numerator", top), **answered("ratio:denominator", bottom)}
    problems, place = fault(small, cells, ("answers", "ratio:numerator", "answer"))

    assert problems == [(code, *place)]


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [
        ("share", "１２．５", 12.5),
        ("share", "75%", 75.0),
        ("weight", "1,500", 1500.0),
        ("ladder", 3, "3"),
        ("ladder", "３", "3"),
        ("ladder", "四", "4"),
        ("ladder", "4|whatever", "4"),
        ("one", " good ", "good"),
        ("ladder", "不清楚", {"unknown": True}),
        ("share", "不适用：没有", {"not_applicable": "没有"}),
    ],
)
def test_many_ways_of_writing_an_answer_are_understood(small, key, value, meant):
    """Full-width digits, percent signs, bare rungs and full texts are answers, not faults."""
    data, _ = filled(form(small), answered(key, value))
    found = read(data, small)

    assert spots(found.problems) == []
    assert found.sheets[0] == parse_sheet(small, {key: meant})[0]


def test_a_percentage_cell_means_the_number_it_shows(small):
    """75% typed into a cell is stored as 0.75; the firm meant 75. A weight is no percentage."""
    book = opened(form(small))
    sheet = book[ANSWERS]
    for key in ("share", "weight"):
        cell = sheet.cell(row_of(sheet, key), columns_of(sheet, 2)["answer"])
        cell.value, cell.number_format = (0.07 if key == "share" else 2), numbers.FORMAT_PERCENTAGE

    assert read(saved(book), small).sheets[0].to_plain(small) == {"share": 7.0, "weight": 2.0}


@pytest.mark.parametrize(
    ("column", "cells", "code"),
    [
        ("state", {("answers", "one", "state"): "可能"}, "form.bad_state"),
        (
            "state",
            {**answered("one", "good"), ("answers", "one", "state"): "不清楚"},
            "form.two_answers",
        ),
        ("state", {("answers", "one", "state"): "不适用"}, "answer.no_reason"),
        (
            "reason",
            {**answered("one", "good"), ("answers", "one", "reason"): "备注"},
            "form.reason_unused",
        ),
        ("answer", answered("one", "=1+1"), "table.formula"),
        ("reason", {("answers", "one", "reason"): "=A1"}, "table.formula"),
        ("answer", answered("one", "#N/A"), "table.error_value"),
    ],
)
def test_what_stands_beside_an_answer_is_checked(small, column, cells, code):
    """State, reason, formulas and error values are each placed in their own column."""
    problems, place = fault(small, cells, ("answers", "one", column))

    assert problems == [(code, *place)]


def test_a_reason_that_is_not_used_is_only_a_warning(small):
    """The answer counts; that the reason beside it does not is said."""
    cells = {**answered("one", "good"), ("answers", "one", "reason"): "备注"}
    found = read(filled(form(small), cells)[0], small)

    assert found.sheets[0].to_plain(small) == {"one": "good"}
    assert [problem.severity for problem in found.problems] == ["warning"]


def test_not_applicable_is_refused_where_a_question_applies_to_all():
    """A typed "n/a" beside a question that does not offer it is a problem."""
    questionnaire = one(level("only"))
    data, names = filled(form(questionnaire), {("answers", "only", "state"): "不适用"})
    row = int(names["answers", "only", "state"][1:])

    assert spots(read(data, questionnaire).problems) == [("answer.must_apply", ANSWERS, row, "F")]


def test_merged_cells_are_named(small):
    """Each question whose answer was merged away is named; merged headings are nobody's fault."""
    book = opened(form(small))
    sheet = book[ANSWERS]
    row = row_of(sheet, "share")
    sheet.merge_cells(f"E{row}:E{row + 1}")
    sheet.merge_cells("B4:D4")
    problems = spots(read(saved(book), small).problems)

    assert problems == [
        ("table.merged", ANSWERS, row, "E"),
        ("table.merged", ANSWERS, row + 1, "E"),
    ]


def test_a_question_that_stands_there_twice_is_not_guessed(small):
    """Of two rows with one id neither is used; the second is named."""
    book = opened(form(small))
    sheet = book[ANSWERS]
    row = row_of(sheet, "share")
    sheet.cell(row, 5).value = 10
    sheet.cell(sheet.max_row + 1, 1).value = "share"
    sheet.cell(sheet.max_row, 5).value = 20
    found = read(saved(book), small)

    assert spots(found.problems) == [("table.repeated_question", ANSWERS, sheet.max_row, "A")]
    assert not found.sheets[0].answers


@pytest.mark.parametrize("key", ["sahre", "share:left", "ticks:middle", "ratio:third"])
def test_an_unknown_id_is_named_with_the_nearest(small, key):
    """An id that was changed by hand is a problem in the column of ids."""
    book = opened(form(small))
    sheet = book[ANSWERS]
    sheet.cell(sheet.max_row + 1, 1).value = key
    row = sheet.max_row
    problems = read(saved(book), small).problems

    assert spots(problems) == [("answer.unknown_question", ANSWERS, row, "A")]
    assert problems[0].values["near"] in ("share", "ticks", "ratio")


def test_an_answer_in_a_row_without_an_id_is_named(small):
    """Something filled in beside a heading, or where an id was deleted, is not overlooked."""
    book = opened(form(small))
    sheet = book[ANSWERS]
    row = row_of(sheet, "share")
    sheet.cell(row, 1).value = None
    sheet.cell(row, 5).value = 20

    assert spots(read(saved(book), small).problems) == [("form.row_without_id", ANSWERS, row, "E")]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("credit_code", 913300001234567890, "profile.code_is_a_number"),
        ("credit_code", "91330000123456789X", "profile.bad_credit_code"),
        ("region", "999999", "profile.bad_region"),
        ("industry", "0111｜谷物", "profile.bad_industry"),
        ("employees", 12.5, "profile.bad_employees"),
        ("revenue", "很多", "profile.bad_revenue"),
        ("processes:dyeing", "也许", "form.yes_or_no"),
        ("fictional", "也许", "form.yes_or_no"),
        ("name", "=1+1", "table.formula"),
    ],
)
def test_a_fact_that_cannot_be_used_is_placed(small, key, value, code):
    """Faults of the profile are placed on the profile's sheet."""
    cells = {("profile", key, "value"): value, **answered("share", 5)}
    data, names = filled(form(small), cells)
    row = int(names["profile", key, "value"][1:])

    assert spots(read(data, small).problems) == [(code, PROFILE, row, "C")]


def test_facts_are_read_as_they_are_typed(small):
    """Numbers for codes, labels for industries, yes for processes: all are understood."""
    cells = {
        ("profile", "name", "value"): 360,
        ("profile", "region", "value"): 330600,
        ("profile", "industry", "value"): "1713｜棉印染精加工",
        ("profile", "processes:dyeing", "value"): "是",
        ("profile", "processes:weaving", "value"): "√",
        ("profile", "processes:garment", "value"): "否",
        ("profile", "form", "value"): "quick｜快速版",
        ("profile", "fictional", "value"): "是",
    }
    found = read(filled(form(small), {**cells, **answered("share", 5)})[0], small)
    sheet, _ = parse_sheet(
        small,
        {"share": 5},
        {
            "name": "360", "region": "330600", "industry": "1713",
            "processes": ["weaving", "dyeing"], "fictional": True,
        },
        form="quick",
    )  # fmt: skip

    assert spots(found.problems) == []
    assert found.sheets == (sheet,)


def test_a_form_of_another_questionnaire_is_not_read_as_this_one(small, textile):
    """The form carries its questionnaire; with another one only that is said."""
    problems = read(filled(form(small), answered("share", 5))[0], textile).problems

    assert spots(problems) == [("sheet.other_questionnaire", ANSWERS, 1, "B")]
    assert (problems[0].values["found"], problems[0].values["expected"]) == (
        "small@0.1.0",
        textile.ref,
    )


def test_a_newer_version_counts_as_another_questionnaire(small):
    """Versions differ in what answers mean, so they are not mixed."""
    newer = build({**small.model_dump(mode="json", by_alias=True, exclude_unset=True),
                   "version": "0.2.0"})  # fmt: skip
    problems = read(filled(form(small), answered("share", 5))[0], newer).problems

    assert [problem.code for problem in problems] == ["sheet.other_questionnaire"]


def test_two_answer_sheets_are_not_guessed(small):
    """A copied answer sheet makes the workbook ambiguous."""
    book = opened(form(small))
    book.copy_worksheet(book[ANSWERS])

    assert spots(refused(saved(book), small)) == [("table.several_tables", None, None, None)]


def test_formulas_outside_the_answers_are_no_fault(small):
    """A park may calculate on its own sheet, or in columns that nobody fills in."""
    book = opened(filled(form(small), answered("share", 5))[0])
    book.create_sheet("园区备注")["A1"] = "=1+1"
    book[ANSWERS]["K5"] = "=1+1"
    found = read(saved(book), small)

    assert spots(found.problems) == []
    assert found.sheets[0].to_plain(small) == {"share": 5.0}
