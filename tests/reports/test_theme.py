"""Themes: colours that can be read, and logos from which only pixels or plain shapes survive."""

import base64
import io
import re
from xml.etree import ElementTree as ET

import pypdf
import pytest
from PIL import Image, ImageFile

from reports import ReportError, html, pdf, summarise
from reports.charts import DEFAULT
from reports.theme import Theme, contrast, make_theme

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{}</svg>'
SHAPE = '<rect width="40" height="20" fill="#0b6e4f"/>'


def png(size=(30, 10), **options):
    target = io.BytesIO()
    Image.new("RGB", size, "#0b6e4f").save(target, "PNG", **options)
    return target.getvalue()


def drawn(theme):
    return base64.b64decode(theme.logo.partition(",")[2])


def codes(**options):
    with pytest.raises(ReportError) as caught:
        make_theme("某园区", **options)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("one", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#777777", 4.48), ("#0000ff", 8.59)]
)
def test_contrast_is_that_of_wcag(one, ratio):
    """Black on white is 21; #777777 just misses 4.5 (the standard's best-known example)."""
    assert contrast(one, "#ffffff") == pytest.approx(ratio, abs=0.06)


def test_pale_or_misspelt_colours_are_refused_all_at_once():
    """Each with its place and a shade that would do."""
    with pytest.raises(ReportError) as caught:
        make_theme("某园区", primary="#ffcc00", accent="red")
    pale, wrong = caught.value.problems

    assert (pale.code, wrong.code) == ("theme.pale_colour", "theme.bad_colour")
    shade = re.search(r"#[0-9a-f]{6}", pale.todo("zh")).group()
    assert make_theme(primary=shade).palette.primary == shade


@pytest.mark.parametrize("colour", ["#0b6e4f", "#000000", "#6a1b9a", "#8c7000"])
def test_tints_keep_the_order_from_light_to_dark(colour):
    """Score, range and track stay apart without colour, whatever the theme."""
    found = make_theme(primary=colour).palette
    lights = [contrast(c, "#ffffff") for c in (found.track, found.mist, found.primary)]

    assert lights[0] < 1.35
    assert 1.5 < lights[1] < lights[2] / 1.5


def test_without_a_theme_nothing_changes():
    """The usual colours give the usual palette."""
    assert make_theme() == Theme()
    assert make_theme().palette is DEFAULT


def test_a_png_keeps_its_pixels_only():
    """Text chunks, profiles and whatever stands behind the end are gone; large ones are scaled."""
    theme = make_theme(logo=png((1200, 600)) + b"<script>")
    picture = Image.open(io.BytesIO(drawn(theme)))

    assert theme.logo.startswith("data:image/png;base64,")
    assert b"script" not in drawn(theme)
    assert picture.size == (600, 300)
    assert make_theme(logo=png((1200, 600)) + b"<script>") == theme


@pytest.mark.parametrize(
    "active",
    ['<script>fetch("http://localhost")</script>', '<image href="file:///etc/passwd"/>',
     '<image xlink:href="http://localhost/x.png"/>', "<style>@import url(http://localhost)</style>",
     '<a xlink:href="http://localhost"><path d="M0 0h1"/></a>', "<foreignObject><p/></foreignObject>",
     '<use href="#x"/>', "<text>厂</text>", '<animate attributeName="x"/>',
     '<rect onload="alert(1)" width="1" height="1"/>',
     '<rect style="fill:url(http://localhost/)" width="1" height="1"/>',
     '<rect fill="url(http://localhost/#a)" width="1" height="1"/>',
     '<filter id="f"><feImage href="file:///etc/passwd"/></filter>'],
)  # fmt: skip
def test_of_an_svg_only_plain_shapes_survive(active):
    """No script, style, text, picture, link, event or address of any kind."""
    kept = drawn(make_theme(logo=SVG.format(SHAPE + active).encode())).decode()

    tags = {e.tag.rpartition("}")[2] for e in ET.fromstring(kept).iter()}
    assert tags <= {"svg", "rect", "path"}
    assert not re.search(
        r"localhost|file:|url\(|script|onload|href", kept.replace("www.w3.org", "")
    )
    assert "#0b6e4f" in kept


@pytest.mark.parametrize(
    ("logo", "code"),
    [(b"GIF89a", "theme.bad_logo"), (b"\xff\xfe", "theme.bad_logo"),
     (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "theme.large_picture"),
     (png()[:60], "theme.bad_logo"),
     (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format(SHAPE).encode(), "theme.bad_logo"),
     (SVG.format("<text>a</text>").encode(), "theme.bad_logo"),
     (SVG.format("<g>" * 60 + SHAPE + "</g>" * 60).encode(), "theme.bad_logo"),
     (SVG.format(SHAPE * 3000).encode(), "theme.large_logo"),
     (SVG.format("<!--" + "x" * 600_000 + "-->").encode(), "theme.large_logo"),
     (SVG.replace(' viewBox="0 0 40 20"', "").format(SHAPE).encode(), "theme.bad_logo")],
)  # fmt: skip
def test_what_is_no_logo_is_refused(logo, code):
    """Other formats, damaged files, entities, nothing to draw, too much, no size."""
    assert codes(logo=logo) == [code]


def test_damage_is_noticed_whatever_was_imported_before(monkeypatch):
    """WeasyPrint tells Pillow to draw what it can of a damaged picture."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    assert codes(logo=png()[:60]) == ["theme.bad_logo"]


def test_a_picture_that_would_fill_the_memory_is_not_decoded():
    """The size is read from the header before anything is decoded."""
    bomb = bytearray(png())
    bomb[16:24] = (60_000).to_bytes(4) * 2

    assert codes(logo=bytes(bomb)) == ["theme.large_picture"]


@pytest.mark.parametrize("logo", [png(), SVG.format(SHAPE).encode()])
def test_a_theme_dresses_page_and_paper(outcome, logo):
    """Name, logo and colours are in the page and the PDF; the usual blue is nowhere."""
    theme = make_theme("某园区", logo, primary="#0b6e4f", accent="#a33b00")
    summary = summarise(outcome, "zh", theme=theme)
    body = html.page(summary).partition("</style>")[2]
    data = pdf.render(summary, brief=True)

    assert theme.logo in body
    assert DEFAULT.primary not in body
    assert "#0b6e4f" in body
    first = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    assert "某园区" in first.extract_text().replace(" ", "")
    assert pdf.render(summary, brief=True) == data


def test_the_theme_changes_nothing_else(outcome):
    """Two reports that differ in their theme say the same."""
    plain = summarise(outcome, "zh").to_dict()
    dressed = summarise(outcome, "zh", theme=make_theme("某园区", primary="#0b6e4f")).to_dict()

    assert {key for key in plain if plain[key] != dressed[key]} == {"theme"}
