"""The form of one firm: written, filled in by people, read back."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from questionnaires import AnswerSheet, Profile, load, parse_sheet
from questionnaires.cells import option_label
from tests.questionnaires.books import (
    SHEETS,
    answered,
    columns_of,
    filled,
    form,
    opened,
    read,
    row_of,
    said,
    spots,
)  # fmt: skip
from tests.strategies import questionnaires, sheets
from tests.tiny import level, number, one

WORDS = {
    "zh": {"yes": "是", "no": "否", "unknown": "不清楚", "na": "不适用"},
    "en": {"yes": "yes", "no": "no", "unknown": "unknown", "na": "n/a"},
}
PROFILE = {
    ("profile", "name", "value"): "示例甲纺织",
    ("profile", "region", "value"): "330600",
    ("profile", "employees", "value"): 420,
    ("profile", "revenue", "value"): 12345.5,
}
FIRM = Profile(name="示例甲纺织", region="330600", employees=420, revenue=12345.5)


def kinds(lang):
    """Return what a person fills in, question by question, and the raw answers meant."""
    word = WORDS[lang]
    cells = {
        **answered("ladder", "3｜三" if lang == "zh" else "3｜C"),
        **answered("one", "good｜好" if lang == "zh" else "good｜Good"),
        **answered("ticks:left", word["yes"]),
        **answered("ticks:right", word["yes"]),
        **answered("ticks:none", word["no"]),
        **answered("share", 12.5),
        **answered("weight", 1500),
        **answered("ratio:numerator", 3),
        **answered("ratio:denominator", 7),
    }
    meant = {
        "ladder": "3", "one": "good", "ticks": ["left", "right"], "share": 12.5, "weight": 1500,
        "ratio": {"numerator": 3, "denominator": 7},
    }  # fmt: skip
    return cells, meant


# --- round trips --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_blank_form_holds_no_answer(textile, lang):
    """Nothing is read from a form that nobody filled in, and that is said."""
    found = read(form(textile, lang=lang), textile)

    assert spots(found.problems) == [("sheet.no_answers", None, None, None)]
    assert found.sheets == (AnswerSheet(),)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_question_can_be_filled_in(small, lang):
    """What people choose and type into the cells comes back as the answers meant."""
    cells, meant = kinds(lang)
    data, _ = filled(form(small, lang=lang), {**PROFILE, **cells}, lang)
    found = read(data, small)

    assert said(found.problems) == []
    assert found.sheets == (parse_sheet(small, meant, FIRM)[0],)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", ["ladder", "one", "ticks", "share", "ratio"])
def test_every_question_can_be_left_open(small, lang, key):
    """The words for unknown and n/a with a reason are chosen beside the question, whatever its kind."""
    state = ("answers", key, "state")
    unknown, _ = filled(form(small, lang=lang), {state: WORDS[lang]["unknown"]}, lang)
    reason = {state: WORDS[lang]["na"], ("answers", key, "reason"): "=没有这类设备"}
    none, _ = filled(form(small, lang=lang), reason, lang)

    assert read(unknown, small).sheets[0].to_plain(small) == {key: {"unknown": True}}
    # openpyxl writes the text as a formula, which is refused: people paste values
    assert read(none, small).problems[0].code == "table.formula"
    none, _ = filled(form(small, lang=lang), {**reason, ("answers", key, "reason"): "没有"}, lang)
    assert read(none, small).sheets[0].to_plain(small) == {key: {"not_applicable": "没有"}}


def test_a_reason_alone_means_not_applicable(small):
    """Who writes why a question does not apply need not choose "n/a" as well."""
    data, _ = filled(form(small), {("answers", "ladder", "reason"): "没有锅炉"})

    assert read(data, small).sheets[0].to_plain(small) == {"ladder": {"not_applicable": "没有锅炉"}}


@settings(max_examples=8)
@given(data=st.data(), lang=st.sampled_from(["zh", "en"]))
def test_a_sheet_survives_the_form(data, lang):
    """Any accepted answers, written into a form and read back, are the same sheet."""
    questionnaire = load("textile")
    sheet = data.draw(sheets(questionnaire))
    found = read(form(questionnaire, sheet=sheet, lang=lang), questionnaire)

    assert [p.code for p in found.problems if sheet.answers] == []
    assert found.sheets == (sheet,)


@settings(max_examples=25)
@given(data=st.data(), questionnaire=questionnaires())
def test_a_sheet_survives_the_form_of_any_questionnaire(data, questionnaire):
    """That holds for questionnaires of one's own, in a language we do not write, as well."""
    sheet = data.draw(sheets(questionnaire))
    found = read(form(questionnaire, sheet=sheet, lang="fr"), questionnaire)

    assert [p.code for p in found.problems if sheet.answers] == []
    assert found.sheets == (sheet,)


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2", "@SUM(A1)", '=HYPERLINK("x")', "_x0041_"])
def test_text_never_becomes_a_formula(small, text):
    """A name or reason that looks like a formula is written as text and comes back whole."""
    answers = {"ladder": {"not_applicable": text}}
    sheet, problems = parse_sheet(small, answers, {"name": text, "fictional": True})
    data = form(small, sheet=sheet)
    cells = [c for page in opened(data) for row in page.iter_rows() for c in row]

    assert problems == []
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert read(data, small).sheets == (sheet,)


def test_the_same_arguments_give_the_same_bytes(small):
    """Export, import, export: not a byte differs."""
    cells, _ = kinds("zh")
    data, _ = filled(form(small), {**PROFILE, **cells})
    sheet = read(data, small).sheets[0]
    first = form(small, sheet=sheet)
    again = form(small, sheet=read(first, small).sheets[0])

    assert first == again == form(small, sheet=sheet)
    assert opened(first).properties.created == dt.datetime(2024, 4, 12, tzinfo=None)  # noqa: DTZ001


# --- what a form looks like ---------------------------------------------------------------------


def validation(sheet, cell):
    return next(v for v in sheet.data_validations.dataValidation if cell in v.sqref)


def items(book, rule):
    """Return the lines of a drop-down, given in place or on the hidden sheet."""
    if not rule.formula1.startswith(("=", "'", "_")):
        return rule.formula1.strip('"').split(",")
    name, _, area = rule.formula1.lstrip("=").partition("!")
    return [row[0].value for row in book[name.strip("'")][area.replace("$", "")]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_drop_downs_offer_what_can_be_answered(textile, lang):
    """Worded answers, yes or no, and the ways to leave a question open are chosen from lists."""
    book = opened(form(textile, lang=lang))
    sheet = book[SHEETS[lang]["answers"]]
    columns = {key: get_column_letter(n) for key, n in columns_of(sheet, 2).items()}
    word = WORDS[lang]
    for question in textile.questions:
        row = row_of(sheet, question.id)
        states = items(book, validation(sheet, f"{columns['state']}{row}"))
        assert states == [word["unknown"], *([word["na"]] if question.may_not_apply else [])]
        if question.kind in ("single", "level"):
            offered = items(book, validation(sheet, f"{columns['answer']}{row}"))
            assert offered == [option_label(question, o.id, lang) for o in question.options]
        elif question.kind == "multiple":
            for number_, option in enumerate(question.options, start=1):
                assert sheet.cell(row + number_, 1).value == f"{question.id}:{option.id}"
                rule = validation(sheet, f"{columns['answer']}{row + number_}")
                assert items(book, rule) == [word["yes"], word["no"]]
        elif question.kind == "number":
            rule = validation(sheet, f"{columns['answer']}{row}")
            assert (float(rule.formula1), float(rule.formula2)) == question.range
            assert rule.type == "decimal"
            assert rule.prompt


def test_the_profile_offers_codes_and_processes(textile):
    """Industry and form are chosen from lists, each process by yes or no, codes are text."""
    book = opened(form(textile))
    sheet = book["企业概况"]

    assert "1713｜棉印染精加工" in items(book, validation(sheet, f"C{row_of(sheet, 'industry')}"))
    assert items(book, validation(sheet, f"C{row_of(sheet, 'processes:dyeing')}")) == ["是", "否"]
    assert items(book, validation(sheet, f"C{row_of(sheet, 'form')}"))[1] == "quick｜快速版"
    assert sheet[f"C{row_of(sheet, 'credit_code')}"].number_format == "@"


def test_only_what_is_to_be_filled_in_is_open(small):
    """Sheets are protected without a password; answers can be typed, ids and texts cannot."""
    book = opened(form(small))
    sheet = book["答题"]
    columns = columns_of(sheet, 2)
    answers = [
        sheet.cell(row_of(sheet, key), columns["answer"]) for key in ("ladder", "ticks:left")
    ]

    assert all(page.protection.sheet for page in book if page.sheet_state == "visible")
    assert not any(page.protection.password for page in book)
    assert not any(cell.protection.locked for cell in answers)
    assert all(sheet.cell(row, 1).protection.locked for row in range(4, sheet.max_row + 1))
    assert sheet.cell(row_of(sheet, "ticks"), columns["answer"]).protection.locked
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert [sheet.row_dimensions[row].hidden for row in (1, 2, 3)] == [True, True, False]
    assert book["_lists"].sheet_state == "hidden"


def ids(data):
    sheet = opened(data)["答题"]
    return {str(cell.value).partition(":")[0] for cell in sheet["A"][3:] if cell.value}


def test_a_profile_leaves_out_what_is_not_asked_of_it(textile):
    """A spinner is not asked about dyeing; a firm whose processes are not known is asked all."""
    spinner = ids(form(textile, profile=Profile(processes=("spinning",))))
    nobody = ids(form(textile, profile=Profile(name="甲")))

    assert "equipment.machines.spinning_staffing" in spinner
    assert "equipment.machines.dyeing_control" not in spinner
    assert nobody == {question.id for question in textile.questions}


def test_an_answer_is_written_even_where_it_is_not_asked(textile):
    """No answer that a sheet holds gets lost on the way through a workbook."""
    sheet, _ = parse_sheet(textile, {"equipment.machines.garment_line": 2})
    data = form(textile, sheet=sheet, profile=Profile(processes=("spinning",)))

    assert read(data, textile).sheets[0].answers == sheet.answers


def test_the_quick_form_holds_its_questions_only(textile):
    """The short form asks the quick questions and says which form it is."""
    data = form(textile, form="quick")

    assert ids(data) == {q.id for q in textile.questions if q.quick}
    assert read(data, textile).sheets[0].form == "quick"


def test_a_question_that_waits_for_an_answer_stays_in_with_a_note():
    """What depends on an earlier answer is kept, and says on which."""
    later = number("later", asked_if={"question": "first", "ge": 3})
    staff = number("staff", asked_if={"not": {"profile": "employees", "ge": 20}})
    questionnaire = one(level("first"), later, staff)
    small_firm = ids(form(questionnaire, profile=Profile(employees=5)))
    large_firm = ids(form(questionnaire, profile=Profile(employees=500)))
    sheet = opened(form(questionnaire))["答题"]
    notes = [sheet.cell(row_of(sheet, key), 3).value for key in ("later", "staff")]

    assert (small_firm, large_firm) == ({"first", "later", "staff"}, {"first", "later"})
    assert notes == ["仅限：视“x”的回答而定，不符合时留空", "仅限：非（从业人员数（人）不少于 20）"]


@pytest.mark.parametrize(
    ("profile", "asked"),
    [
        (Profile(), {"both", "either", "none"}),
        (Profile(processes=("spinning",)), {"both", "either", "none"}),
        (Profile(processes=("dyeing",)), {"either", "none"}),
        (Profile(processes=("dyeing",), employees=5), {"none"}),
        (Profile(processes=("dyeing",), employees=50), {"either", "none"}),
        (Profile(processes=("spinning",), employees=5), {"either", "none"}),
        (Profile(processes=("spinning",), employees=50), {"both", "either"}),
    ],
)
def test_combined_conditions_are_followed(profile, asked):
    """All, any and neither: a question is left out only when no missing fact can bring it in."""
    parts = [{"profile": "processes", "in": ["spinning"]}, {"profile": "employees", "ge": 20}]
    questionnaire = one(
        level("first"),
        number("both", asked_if={"all": parts}),
        number("either", asked_if={"any": parts}),
        number("none", asked_if={"not": {"all": parts}}),
    )

    assert ids(form(questionnaire, profile=profile)) == {"first", *asked}
