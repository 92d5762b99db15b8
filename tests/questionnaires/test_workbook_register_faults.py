"""What is wrong with a register: every fault is named with its sheet, row and column."""

import openpyxl
import polars as pl
import pytest

from assessment import assess
from questionnaires.workbook.register_table import UNUSABLE
from tests.questionnaires.books import opened, read, refused, register_of, saved, spots

CODES = ("91310000775785552L", "913300001429100770")
IDS = ["name", "credit_code", "ladder", "ratio:numerator", "ratio:denominator", "share"]
GOOD = ["甲", CODES[0], 3, 1, 2, 5]


def all_problems(small, data):
    """Return what reading and scoring find, placed in the file, and the firms that are left."""
    found = read(data, small)
    outcomes = assess(small, found.register.frame)
    problems = [*found.problems, *found.register.place(outcomes.problems)]
    return spots(problems), [outcome.sheet.profile.name for outcome in outcomes]


def with_row(*changes):
    """Return a register of two firms, the second with some cells changed."""
    row = ["乙", CODES[1], 3, 1, 2, 5]
    for column, value in changes:
        row[IDS.index(column)] = value
    return register_of(IDS, [GOOD, row])


@pytest.mark.parametrize(
    ("column", "value", "code", "letter"),
    [
        ("ladder", 9, "answer.no_such_option", "C"),
        ("ladder", True, "answer.no_such_option", "C"),
        ("ladder", 2.5, "answer.no_such_option", "C"),
        ("share", 130, "answer.out_of_range", "F"),
        ("share", "很多", "answer.not_a_number", "F"),
        ("ratio:numerator", 3, "answer.out_of_range", "D"),  # 150 %
        ("ratio:denominator", 0, "answer.zero_denominator", "D"),
        ("ratio:denominator", "一", "answer.not_a_number", "D"),
        ("credit_code", 913300001234567890, "profile.code_is_a_number", "B"),
        ("credit_code", "9.1330E+17", "profile.code_is_a_number", "B"),
        ("credit_code", "91330000142910077Z", "profile.bad_credit_code", "B"),
        ("credit_code", CODES[0].lower(), "table.duplicate_firm", "B"),
        ("ladder", "=1+1", "table.formula", "C"),
        ("name", "=A1", "table.formula", "A"),
        ("share", "#DIV/0!", "table.error_value", "F"),
        ("ratio:denominator", "#N/A", "table.error_value", "E"),
    ],
)
def test_a_cell_that_cannot_be_used_rejects_its_row(small, column, value, code, letter):
    """Reading and scoring together name each fault once, in its cell; the other firm stays."""
    problems, left = all_problems(small, with_row((column, value)))

    assert problems == [(code, "r", 3, letter)]
    assert left == ["甲"]


def test_full_width_numbers_are_numbers(small):
    """What a Chinese keyboard types is understood."""
    data = with_row(("ladder", "４"), ("share", "１２．５"), ("ratio:denominator", "８"))
    outcomes = list(assess(small, read(data, small).register.frame))

    assert outcomes[1].sheet.to_plain(small) == {
        "ladder": "4", "share": 12.5, "ratio": {"numerator": 1.0, "denominator": 8.0},
    }  # fmt: skip


def test_a_firm_that_stands_there_twice_keeps_its_first_row(small):
    """Of a credit code's rows the later ones are problems that name the first."""
    rows = [GOOD, ["乙", CODES[1], *GOOD[2:]], ["丙", f" {CODES[0]}", *GOOD[2:]], GOOD]
    found = read(register_of(IDS, rows), small)

    assert spots(found.problems) == [
        ("table.duplicate_firm", "r", 4, "B"),
        ("table.duplicate_firm", "r", 5, "B"),
    ]
    assert [problem.values["first"] for problem in found.problems] == [2, 2]
    assert [o.sheet.profile.name for o in assess(small, found.register.frame)] == ["甲", "乙"]


def test_merged_cells_reject_every_row_they_cover(small):
    """What stands in merged cells belongs to the first row; the others lack it without a word."""
    book = openpyxl.Workbook()
    page = book.active
    for row in [IDS, GOOD, ["乙", None, *GOOD[2:]], ["丙", None, *GOOD[2:]], ["丁", *[None] * 5]]:
        page.append(row)
    page.merge_cells("F3:F4")
    page.merge_cells("H2:J9")  # the park's own columns
    problems, left = all_problems(small, saved(book))

    assert problems == [
        ("table.merged", "Sheet", 3, "F"),
        ("table.merged", "Sheet", 4, "F"),
    ]
    assert left == ["甲", "丁"]


def test_formulas_outside_the_table_are_no_fault(small):
    """Private columns, unnamed ones, other sheets and rows above may calculate."""
    book = opened(register_of(IDS, [GOOD]))
    page = book.active
    page["G1"], page["G2"] = "_sum", "=SUM(F2:F9)"
    page["I2"] = "=1+1"
    book.create_sheet("园区备注")["A1"] = "=r!A2"

    assert all_problems(small, saved(book)) == ([], ["甲"])


def test_content_without_an_id_is_a_warning(small):
    """A column whose id was lost is not silently left out."""
    book = opened(register_of(IDS, [GOOD]))
    book.active["H2"] = "备注"
    found = read(saved(book), small)

    assert spots(found.problems) == [("table.unnamed_column", "r", 1, "H")]
    assert [problem.severity for problem in found.problems] == ["warning"]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["name", "share", "share"], [("table.duplicate_column", "r", 1, "C")]),
        (["name", "name", "share"], [("table.duplicate_column", "r", 1, "B")]),
    ],
)
def test_a_column_that_stands_there_twice_is_not_guessed(small, ids, expected):
    """Nobody knows which of two columns is meant."""
    assert spots(refused(register_of(ids, [["甲", 1, 2]]), small)) == expected


@pytest.mark.parametrize(
    ("ids", "code", "column"),
    [
        (["name", "share", "wieght"], "table.unknown_column", "C"),
        (["name", "share", "ratio:numerator"], "table.half_a_ratio", "C"),
    ],
)
def test_faults_of_the_heading_are_placed_there(small, ids, code, column):
    """What scoring says about a column is placed at its id."""
    problems, left = all_problems(small, register_of(ids, [["甲", 1, 2]]))

    assert problems == [(code, "r", 1, column)]
    assert left == []


@pytest.mark.parametrize(
    ("ids", "rows", "expected"),
    [
        (["甲", "乙"], [["丙", 5]], ("table.unknown_layout", None, None, None)),
        (["name", "地址"], [["丙", 5]], ("table.unknown_layout", None, None, None)),
        (["name", "share"], [], ("table.no_rows", "r", 1, None)),
        (["name", "share"], [[None, None]], ("table.no_rows", "r", 1, None)),
        ([None], [], ("file.empty", None, None, None)),
    ],
)
def test_a_table_without_ids_or_firms_is_no_register(small, ids, rows, expected):
    """Headerless, foreign and empty tables are recognised as such."""
    assert spots(refused(register_of(ids, rows), small)) == [expected]


def test_two_registers_in_a_workbook_are_not_guessed(small):
    """Two sheets with ids make a workbook ambiguous, and both are named."""
    book = opened(register_of(IDS, [GOOD]))
    book.copy_worksheet(book.active).title = "2024"
    [problem] = refused(saved(book), small)

    assert (problem.code, problem.values["sheets"]) == ("table.several_tables", "r, 2024")


def test_a_spoilt_cell_is_never_taken_for_an_answer(small):
    """The mark in a refused cell fits no column, so scoring alone refuses the row as well."""
    for column in (*IDS, "form", "region", "industry", "processes", "employees", "fictional"):
        row = {**dict(zip(IDS, GOOD, strict=True)), column: UNUSABLE}
        frame = pl.DataFrame({key: [str(value)] for key, value in row.items()})

        assert len(assess(small, frame)) == 0, column
