"""The report as a workbook: exact numbers, raw answers, texts never formulas."""

import io
import json

import openpyxl
import pytest

from reports import excel, summarise


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def table(sheet):
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_sheet_for_each_part(outcome):
    """Result, scores, answers, figures, record; sections left out have no sheet."""
    assert opened(excel.render(summarise(outcome, "zh"))).sheetnames == [
        "结果", "得分", "逐题明细", "依据", "记录",
    ]  # fmt: skip
    chosen = summarise(outcome, "en", sections=["scores"])
    assert opened(excel.render(chosen)).sheetnames == ["Result", "Scores"]


def test_numbers_are_exact_and_answers_raw(outcome):
    """What is rounded is only what the format shows; raw answers can be entered again."""
    book = opened(excel.render(summarise(outcome, "zh")))
    rows = {row["编号"]: row for row in table(book["逐题明细"])}

    assert sum(row["贡献分"] or 0 for row in rows.values()) == pytest.approx(25.125, abs=1e-9)
    assert json.loads(rows["e.power.meters"]["原始回答"]) == {"numerator": 9, "denominator": 24}
    assert json.loads(rows["e.power.use"]["原始回答"]) == {"unknown": True}
    assert rows["m.care.loom"]["情况"] == "没有问到"
    assert [row["得分"] for row in table(book["得分"])][:2] == pytest.approx([26.25, 12.5])


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", '=HYPERLINK("http://localhost")', "0012"])
def test_text_is_never_a_formula(make, name):
    """A name that looks like a formula is a name."""
    book = opened(excel.render(summarise(make(name=name, fictional=False), "zh")))

    assert (book["结果"]["B2"].value, book["结果"]["B2"].data_type) == (name, "s")


def test_the_same_summary_gives_the_same_bytes(outcome):
    """No clock in the file."""
    summary = summarise(outcome, "zh", date="2026-11-23")

    assert excel.render(summary) == excel.render(summary)
