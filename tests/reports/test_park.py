"""The park report: what it says, what it keeps to itself, and that it stays readable when large."""

import dataclasses
import io
import re
import unicodedata

import numpy as np
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from assessment.cohort import Limits, Members, cohort
from reports.park import markup, page, render, summarise, write_workbook
from reports.park.sections.heat import SHADES
from reports.park.summary import Place
from reports.theme import make_theme
from scoring import score_many
from tests.benchmarks.parks import park

PLACE = Place("示例·镜湖纺织产业园", 48, "2026-11-23")
HOSTILE = '=HYPERLINK("http://localhost")<script>&{{ 7*7 }}'


@pytest.fixture(scope="module")
def forty(textile):
    return cohort(textile, *park(40))


@pytest.fixture(scope="module")
def five_thousand(textile):
    return cohort(textile, *park(5000))


@pytest.fixture(scope="module")
def pages(forty):
    return [
        squeezed(p.extract_text())
        for p in pypdf.PdfReader(io.BytesIO(render(summarise(forty, "zh", PLACE)))).pages
    ]


def squeezed(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def written(found, lang="zh", place=PLACE):
    target = io.BytesIO()
    write_workbook(found, target, lang, place)
    return target.getvalue()


def sheets(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_first_page_says_who_and_how_they_stand(pages, forty):
    """Park, members of how many, median, levels with their firms, what they share."""
    front = pages[0]

    assert squeezed(PLACE.name) in front
    assert "40家(应评48家,83.3%)" in front
    assert str(round(forty.node("index").median, 1)) in front
    for level, count in zip(range(1, 6), forty.node("index").levels, strict=True):
        assert re.search(rf"L{level}..级{count}\d*\.\d%", front), level
    weakest = forty.weakest_practices()[0]
    practice = next(p for p in forty.questionnaire.practices if p.id == weakest.id)
    assert squeezed(practice.title["zh"]) in front


def test_sample_data_are_marked_on_every_page(pages, forty):
    """示例 stands on the first page, in every running head, and in the form to pass on."""
    assert "示例园区" in pages[0]
    assert all("(示例)" in text for text in pages[1:])
    assert "示例:全部数据为虚构" in "".join(pages)
    real = dataclasses.replace(forty, members=dataclasses.replace(forty.members, fictional=False))
    assert "示例园区" not in markup(summarise(real, "zh", Place("镜湖园区")))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_is_there_in_both_languages(forty, lang):
    """Ten numbered sections, each heading in the outline, the same bytes every time."""
    summary = summarise(forty, lang, PLACE)
    data = render(summary)
    titles = [item.title for item in flat(pypdf.PdfReader(io.BytesIO(data)).outline)]

    assert len(summary.contents) == 10
    assert all(f"{h.number} {h.title}" in titles for h in summary.contents)
    assert render(summarise(forty, lang, PLACE)) == data
    if lang == "en":
        words = re.sub(
            r"示例\S*|浙江\S*|（示例）|\(示例\)", "", re.sub(r"<[^>]+>", "", markup(summary))
        )
        assert not re.search(r"[\u4e00-\u9fff]", words)


def flat(items):
    for item in items:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item


def test_the_form_to_pass_on_fits_on_one_page(pages, five_thousand):
    """Scope, levels, index, tasks, weaknesses, actions and the lines to sign, on a single page."""
    [form] = [text for text in pages if "填报单位(盖章)" in text]
    assert all(
        word in form
        for word in ("报送摘要", "评估范围", "等级分布", "五项任务", "建议共同推进", "填报人")
    )
    english = pypdf.PdfReader(io.BytesIO(render(summarise(five_thousand, "en", PLACE)))).pages
    [form] = [t for t in (squeezed(p.extract_text()) for p in english) if "Reportingunit" in t]
    assert squeezed("Summary to pass on") in form
    assert "Scope" in form


def test_the_map_shows_each_member_of_a_small_park(forty):
    """A row per member, best first, with the rounded score and the shade of its level."""
    heat = summarise(forty, "zh", PLACE).heat
    best = forty.order[0]
    row = heat.map.rows[0]
    practices = [n.id for n in forty.nodes].index("equipment.ledger")
    score = forty.scores[practices, best]

    assert len(heat.map.rows) == 40
    assert row.label == forty.members.names[best]
    assert int(row.cells[0].label) == round(score)
    assert row.cells[0].shade == f"h{min(SHADES - 1, int(score // 20))}"
    assert heat.by_level is None


def test_a_large_park_stays_readable(five_thousand):
    """Members are taken together in twenty bands; no list of names; a dozen pages at most."""
    summary = summarise(five_thousand, "zh", PLACE)
    document = pypdf.PdfReader(io.BytesIO(render(summary)))

    assert len(summary.heat.map.rows) == 20
    assert summary.heat.map.rows[0].label == "第1—250名"
    assert summary.members is None
    assert len(document.pages) <= 12
    assert "示例纺织0001号" not in "".join(p.extract_text() for p in document.pages)


def test_the_workbook_holds_every_member_and_question(five_thousand):
    """All members with all their scores unrounded, all questions, the same bytes every time."""
    data = written(five_thousand)
    found = sheets(data)
    rows = found["企业"]

    assert len(rows) == 5001
    best = five_thousand.order[0]
    assert rows[1][0] == five_thousand.members.names[best]
    assert rows[1][4 : 4 + len(five_thousand.nodes)] == pytest.approx(
        five_thousand.scores[:, best].tolist()
    )
    assert {row[1] for row in found["题目"][1:]} == {
        q.id for q in five_thousand.questionnaire.questions
    }
    assert [row[0] for row in found["报送摘要"][:2]] == ["项目", "评估范围"]
    assert written(five_thousand) == data


def test_english_sheets_have_english_names(forty):
    """Every sheet and column is named in the reader's language."""
    found = sheets(written(forty, "en"))

    assert list(found) == ["Summary to pass on", "Firms", "Dimensions and practices", "Questions", "Groups",
                           "Tasks and clauses", "Definitions"]  # fmt: skip
    assert found["Questions"][0][:3] == ["No.", "Id", "Question"]


def test_a_member_that_shows_its_level_only_has_no_score_anywhere(textile):
    """Its name and level stand in the lists; its index and scores stand nowhere."""
    table, members = park(37)
    best = int(np.nanargmax(table.numbers.scores[table.row("index")]))
    shown = np.ones(37, bool)
    shown[best] = False
    found = cohort(textile, table, dataclasses.replace(members, scores_shown=shown))
    name = members.names[best]
    summary = summarise(found, "zh", PLACE)

    assert all(row.label != name for row in summary.heat.map.rows)
    [member] = [
        m
        for level in summary.members.levels
        for pair in level.rows
        for m in pair
        if m and m.name == name
    ]
    assert member.index == "—"
    [row] = [row for row in sheets(written(found))["企业"] if row[0] == name]
    assert row[2] == int(found.levels[best])
    assert set(row[4:]) == {""}


def test_groups_held_back_show_no_figure(forty):
    """Neither on paper nor in the workbook; and the rule is named."""
    held = [
        (g.fact, group.key) for g in forty.groupings for group in g.groups if group.members is None
    ]
    tables = summarise(forty, "zh", PLACE).groups.tables
    rows = [row for table in tables for row in table.rows if row.held]

    assert held
    assert rows
    assert all(row.members == "" and row.quartiles == row.levels == () for row in rows)
    marked = [row for row in sheets(written(forty))["分组"] if "不显示" in str(row[1])]
    assert len(marked) == len(held)
    assert all(set(row[2:]) == {""} for row in marked)


def test_four_members_give_no_summary_figures(textile):
    """Sections without figures are left out, and the reader is told why."""
    found = cohort(textile, *park(4))
    summary = summarise(found, "zh", PLACE)

    assert summary.overview.median == summary.overview.middle == "—"
    assert [
        summary.levels,
        summary.spreads,
        summary.weak,
        summary.actions,
        summary.groups,
        summary.tasks,
    ] == [None] * 6
    assert "少于 5 家" in summary.overview.notices[1].text
    assert render(summary)


def test_no_members_at_all_make_a_report_as_well(textile):
    """An empty park is not an error."""
    found = cohort(textile, score_many(textile, []), Members((), ()))
    summary = summarise(found, "zh", Place(""))

    assert summary.heat is summary.members is None
    assert "（未填写园区名称）" in page(summary)
    assert render(summary).startswith(b"%PDF")
    assert len(sheets(written(found))["企业"]) == 1


def test_hostile_names_are_letters(textile):
    """Markup and formulas in names of park and members are printed as they are."""
    table, members = park(6)
    found = cohort(textile, table, dataclasses.replace(members, names=(HOSTILE,) * 6))
    place = Place(HOSTILE, date="2026-11-23")
    text = "".join(
        p.extract_text()
        for p in pypdf.PdfReader(io.BytesIO(render(summarise(found, "zh", place)))).pages
    )
    book = sheets(written(found, place=place))

    assert squeezed(HOSTILE) in squeezed(text)
    assert "<script>" not in markup(summarise(found, "zh", place))
    assert [row[0] for row in book["企业"][1:]] == [HOSTILE] * 6


def test_a_park_dresses_the_report_in_its_colours(forty):
    """The theme's colours reach stylesheet, map and charts."""
    theme = make_theme(name="镜湖园区", primary="#7a1f3d")
    text = markup(summarise(forty, "zh", PLACE, theme))

    assert "镜湖园区" in text
    assert f".h{SHADES - 1} {{ background: #7a1f3d }}" in text
    assert 'fill="#7a1f3d"' in text


def test_limits_are_arguments(textile):
    """Another smallest group and another line of weakness are used and named."""
    found = cohort(textile, *park(40), Limits(smallest=10, weak=60))
    summary = summarise(found, "zh", PLACE)

    assert "低于60分" in summary.weak.weak_label
    assert any("10家" in point.text for point in summary.method.points)
    assert all(
        row.held or int(row.members) >= 10 for table in summary.groups.tables for row in table.rows
    )


def test_templates_compute_nothing():
    """No filter, no arithmetic, no comparison but with nothing at all."""
    from importlib.resources import files  # noqa: PLC0415

    for path in files("reports").joinpath("templates", "park").iterdir():
        if path.name.endswith(".html"):
            for expression in re.findall(r"\{[{%](.*?)[}%]\}", path.read_text(encoding="utf-8")):
                bare = re.sub(r"\"[^\"]*\"", "", expression)
                assert not re.search(r"[|*/<>]| - | \+ ", bare), (path.name, expression)
