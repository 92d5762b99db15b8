"""What makes drawing fast changes nothing that is drawn."""

import io
import re
import sys

import pikepdf
import pypdfium2 as pdfium
import pytest
from cssselect2 import ElementWrapper
from weasyprint import svg
from weasyprint.css import ComputedStyle
from weasyprint.formatting_structure.boxes import Box
from weasyprint.html import UA_STYLESHEET
from weasyprint.images import SVGImage
from weasyprint.text.line_break import Layout

from reports import engine, glyphs, html, lettering, lines, pdf, placing, shortcuts, summarise
from reports.conformance import Conformance
from reports.fonts import FAMILIES


@pytest.fixture(scope="module")
def markup(full):
    return html.markup(summarise(full, "zh", date="2026-11-23"))


@pytest.fixture(scope="module")
def drawn(markup):
    return pdf.draw(markup, html.stylesheet())


@pytest.fixture
def unhurried(monkeypatch):
    """Put WeasyPrint's own functions back in place of ours."""
    pdf.prepare()
    ours = [
        ("draw_text", glyphs._draw, glyphs._original_draw),
        ("avoid_collisions", placing._collisions, placing._original_collisions),
        ("layout_box_backgrounds", placing._backgrounds, placing._original_backgrounds),
        ("element_to_box", placing._boxes, placing._original_boxes),
        ("strut", lines._strut, lines._original_strut),
        ("resolve_percentages", shortcuts._resolved, shortcuts._resolve_percentages),
        ("split_first_line", lines._split, lines._original_split),
    ]
    replaced = 0
    for module in list(sys.modules.values()):
        for name, mine, theirs in ours:
            if getattr(module, name, None) is mine:
                monkeypatch.setattr(module, name, theirs)
                replaced += 1
    assert replaced > 8
    monkeypatch.setattr(ComputedStyle, "__missing__", shortcuts._original_missing)
    monkeypatch.setattr(Layout, "setup", lines._original_setup)
    monkeypatch.setattr(engine, "_Element", ElementWrapper)
    monkeypatch.setattr(SVGImage, "get_intrinsic_size", lettering._original_size)
    monkeypatch.setattr(Layout, "deactivate", glyphs._original_deactivate)
    monkeypatch.setattr(Box, "is_in_normal_flow", placing._original_in_flow)


def test_shortcuts_change_nothing(markup, drawn, unhurried):
    """WeasyPrint's own functions give the same bytes, for every kind of page we have."""
    assert pdf.draw(markup, html.stylesheet()) == drawn


def test_lean_defaults_change_nothing(markup, drawn, monkeypatch):
    """The styles left out of WeasyPrint's own are not used by our markup."""
    monkeypatch.setattr("reports.engine._defaults", lambda: UA_STYLESHEET)

    assert pdf.draw(markup, html.stylesheet()) == drawn


@pytest.mark.parametrize(
    "rule",
    ["p { width: 50% }", "p { margin: 1em 5% 2px auto; min-width: 10%; max-width: 90% }",
     "p { padding: calc(1em + 2%) }", "p { inline-size: 40px; border: 3px solid }",
     "p { box-sizing: border-box; width: 100px; padding: 9px }", "p { margin-inline-start: 20px }",
     "p { position: absolute; inset: 10px auto auto 12% }", "p { float: right; width: 30% }",
     "p { text-decoration: underline red } b { text-decoration: line-through }",
     'body { font-feature-settings: "palt"; font-variant-numeric: tabular-nums }', "p { --gap: 12px; margin: var(--gap) } b { margin-left: inherit; display: inline-block }",
     "table { border-collapse: collapse; width: 60% } td { border: 2px solid; padding: 1% }"],
)  # fmt: skip
def test_shortcuts_leave_unusual_rules_alone(rule, request):
    """Percentages, sums, variables, logical and inherited properties give the same bytes as well."""
    text = (
        '<html lang="en"><head><title>t</title></head><body><p>one <b>two</b></p>'
        "<table><tr><td>three</td><td>four</td></tr></table></body></html>"
    )
    fast = pdf.draw(text, rule)
    request.getfixturevalue("unhurried")

    assert pdf.draw(text, rule) == fast


def test_labels_of_charts_stand_where_weasyprint_would_put_them(monkeypatch):
    """In one piece, and within a third of a point where each letter would begin."""
    text = (
        '<html lang="en"><head><title>t</title></head><body><svg viewBox="0 0 100 40"><title>t</title>'
        '<text x="50" y="10" font-size="9" text-anchor="middle">指数 41.5</text>'
        '<text x="99" y="30" font-size="9" font-weight="700" text-anchor="end">L3</text></svg></body></html>'
    ).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    ours = placed(pdf.draw(text, STYLE))
    monkeypatch.setitem(svg.TAGS, "text", lettering._original)
    theirs = placed(pdf.draw(text, STYLE))

    assert "".join(letter for letter, _ in ours) == "指数41.5L3"
    assert [letter for letter, _ in ours] == [letter for letter, _ in theirs]
    for (_, mine), (_, other) in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(other, abs=0.3)


STYLE = f"body {{ font-family: {FAMILIES} }} svg {{ width: 100px }}"


def placed(data):
    """Every letter that is drawn with where it stands, in order of reading."""
    page = pdfium.PdfDocument(data)[0].get_textpage()
    boxes = [
        (page.get_text_range(i, 1), page.get_charbox(i)[:2]) for i in range(page.count_chars())
    ]
    return sorted(
        ((c, box) for c, box in boxes if c.strip()), key=lambda item: (-item[1][1] // 5, item[1][0])
    )


def test_anchors_of_rows_still_lead_there():
    """A row's id moves into its first cell; links find it."""
    text = (
        '<html lang="en"><head><title>t</title></head><body><p><a href="#x">go</a></p>'
        '<table><tr><td>a</td></tr><tr id="x"><td>b</td><td>c</td></tr></table></body></html>'
    )
    with pikepdf.open(io.BytesIO(pdf.draw(text, ""))) as document:
        [link] = document.pages[0].Annots
        names = document.Root.Names.Dests.Names

        assert str(link.Dest) in [str(name) for name in names]


def structure(element):
    """Return the tag tree as nested tuples: the kind, then numbers of texts and elements."""
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    found = []
    for kid in kids:
        if isinstance(kid, int):
            found.append(kid)
        elif kid.get("/Type") == "/StructElem":
            found.append(structure(kid))
    return (str(element.S), *found)


def leaves(tree):
    for kid in tree[1:]:
        if isinstance(kid, tuple):
            yield from leaves(kid)
        else:
            yield kid


def test_the_compact_tag_tree_reads_in_the_same_order(monkeypatch):
    """Text keeps its order and its paragraph or cell; only wrappers without meaning go."""
    text = (
        '<html lang="en"><head><title>t</title></head><body><h1>Head</h1>'
        '<p>one <strong>two</strong> three <a href="#x">four</a></p><ul id="x"><li>five</li></ul>'
        '<table><thead><tr><th>six</th></tr></thead><tbody><tr><th scope="row">seven</th></tr>'
        "<tr><td>eight</td></tr></tbody></table></body></html>"
    )
    monkeypatch.setattr("reports.writer.join_marks", lambda _: None)  # see test_marks

    document = pikepdf.open(io.BytesIO(pdf.draw(text, "")))
    compact = structure(document.Root.StructTreeRoot.K[0])
    monkeypatch.setattr("reports.writer.compact", lambda _: set())
    other = pikepdf.open(io.BytesIO(pdf.draw(text, "")))
    whole = structure(other.Root.StructTreeRoot.K[0])

    assert list(leaves(compact)) == list(leaves(whole))
    assert sorted(leaves(compact)) == list(range(10))
    assert compact[1] == ("/H1", 0)
    assert compact[2][0] == "/P"
    assert [kid for kid in compact[2][1:] if isinstance(kid, int)] == [1, 2, 3]
    # Every text's entry in the parent tree is the element that holds it.
    _, owners = document.Root.StructTreeRoot.ParentTree.Nums[:2]
    for number, owner in enumerate(owners):
        assert number in [kid for kid in owner.K if isinstance(kid, int)]


def test_header_cells_say_what_they_head():
    """Scope takes the place of lists of headers."""
    text = (
        '<html lang="en"><head><title>t</title></head><body><table><thead><tr><th>six</th></tr></thead>'
        '<tbody><tr><th scope="row">seven</th><td>eight</td></tr></tbody></table></body></html>'
    )
    with pikepdf.open(io.BytesIO(pdf.draw(text, ""))) as document:
        heads = [
            o.A.Scope
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"
        ]

    assert heads == ["/Column", "/Row"]


def test_coordinates_have_two_decimals(drawn):
    """Finer than any printer, and a tenth of the page descriptions less; colours keep four."""
    with pikepdf.open(io.BytesIO(drawn)) as document:
        content = document.pages[0].Contents.read_bytes()

    assert re.search(rb"\.\d\d re\n", content)
    assert not re.search(rb"\.\d{3}[-\d. ]* (re|m|l|c|w|Tm)\n", content)
    assert re.search(rb"\.\d{4} rg\n", content)
    assert not re.search(rb"\.\d{5}", content)


def test_texts_that_look_like_references_stay_as_they_are():
    """Renumbering leaves letters alone: a title may read like a reference to an object."""
    title = "2 0 R (3 0 R) \\ 4 0 R"
    text = (
        f'<html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1></body></html>'
    )
    with pikepdf.open(io.BytesIO(pdf.draw(text, "", Conformance(tagged=False)))) as document:
        assert str(document.docinfo.Title) == title
        assert str(document.Root.Outlines.First.Title) == title
