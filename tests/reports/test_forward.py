"""The summary a park passes on as a file of its own: complete, on one page, naming no member."""

import io
import unicodedata

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn

from assessment.cohort import cohort
from reports.park import forward, markup, summarise
from reports.park.summary import Place
from reports.theme import make_theme
from tests.benchmarks.parks import park

NAME = "示例·镜湖纺织产业园"
PLACE = Place(NAME, 48, "2026-11-23")
HOSTILE = '=HYPERLINK("http://localhost")<w:p>&amp;]]>{{ 7*7 }}'
FORMATS = (forward.to_pdf, forward.to_word, forward.to_excel)


@pytest.fixture(scope="module")
def forty(textile):
    return cohort(textile, *park(40))


def squeezed(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def said(write, summary):
    """All words of the file, without spaces."""
    data = io.BytesIO(write(summary))
    if write is forward.to_pdf:
        return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(data).pages))
    if write is forward.to_word:
        texts = docx.Document(data).element.body.iter(qn("w:t"))
        return squeezed("".join(text.text or "" for text in texts))
    return squeezed("".join(str(cell) for row in cells(data) for cell in row if cell))


def cells(data):
    [sheet] = openpyxl.load_workbook(data).worksheets
    return sheet.iter_rows(values_only=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("write", FORMATS)
def test_every_format_holds_the_whole_table_and_no_member(forty, write, lang):
    """Each line of the summary, the note, the lines to sign; no name; the same bytes every time."""
    summary = summarise(forty, lang, PLACE)
    text, form = said(write, summary), summary.forward
    lines = [part for group in form.groups for row in group.rows for part in (row.label, row.value)]

    assert len(lines) > 50
    wanted = [*lines, *(group.title for group in form.groups), form.note, *form.signatures]
    assert [line for line in wanted if squeezed(line) not in text] == []
    assert not any(name in text for name in forty.members.names)
    assert write(summarise(forty, lang, PLACE)) == write(summary)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pdf_is_one_page_in_the_dress_of_the_park(forty, lang):
    """Nothing but the table under the park's name, and what it is called in the properties."""
    summary = summarise(forty, lang, PLACE, make_theme("镜湖管委会"))
    document = pypdf.PdfReader(io.BytesIO(forward.to_pdf(summary)))

    assert len(document.pages) == 1
    assert document.metadata.title == f"{NAME} · {summary.forward.heading.title}"
    assert squeezed("镜湖管委会") in said(forward.to_word, summary)
    assert "columns" not in markup(summary, template="passed_on")


@pytest.mark.parametrize("write", FORMATS)
def test_too_few_members_give_no_figures(textile, write):
    """Of four members the levels are not told either; the line says why."""
    four = cohort(textile, *park(4))
    summary = summarise(four, "zh", Place(NAME))
    text = said(write, summary)

    assert "各等级企业数企业太少,不显示" in text
    assert "%" not in text
    assert [group.title for group in summary.forward.groups] == ["评估范围", "等级分布"]


def test_hostile_names_are_letters(forty):
    """Neither a formula in a cell nor an element or field in Word."""
    usual, hostile = (summarise(forty, "zh", Place(name)) for name in (NAME, HOSTILE))
    tags = [
        [e.tag for e in docx.Document(io.BytesIO(forward.to_word(s))).element.body.iter()]
        for s in (usual, hostile)
    ]

    assert tags[0] == tags[1]
    assert all(squeezed(HOSTILE) in said(write, hostile) for write in FORMATS)
    sheet = openpyxl.load_workbook(io.BytesIO(forward.to_excel(hostile))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["B3"].value == HOSTILE
