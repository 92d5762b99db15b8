"""The workbook of results: a sheet per purpose, numbers whole, texts never formulas."""

import io
import zipfile

import openpyxl
import pytest

from reports import sheets, write_results

SHEETS = {
    "zh": ["总览", "专题得分", "逐题明细", "升级条件"],
    "en": ["Overview", "Practices", "Answers", "Next level"],
}


def written(outcomes, lang="zh", **options):
    target = io.BytesIO()
    write_results(outcomes, target, lang, **options)
    return target.getvalue()


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def table(sheet):
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_for_each_purpose(outcome, best, lang):
    """Overview, practices, answers, next level; the header stays in sight and can be filtered."""
    book = opened(written([outcome, best], lang))

    assert book.sheetnames == SHEETS[lang]
    for sheet in book:
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref
        assert all(cell.value and cell.font.b for cell in sheet[1])


def test_the_overview_has_a_row_per_firm_with_unrounded_numbers(outcome, best):
    """The scores are the engine's own; what is rounded is only what the format shows."""
    rows = table(opened(written([outcome, best]))["总览"])

    assert [row["指数"] for row in rows] == pytest.approx([25.125, 100], abs=1e-9)
    assert [row["上限"] for row in rows] == pytest.approx([45.125, 100], abs=1e-9)
    assert [(row["等级"], row["等级名称"]) for row in rows] == [(1, "起步"), (3, "领先")]
    assert [row["设备"] for row in rows] == pytest.approx([26.25, 100])
    assert [row["能源 等级"] for row in rows] == [1, 3]
    assert [(row["离下一级还差（分）"], row["未满足的门槛条件"]) for row in rows] == [
        (14.875, 2),
        (None, None),
    ]
    assert rows[0]["企业名称"] == "绍兴“一号”印染厂（示例）"
    assert rows[0]["回答摘要"] == outcome.card.answers_digest


def test_practices_and_answers_are_listed_per_firm(outcome):
    """A row per practice and per question asked, with credit, weight and points lost."""
    book = opened(written([outcome]))

    assert [(row["专题"], row["得分"]) for row in table(book["专题得分"])] == [
        ("台账", pytest.approx(12.5)), ("保养", pytest.approx(40)), ("用电", pytest.approx(23.4375)),
    ]  # fmt: skip
    rows = table(book["逐题明细"])
    assert [row["编号"] for row in rows] == [
        "m.list.kept", "m.list.old", "m.care.ways", "e.power.use", "e.power.meters",
    ]  # fmt: skip
    assert (rows[3]["回答"], rows[3]["情况"], rows[3]["丢分"]) == (
        "不清楚",
        "答“不清楚”",
        pytest.approx(20),
    )
    assert sum(row["贡献分"] for row in rows) == pytest.approx(25.125)


def test_what_blocks_the_next_level_is_listed(outcome, best):
    """Points first, then each condition with where the firm stands; the best firm has no row."""
    rows = table(opened(written([outcome, best]))["升级条件"])

    assert [(row["还没有满足的条件"], row["现在"], row["需要"]) for row in rows] == [
        ("指数还差 14.9 分", "25.1 分", "40.0 分"),
        ("台账齐全", "不全", "至少达到：齐全"),
        ("没有淘汰设备", "有", "不能是：有"),
    ]


def test_numbers_are_formatted(outcome):
    """Scores show one decimal, shares percent, levels whole numbers."""
    sheet = opened(written([outcome]))["总览"]
    formats = {cell.value: sheet.cell(2, cell.column).number_format for cell in sheet[1]}

    assert (formats["指数"], formats["已答权重"], formats["等级"]) == ("0.0", "0.0%", "0")


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://localhost")', "0012"]
)
def test_text_is_never_a_formula_a_link_or_a_number(make, name):
    """What a firm calls itself is written as text."""
    data = written([make(name=name, fictional=False)])
    cell = opened(data)["总览"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [
            archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")
        ]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_a_table_longer_than_a_sheet_goes_on_in_another(outcome, monkeypatch):
    """Excel keeps a million rows; the rest stands in a second sheet with its own header."""
    monkeypatch.setattr(sheets, "ROWS", 4)
    book = opened(written([outcome]))

    assert "逐题明细 2" in book.sheetnames
    rows = table(book["逐题明细"]) + table(book["逐题明细 2"])
    assert [row["序号"] for row in rows] == ["1.1.1", "1.1.2", "1.2.1", "2.1.1", "2.1.2"]


def test_without_answers_the_long_sheet_is_left_out(outcome):
    """For ten thousand firms the answers would be a million rows."""
    assert opened(written([outcome], answers=False)).sheetnames == ["总览", "专题得分", "升级条件"]


def test_firms_with_different_questionnaires_share_a_workbook(outcome, full):
    """Columns are the dimensions of all questionnaires; a firm leaves those it lacks empty."""
    rows = table(opened(written([outcome, full]))["总览"])

    assert (rows[0]["设备"], rows[0]["数字化"]) == (pytest.approx(26.25), None)
    assert rows[1]["设备"] is None
    assert rows[1]["数字化"] is not None


def test_no_firm_gives_an_empty_workbook():
    """Headers and no row."""
    book = opened(written([]))

    assert book.sheetnames == SHEETS["zh"]
    assert [sheet.max_row for sheet in book] == [1, 1, 1, 1]


def test_it_can_be_written_to_a_path(outcome, tmp_path):
    """A path, as text or as an object, is as good as an open file."""
    for target in (tmp_path / "a.xlsx", str(tmp_path / "b.xlsx")):
        write_results([outcome], target, "en")
        assert openpyxl.load_workbook(target).sheetnames == SHEETS["en"]


def test_the_same_results_give_the_same_file(outcome):
    """No clock in the file: results can be compared by digest."""
    assert written([outcome]) == written([outcome])
    assert opened(written([outcome])).properties.created.year == 2024
