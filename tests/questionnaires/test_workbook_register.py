"""The register of many firms: written, filled in, read back for scoring."""

import io

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import assess
from questionnaires import Profile, load, parse_sheet
from questionnaires.workbook.layout import known_columns
from tests.questionnaires.books import (
    SHEETS,
    columns_of,
    opened,
    read,
    refused,
    register,
    register_of,
    repacked,
    said,
    saved,
    spots,
)
from tests.strategies import questionnaires, sheets
from tests.tiny import one, single

CODES = ("91310000775785552L", "913300001429100770")
ANSWERS = {
    "ladder": 3,
    "one": "good",
    "ticks": ["left", "right"],
    "share": 12.5,
    "weight": 1 / 3 + 100,
    "ratio": {"numerator": 3, "denominator": 7},
}
OPEN = {
    "ladder": {"unknown": True},
    "ratio": {"not_applicable": "没有"},
    "share": {"unknown": True},
}


def firm(questionnaire, answers, **facts):
    sheet, problems = parse_sheet(questionnaire, answers, facts)
    assert problems == []
    return sheet


def firms(small):
    facts = {"region": "330600", "industry": "1713", "processes": ["spinning", "dyeing"]}
    first = firm(small, ANSWERS, name="=甲", credit_code=CODES[0], employees=420, **facts)
    return first, firm(small, OPEN, name="乙", revenue=1234.5, fictional=True)


def assessed(questionnaire, found):
    """Return the sheets that scoring sees in a register."""
    assert said(found.problems) == []
    outcomes = assess(questionnaire, found.register.frame)
    assert said(found.register.place(outcomes.problems)) == []
    return [outcome.sheet for outcome in outcomes]


# --- round trips --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_firms_survive_the_register(small, lang):
    """Facts and every kind of answer come back from the workbook as they went in."""
    rows = firms(small)

    assert assessed(small, read(register(small, rows=rows, lang=lang), small)) == list(rows)


@settings(max_examples=6)
@given(data=st.data())
def test_any_sheets_survive_the_register(data):
    """Whatever firms answered, what scoring reads back from a register is the same."""
    questionnaire = load("textile")
    rows = data.draw(st.lists(sheets(questionnaire), min_size=1, max_size=3))

    assert assessed(questionnaire, read(register(questionnaire, rows=rows), questionnaire)) == rows


@settings(max_examples=25)
@given(data=st.data(), questionnaire=questionnaires())
def test_any_questionnaire_has_a_register(data, questionnaire):
    """That holds for questionnaires of one's own as well."""
    rows = data.draw(st.lists(sheets(questionnaire), min_size=1, max_size=3))

    assert assessed(questionnaire, read(register(questionnaire, rows=rows), questionnaire)) == rows


def test_the_same_firms_give_the_same_bytes(small):
    """Export, import, export: not a byte differs."""
    first = register(small, rows=firms(small))
    again = register(small, rows=assessed(small, read(first, small)))

    assert first == again


def test_an_option_called_unknown_is_an_answer():
    """Its id alone would read as "not known", so the register writes its label."""
    questionnaire = one(single("colour", {"unknown": 0, "good": 100}))
    sheet = firm(questionnaire, {"colour": "unknown"}, name="甲")

    assert sheet.answers["colour"].value == "unknown"
    data = register(questionnaire, rows=[sheet])
    assert assessed(questionnaire, read(data, questionnaire)) == [sheet]


# --- what a register looks like -----------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_heading_has_ids_titles_and_what_to_write(textile, lang):
    """Row 1 holds the ids, row 2 the questions with their unit, row 3 the choices."""
    book = opened(register(textile, lang=lang))
    sheet = book[SHEETS[lang]["register"]]
    columns = columns_of(sheet, 1)
    place = columns["equipment.renewal.investment"]
    title = textile.question("equipment.renewal.investment").text.to(lang)

    assert set(columns) == {"#", *(known_columns(textile) - {"fictional"})}
    assert list(columns)[1:9] == [
        "name", "credit_code", "region", "industry", "processes", "employees", "revenue", "form",
    ]  # fmt: skip
    assert sheet.cell(2, place).value == f"{title} [%]"
    assert sheet.cell(3, place).value.startswith("0–200")
    assert sheet.freeze_panes == "C4"
    assert sheet["A2"].value == f"# {textile.ref}"
    assert all(sheet.cell(1, column).comment for column in columns.values() if column > 1)


def test_drop_downs_offer_ids(textile):
    """Option columns have a list of ids, number columns their range, codes are text."""
    book = opened(register(textile))
    sheet = book["登记表"]
    columns = columns_of(sheet, 1)

    def rule(name):
        letter = openpyxl.utils.get_column_letter(columns[name])
        return next(v for v in sheet.data_validations.dataValidation if f"{letter}9" in v.sqref)

    assert rule("equipment.ledger.practice").formula1 == '"1,2,3,4,5,不清楚"'
    assert rule("form").formula1 == '"full,quick"'
    assert rule("energy.saving.renewable").type == "decimal"
    assert sheet.column_dimensions["C"].number_format == "@"
    industry = rule("industry").formula1
    column = industry.partition("$")[2][0]
    assert "1713" in [cell.value for cell in book["_lists"][column]]


def test_a_profile_leaves_out_columns(textile):
    """A register for spinners has no dyeing columns, unless a firm answered them."""
    spinners = Profile(processes=("spinning",))
    dyer = firm(textile, {"energy.chemicals.recipes": 50})

    def columns(**options):
        return columns_of(opened(register(textile, profile=spinners, **options))["登记表"], 1)

    assert "energy.chemicals.recipes" not in columns()
    assert "energy.chemicals.recipes" in columns(rows=[dyer])


# --- reading what people make of it -------------------------------------------------------------


def test_numbers_and_labels_mean_options(small):
    """3.0, "3" and "3｜…" are the third rung; a whole column of numbers stays numbers."""
    ids = ["name", "ladder", "one", "share"]
    numbers = read(register_of(ids, [["甲", 3.0, "good", 5], ["乙", 2, None, 6]]), small)
    labels = read(register_of(ids, [["甲", "3｜三", "好", 5], ["乙", 2, "good", "不清楚"]]), small)

    assert numbers.register.frame["ladder"].to_list() == [3, 2]
    assert numbers.register.frame["ladder"].dtype == pl.Int64
    assert labels.register.frame["ladder"].to_list() == ["3", "2"]
    assert labels.register.frame["one"].to_list() == ["good", "good"]
    assert assessed(small, labels)[1].to_plain(small) == {
        "ladder": "2", "one": "good", "share": {"unknown": True},
    }  # fmt: skip


def test_codes_that_look_like_numbers_stay_codes(small):
    """Names, regions and industries are text, also where the spreadsheet has numbers."""
    data = register_of(["name", "region", "industry", "share"], [[360, 330600, 1713, 5]])
    [sheet] = assessed(small, read(data, small))

    assert (sheet.profile.name, sheet.profile.region, sheet.profile.industry) == (
        "360", "330600", "1713",
    )  # fmt: skip


def test_ids_may_stand_lower_and_rows_be_explained(small):
    """Titles above the ids, marked rows and empty rows are skipped; rows keep their numbers."""
    rows = [["#", "name", "share"], ["# 说明", "企业", "占比"], [None, "甲", 5], [None, None, None],
            ["# 备注", "园区", 7], [None, "乙", 500]]  # fmt: skip
    data = register_of(["园区登记表"], rows)
    found = read(data, small)
    outcomes = assess(small, found.register.frame)

    assert found.register.spots.rows.tolist() == [4, 7]
    assert [outcome.sheet.profile.name for outcome in outcomes] == ["甲"]
    assert spots(found.register.place(outcomes.problems)) == [("answer.out_of_range", "r", 7, "C")]


def test_a_register_names_its_questionnaire(small, textile):
    """Read with another questionnaire, only that is said."""
    problems = read(register(small, rows=firms(small)), textile).problems

    assert spots(problems) == [("sheet.other_questionnaire", None, None, None)]


def test_a_percentage_cell_means_the_number_it_shows(small):
    """75% is stored as 0.75 in a percentage cell; of a weight nothing is a percentage."""
    book = openpyxl.load_workbook(io.BytesIO(register_of(["share", "weight"], [[0.75, 2], [8, 3]])))
    for cell in ("A2", "B2"):
        book["r"][cell].number_format = "0.0%"
    book["r"]["A3"].number_format = '0"%"'
    found = read(saved(book), small)

    assert found.register.frame.to_dict(as_series=False) == {"share": [75, 8], "weight": [2, 3]}


def test_a_workbook_written_by_another_program_is_read(small):
    """Prefixed XML, as some programs write it, gives the same register."""
    data = register_of(["name", "share"], [["甲", 5], ["乙", "=1+1"]])

    def prefixed(text):
        text = text.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
        return text.replace("xmlns=", "xmlns:x=")

    found = read(repacked(data, {"xl/worksheets/sheet1.xml": prefixed}), small)

    assert found.register.frame["name"].to_list() == ["甲", "乙"]
    assert spots(found.problems) == [("table.formula", "r", 3, "B")]


def test_a_blank_register_holds_no_firms(small):
    """A blank register can be written, and says that nobody has filled it in."""
    assert spots(refused(register(small), small)) == [("table.no_rows", "登记表", 1, None)]
