"""How sure a firm is of its answers, in the form: a column that may be empty, or missing."""

import pytest

from questionnaires import load, parse_sheet
from questionnaires.confidence import CONFIDENCES
from tests.questionnaires.books import SHEETS, columns_of, form, opened, read, row_of, saved

TEXTILE = load("textile")
NAMES = ("digital.data.decisions", "equipment.ledger.over_15_years", "digital.strategy.learning")
"""A ladder, a ratio and a question of several choices."""
ANSWERS = {
    NAMES[0]: "3",
    NAMES[1]: {"numerator": 3, "denominator": 9},
    NAMES[2]: ["visit"],
}


def sheet():
    found, problems = parse_sheet(TEXTILE, ANSWERS)
    assert not problems
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_written_is_read(lang):
    """All three words, in both languages, for every kind of question; the answers stay the same."""
    said = dict(zip(NAMES, CONFIDENCES, strict=True))
    found = read(form(TEXTILE, lang=lang, sheet=sheet(), confidence=said), TEXTILE)

    assert found.confidence == said
    assert found.sheets[0].answers == sheet().answers
    assert not found.problems


def test_a_form_without_the_column_is_read_as_before():
    """Forms handed out earlier lack it."""
    book = opened(form(TEXTILE, sheet=sheet(), confidence={NAMES[0]: "unsure"}))
    page = book[SHEETS["zh"]["answers"]]
    page.delete_cols(columns_of(page, 2)["confidence"])
    found = read(saved(book), TEXTILE)

    assert found.confidence == {}
    assert found.sheets[0].answers == sheet().answers


def test_a_word_that_is_none_is_named_with_its_cell_and_costs_no_answer():
    """The cell is told; the answer beside it counts."""
    book = opened(form(TEXTILE, sheet=sheet()))
    page = book[SHEETS["zh"]["answers"]]
    column = columns_of(page, 2)["confidence"]
    page.cell(row_of(page, NAMES[0]), column).value = "八成"
    found = read(saved(book), TEXTILE)

    [problem] = found.problems
    assert problem.code == "answer.bad_confidence"
    assert (problem.place.row, problem.place.column) == (row_of(page, NAMES[0]), "H")
    assert found.sheets[0].answers == sheet().answers
