"""The drawings of the typefaces: whose they are, how they are changed, what they are called."""

from typing import Any

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from reports import fonts


def test_subscripts_are_drawn_low_and_narrow(font_files: fonts.FontFiles) -> None:
    """₂ of CO₂ has an outline, hangs below the baseline and is narrower than 2."""
    with TTFont(font_files.regular) as font:
        cmap = font.getBestCmap()
        small, digit = (font["glyf"][cmap[ord(char)]] for char in "₂2")
        assert small.yMin < 0 <= digit.yMin
        assert small.yMax < digit.yMax
        assert 0 < font["hmtx"][cmap[ord("₂")]][0] < font["hmtx"][cmap[ord("2")]][0]


def test_digits_are_tabular(font_files: fonts.FontFiles) -> None:
    """All digits are equally wide, so that numbers line up in tables."""
    for path in (font_files.regular, font_files.bold):
        with TTFont(path, lazy=True) as font:
            widths = {font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}
        assert len(widths) == 1


def test_faces_are_static_and_named_by_us(font_files: fonts.FontFiles) -> None:
    """Files are static TrueType under names no system font has, with the licence kept inside."""
    expected = [
        ("Maturity Sans", 400),
        ("Maturity Sans", 700),
        ("Maturity Sans Rest", 400),
        ("Maturity Sans Rest", 700),
    ]
    for path, (family, weight) in zip(font_files.paths(), expected, strict=True):
        with TTFont(path, lazy=True) as font:
            assert "fvar" not in font
            assert "glyf" in font
            assert font["name"].getDebugName(1) == family
            assert font["OS/2"].usWeightClass == weight
            assert "SIL Open Font License" in font["name"].getDebugName(13)
            # The licence reserves this name for the unchanged font.
            assert all(
                "Source" not in font["name"].getDebugName(identity) for identity in (1, 3, 4, 6)
            )


def test_bold_is_bolder(font_files: fonts.FontFiles) -> None:
    """The bold file holds other, heavier outlines than the regular one."""
    stems = []
    for path in (font_files.regular, font_files.bold):
        with TTFont(path, lazy=True) as font:
            stems.append(font["glyf"][font.getBestCmap()[ord("一")]])
    thin, thick = ((glyph.yMax - glyph.yMin) for glyph in stems)
    assert thick > thin


@pytest.mark.parametrize("weight", [fonts.REGULAR, fonts.BOLD])
def test_outlines_are_those_of_the_source_on_a_coarser_grid(
    font_files: fonts.FontFiles, weight: int
) -> None:
    """Edges, area and width of each glyph differ from Noto Sans SC by less than a printer's dot."""
    path, _ = fonts.sources()[fonts.MAIN_SOURCE]
    face = font_files.regular if weight == fonts.REGULAR else font_files.bold
    with TTFont(path, lazy=True) as source, TTFont(face, lazy=True) as font:
        grid = font["head"].unitsPerEm / source["head"].unitsPerEm
        theirs, ours = source.getGlyphSet(location={"wght": weight}), font.getGlyphSet()
        names = source.getBestCmap()
        for code, name in list(font.getBestCmap().items())[::20]:
            if code not in names:  # drawn by us
                continue
            area, edges = _measured(theirs[names[code]], theirs)
            own_area, own_edges = _measured(ours[name], ours)
            off = [abs(own / grid - edge) for own, edge in zip(own_edges, edges, strict=True)]
            assert max(off, default=0) <= 6, chr(code)
            assert own_area / grid**2 == pytest.approx(area, rel=0.05, abs=200), chr(code)
            assert abs(ours[name].width / grid - theirs[names[code]].width) <= 2.5, chr(code)


def _measured(glyph: Any, glyphs: Any) -> tuple[float, tuple[float, ...]]:
    area, bounds = AreaPen(glyphs), BoundsPen(glyphs)
    glyph.draw(area)
    glyph.draw(bounds)
    return abs(area.value), bounds.bounds or ()
