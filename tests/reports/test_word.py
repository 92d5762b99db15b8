"""The report as a Word file: complete, editable, the same bytes every time, and only text."""

import io
import re
import zipfile

import docx
import pytest
from PIL import Image

from reports import summarise, word
from reports.theme import make_theme

DAY = "2026-11-23"


def opened(data):
    return docx.Document(io.BytesIO(data))


def text_of(document):
    """All text, that of nested tables too, in the order of the document."""
    return "\n".join(
        "".join(t.text or "" for t in p.iter(docx.oxml.ns.qn("w:t")))
        for p in document.element.body.iter(docx.oxml.ns.qn("w:p"))
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("which", ["outcome", "best", "empty", "weakest"])
def test_every_report_opens_with_all_its_sections(request, which, lang):
    """The headings are those of the summary, whatever is left out."""
    summary = summarise(request.getfixturevalue(which), lang, date=DAY)
    document = opened(word.render(summary))

    titles = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert titles == [f"{heading.number} {heading.title}" for heading in summary.contents]
    assert summary.result.index in text_of(document)


def test_an_empty_choice_of_sections_leaves_the_first_page(outcome):
    """Result, strengths, weaknesses, next steps."""
    document = opened(word.render(summarise(outcome, "zh", sections=())))

    assert [p for p in document.paragraphs if p.style.name == "Heading 1"] == []
    assert "下一步做什么" in text_of(document)


def test_the_same_summary_gives_the_same_bytes(outcome):
    """No time of day, neither in the archive nor in the properties."""
    summary = summarise(outcome, "zh", date=DAY)
    data = word.render(summary)

    assert word.render(summary) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert opened(data).core_properties.created.year == 2024


def test_markup_and_fields_in_names_are_only_text(make):
    """What a firm calls itself adds no element and no field to the document."""
    name = '<w:p>&amp;</w:p> =1+1 ]]> {{ 7*7 }} { INCLUDETEXT "C:\\\\x" }'
    usual = opened(word.render(summarise(make(name="x"), "zh")))
    hostile = opened(word.render(summarise(make(name=name), "zh")))

    assert name in text_of(hostile)
    tags = [[e.tag for e in d.element.body.iter()] for d in (usual, hostile)]
    assert tags[0] == tags[1]


def test_headers_are_repeated_and_rows_are_not_broken(outcome):
    """Every row stays whole; a table with a header repeats it on every page."""
    xml = zipfile.ZipFile(io.BytesIO(word.render(summarise(outcome, "zh")))).read(
        "word/document.xml"
    )
    text = xml.decode()

    assert text.count("<w:tblHeader/>") > 5
    rows = re.findall(r"<w:tr>.*?<w:trPr>(.*?)</w:trPr>", text)
    assert all("cantSplit" in row or "trHeight" in row for row in rows)


def test_bars_are_as_long_as_scores(outcome):
    """A bar is a table of shaded cells whose widths stand in the proportion of the score."""
    summary = summarise(outcome, "zh", sections=())
    document = opened(word.render(summary))
    widths = [
        [int(c.get(docx.oxml.ns.qn("w:w"))) for c in grid]
        for grid in document.element.body.iter(docx.oxml.ns.qn("w:tblGrid"))
        if grid.getparent().getparent().tag == docx.oxml.ns.qn("w:tc")
    ]

    row = summary.overview.dimensions[0]
    assert widths[0][0] / sum(widths[0]) == pytest.approx(row.bar.value / 100, abs=0.01)


@pytest.mark.parametrize(("kind", "count"), [("PNG", 1), ("SVG", 0)])
def test_a_png_logo_is_shown(outcome, kind, count):
    """With the theme's name as its alternative text; Word shows no SVG by itself."""
    target = io.BytesIO()
    Image.new("RGB", (30, 10), "#0b6e4f").save(target, "PNG")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
    theme = make_theme("某园区", target.getvalue() if kind == "PNG" else svg)
    pictures = opened(word.render(summarise(outcome, "zh", theme=theme))).inline_shapes

    assert [p._inline.docPr.get("descr") for p in pictures] == ["某园区"] * count


def test_a_theme_dresses_the_document(outcome):
    """Its colour is that of headings, its name stands above the firm's."""
    theme = make_theme("某园区", primary="#0b6e4f")
    document = opened(word.render(summarise(outcome, "zh", theme=theme)))

    assert str(document.styles["Heading 1"].font.color.rgb) == "0B6E4F"
    assert "某园区" in document.paragraphs[0].text
