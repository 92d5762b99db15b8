"""Fonts inside a PDF: fewer bytes, the same glyphs, and nothing a reader could stumble over."""

import io

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from reports import fonts, pdf, summarise
from reports.embedding import _subset, renumbered


@pytest.fixture(scope="module")
def embedded(outcome):
    """The font programs of a report with their widths and their maps to Unicode, by weight."""
    with pikepdf.open(
        io.BytesIO(pdf.render(summarise(outcome, "zh", date="2026-11-23")))
    ) as document:
        found = {}
        for font in document.pages[0].Resources.Font.values():
            [descendant] = font.DescendantFonts
            program = descendant.FontDescriptor.FontFile2
            assert len(program.read_bytes()) == program.Length1
            weight = "bold" if "Bold" in str(font.BaseFont) else "regular"
            listed = font.ToUnicode.read_bytes().decode()
            texts = [
                bytes.fromhex(code).decode("utf-16-be")
                for part in listed.split("[")[1:]
                for code in part.partition("]")[0][1:-1].split("><")
            ]
            widths = {}
            flat = list(descendant.W)
            for first, row in zip(flat[::2], flat[1::2], strict=True):
                widths.update(enumerate(map(int, row), start=int(first)))
            found[weight] = (program.read_bytes(), texts, widths)
        return found


def drawn(font, name):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return pen.value


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_every_glyph_is_that_of_our_face(embedded, weight):
    """Outline and width of each character are unchanged; the sums of all tables are right."""
    data, texts, widths = embedded[weight]
    font = TTFont(io.BytesIO(data), checkChecksums=2)
    face = TTFont(getattr(fonts.ensure_fonts(), weight))
    cmap = face.getBestCmap()

    assert set(font.reader.keys()) <= {"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"}  # fmt: skip
    assert font["maxp"].numGlyphs == len(texts) + 1 > 100
    assert texts == sorted(texts)
    for glyph, text in enumerate(texts, start=1):
        theirs = cmap[ord(text)]
        assert drawn(font, font.getGlyphName(glyph)) == drawn(face, theirs), text
        width = 1000 * face["hmtx"][theirs][0] / face["head"].unitsPerEm
        assert widths.get(glyph, 1000) == width, text


def test_parts_of_composed_glyphs_come_along():
    """A glyph made of others keeps its looks under new numbers."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "dot", "bar", "two"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x61: "two"})
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for name, wide in (("dot", 100), ("bar", 300)):
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        for point in ((0, 100), (wide, 100), (wide, 0)):
            pen.lineTo(point)
        pen.closePath()
        glyphs[name] = pen.glyph()
    pen = TTGlyphPen(glyphs)
    pen.addComponent("bar", (1, 0, 0, 1, 0, 0))
    pen.addComponent("dot", (0.5, 0, 0, 0.5, 400, 300))
    glyphs["two"] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    whole = io.BytesIO()
    builder.save(whole)

    font = TTFont(io.BytesIO(_subset(whole.getvalue(), [0, 3])), checkChecksums=2)

    assert font["maxp"].numGlyphs == 4
    assert drawn(font, font.getGlyphName(1)) == drawn(builder.font, "two")


def test_only_text_is_renumbered():
    """Numbers change in the font that is set; tags and other fonts stay."""
    numbers = {b"ABCDEF": {b"00aa": b"0001"}}
    content = (
        b"/Span <</MCID 0>> BDC\n/ABCDEF 9 Tf\n[<00aa00ab>-3<00aa>] TJ\n/GHIJKL 9 Tf\n[<00aa>] TJ"
    )

    changed = renumbered(content, numbers)

    assert (
        changed == content.replace(b"00aa", b"0001", 1)
        .replace(b"-3<00aa>", b"-3<0001>")
    )  # fmt: skip
