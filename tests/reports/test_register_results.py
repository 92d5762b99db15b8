"""The register handed back: the park's own cells, results and reasons; and only the rows to correct."""

import io
import zipfile

import openpyxl
import polars as pl
import pytest
from openpyxl.utils.escape import unescape

from assessment.register import assess_register
from questionnaires.files import read_register
from reports.register import write_register_results, write_rows_to_correct
from reports.rows import OVER, add_rows
from reports.sheets import LONGEST, opened
from tests.benchmarks import park_register
from tests.codes import credit_code
from tests.tiny import level, number, one

FIRMS = 152
SMALL = one(level("l", may_not_apply=True), number("n"))


def assessed(data, questionnaire, name="r.xlsx"):
    return assess_register(read_register(data, lambda _: questionnaire, name=name))


def written(write, batch, lang="zh"):
    target = io.BytesIO()
    write(batch, target, lang)
    return target.getvalue()


def rows_of(data, sheet=0):
    """The rows below ids as mappings by id."""
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet]
    ids, *rows = page.iter_rows(values_only=True)
    return [dict(zip(ids, row, strict=True)) for row in rows if row[0] is None]


@pytest.fixture(scope="module")
def planted(textile):
    data, _ = park_register.book(FIRMS)
    return data, assessed(data, textile)


def test_results_hold_every_row_with_its_own_cells_and_numbers(planted):
    """All rows in order: cells as they were, level and unrounded scores where it was accepted."""
    data, batch = planted
    found, original = rows_of(written(write_register_results, batch)), rows_of(data)

    assert len(found) == FIRMS
    table = batch.outcomes.table
    expected = dict(zip(batch.rows.tolist(), table.numbers.scores[table.row("index")], strict=True))
    for number_, row in enumerate(found):
        assert row["_index"] == expected.get(number_)
        assert (row["_status"] == "待更正") == (number_ in batch.faults)
        assert row["_row"] == number_ + park_register.HEAD + 1
        if number_ not in batch.faults:
            own = {key: cell for key, cell in original[number_].items() if key != "#"}
            assert {key: row[key] for key in own} == own


def test_rejected_rows_say_what_and_what_to_do(planted):
    """Each red row names its fault and remedy in the reader's language, and has no score."""
    _, batch = planted
    for lang, status in (("zh", "待更正"), ("en", "To correct")):
        rows = rows_of(written(write_register_results, batch, lang))
        for row, problems in batch.faults.items():
            found = rows[row]
            assert found["_status"] == status
            assert found["_do"] == problems[0].todo(lang)
            assert found["_what"]
            assert "{" not in found["_what"]
            assert found["_level"] is found["_index"] is found["_energy"] is None


@pytest.mark.parametrize("write", [write_register_results, write_rows_to_correct])
def test_nothing_refused_slips_in_by_handing_the_workbook_in_again(planted, textile, write):
    """Read back uncorrected, the same firms are refused, copies of formulas and second rows too."""
    _, batch = planted
    again = assessed(written(write, batch), textile)

    assert len(again.faults) == len(batch.faults)
    assert len(again) == (len(batch) if write is write_register_results else 0)
    results = again.outcomes.table.numbers.scores
    if len(again):
        assert again.digests == batch.digests
        assert (results == batch.outcomes.table.numbers.scores).all()


def test_corrected_rows_are_read_back(textile):
    """Only the rejected rows are in the workbook; once corrected they are accepted, notes and all."""
    data, _ = park_register.book(FIRMS)
    batch = assessed(data, textile)
    book = openpyxl.load_workbook(io.BytesIO(written(write_rows_to_correct, batch)))
    page = book.worksheets[0]
    ids = [cell.value for cell in page[1]]
    good = park_register.frame(FIRMS)
    for row, number_ in enumerate(sorted(batch.faults), start=park_register.HEAD + 1):
        for column, name in enumerate(ids, start=1):
            if name and name[0] not in "#_":
                page.cell(row, column).value = good[name][number_]
    target = io.BytesIO()
    book.save(target)
    found = assessed(target.getvalue(), textile)

    assert found.problems == ()
    assert found.credit_codes == [credit_code(number_ + 1) for number_ in sorted(batch.faults)]
    assert "_备注" in found.register.original.columns


def test_wrong_cells_are_marked_with_a_note(planted):
    """Whoever corrects sees the cell in red with the reason on it."""
    _, batch = planted
    page = openpyxl.load_workbook(io.BytesIO(written(write_rows_to_correct, batch))).worksheets[0]
    notes = [cell for row in page.iter_rows(min_row=4) for cell in row if cell.comment]

    assert len(notes) == len(batch.problems)
    assert {cell.fill.fgColor.rgb for cell in notes} == {"FFF6C9C4"}
    assert batch.problems[0].todo("zh") in notes[0].comment.text


def test_text_from_outside_is_text(textile):
    """Formulas, markup, control characters and escapes stay the letters they are."""
    nasty = [
        "=1+1",
        "<b>&amp;",
        "a\x01b",
        "_x0041_",
        " 两边空格 ",
        "\N{FACE WITH TEARS OF JOY}",
        "@SUM(A1)",
    ]
    frame = pl.DataFrame({
        "name": [f"示例{text}" for text in nasty],
        "credit_code": [credit_code(n) for n in range(len(nasty))],
        "l": ["3", "9", "不清楚", "1", "2", "", "5"],
        "n": [1.5, None, 7, float("nan"), 0, 1, 2],
        "_备注": nasty,
    }, strict=False)  # fmt: skip
    target = io.BytesIO()
    frame.write_parquet(target)
    batch = assessed(target.getvalue(), SMALL, "r.parquet")
    for write in (write_register_results, write_rows_to_correct):
        data = written(write, batch)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        found = rows_of(data)
        by_name = {row["name"]: row for row in found}
        assert by_name["示例<b>&amp;"]["_备注"] == "<b>&amp;"
    shown = [row["_备注"] for row in rows_of(written(write_register_results, batch))]
    assert [unescape(text) for text in shown] == [text.replace("\x01", "") for text in nasty]
    assert [row["l"] for row in rows_of(written(write_register_results, batch))] == [
        3, 9, "不清楚", 1, 2, None, 5,
    ]  # fmt: skip


def test_the_same_register_gives_the_same_bytes(planted):
    """Nothing in it depends on the clock."""
    _, batch = planted

    for write in (write_register_results, write_rows_to_correct):
        assert written(write, batch) == written(write, batch)


def test_results_of_an_earlier_time_are_replaced(planted, textile):
    """Handing the results in again gives one set of result columns, not two."""
    _, batch = planted
    first = written(write_register_results, batch)
    second = written(write_register_results, assessed(first, textile))
    ids = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(second)).worksheets[0][1]]

    assert len(ids) == len(set(ids))
    assert ids == [
        cell.value for cell in openpyxl.load_workbook(io.BytesIO(first)).worksheets[0][1]
    ]


def test_rows_of_every_kind():
    """Numbers, truth values, texts and nothing; a text may stand over a number; nothing too long."""
    frame = pl.DataFrame(
        {"n": [1.25, None, float("inf")], "i": [1, 2, None], "b": [True, None, False],
         "t": ["x" * (LONGEST + 5), "", None], f"{OVER}i": [None, "二", None]}
    )  # fmt: skip
    head, target = io.BytesIO(), io.BytesIO()
    with opened(head, "t") as (book, _):
        book.add_worksheet("s").write_string(0, 0, "top")
    add_rows(head.getvalue(), {0: frame}, target, start=1)
    page = openpyxl.load_workbook(io.BytesIO(target.getvalue())).worksheets[0]

    assert list(page.iter_rows(min_row=2, values_only=True)) == [
        (1.25, 1, True, "x" * LONGEST), (None, "二", None, None), (None, None, False, None),
    ]  # fmt: skip
