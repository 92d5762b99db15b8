"""The recipe of our typefaces: from a package's variable Noto Sans fonts to static TrueType files.

`python -m reports.typeface WEIGHT FOLDER` writes both faces of one weight; `reports.fonts` runs it.
"""

import gc
import hashlib
import io
import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

from reports.fonts import (
    BOLD,
    FAMILY,
    LENDERS,
    MAIN_SOURCE,
    RECIPE,
    REST_FAMILY,
    FontError,
    file_names,
    sources,
)

# Vertical setting and variants by language are never used; without them the files are smaller.
FEATURES = ("ccmp", "kern", "mark", "palt", "halt")
UNUSED_TABLES = ("BASE", "STAT", "VVAR", "vhea", "vmtx")

# Outside GB 2312, yet common in names of people, firms and places, or in words of the trade.
NAME_CHARACTERS = (
    "㛃㵘䶮喆喦喬嘢垚埌堃堉堺塆塱墘婳嫄嬅寯峣峯崚崟嶒巖彣彧徳惢慜旸旻旼昇昉昺晙晛晞晸暐暻曈曌"
    "杋杔杙枟棽樑橞橦櫆氶沄沺洢洣洺浉浐浛浥浬淏淯渃渼湉湜湲溁溦滘漈漖潏澔澪濛炆炑炘烔烜烺焌焜"
    "焮煇煐熇燊燏燚爔爚犇猋玏玓玘玠玥玦玭玹珅珒珖珮珵珺珽琀琋琎琤琭琯瑀瑄瑒瑝瑢瑨瑱璆璈璘璟璠"
    "璪璿瓅瓘畊畑畯皛皞硚碶磡祎祐禔禛禤秾窸竑簕粿紘紮絜纮纻绤缊翀翯翾芃苧荙莀莙蒨蔴蘇虓衎袆裈"
    "褀訚詠諠贇赑赟赪辀郪鈞鉌鋆錦鑲钘锜镕陞霂韡頔顗颋飏飖騄骉鹍鹮麖鼒齮龑龢"
)
# What the main face has below the hanzi (Latin, symbols, kana) and above (full-width forms).
SYMBOLS = (range(0x0020, 0x3400), range(0xFE30, 0xFFF0))
# Extension A and the unified block; compatibility forms; the extensions beyond the basic plane.
HANZI = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x40000))
# GB 2312 lays its hanzi out in these rows and cells.
HANZI_ROWS, HANZI_CELLS = range(0xB0, 0xF8), range(0xA1, 0xFF)
LAST_BASIC = 0xFFFF
BASIC_CMAP, FULL_CMAP = 4, 12  # formats of the table that maps characters to glyphs
# Outlines are half of a report's bytes. On this grid, and with fewer points on curves that stay
# this close to the old ones (in thousandths of the size), they take a quarter less. A step of the
# grid is 0.014 mm at 10 pt, a third of what a printer of 600 dots an inch can set, and a whole
# number of thousandths, in which a PDF gives widths.
GRID, SOURCE_GRID = 250, 1000
CURVE_ERROR = 2
SUBSCRIPT_ZERO, SUBSCRIPT_SCALE, SUBSCRIPT_DROP = 0x2080, 0.62, -130


def make_weight(weight: int, folder: Path) -> None:
    """Write both faces of one weight into a folder. The same sources always give the same bytes."""
    whole = _instance(_checked(MAIN_SOURCE), weight)
    everything = _codes(whole)
    main = main_characters() & everything
    main_face = _subset(whole, main, FEATURES)
    _add_subscripts(main_face)
    _draw_coarser(main_face)
    rest_face = _subset(whole, everything - main)
    known = set(everything)
    for label, lender in LENDERS.items():
        variable = _checked(lender)
        wanted = {
            code for code in _codes(variable) if any(code in block for block in HANZI)
        } - known
        _graft(rest_face, _open(_instance(_save(_subset(variable, wanted)), weight)), label)
        known |= wanted
    faces = zip((main_face, rest_face), (FAMILY, REST_FAMILY), file_names(weight), strict=True)
    for font, family, name in faces:
        _rename(font, family, weight)
        (folder / name).write_bytes(_save(font))


def main_characters() -> set[int]:
    """Return the code points of the main face: GB 2312, common characters of names, symbols."""
    codes = {code for block in SYMBOLS for code in block} | set(map(ord, NAME_CHARACTERS))
    pairs = (bytes((row, cell)) for row in HANZI_ROWS for cell in HANZI_CELLS)
    return codes | {ord(char) for pair in pairs for char in pair.decode("gb2312", "ignore")}


def _checked(name: str) -> bytes:
    path, digest = sources()[name]
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise FontError(f"字体文件已损坏：{path}", f"The font file is damaged: {path}")
    return data


def _open(data: bytes) -> Any:
    # No new time stamp, or the same sources would give other bytes each time.
    return TTFont(io.BytesIO(data), lazy=True, recalcBBoxes=False, recalcTimestamp=False)


def _save(font: Any) -> bytes:
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _codes(data: bytes) -> frozenset[int]:
    return frozenset(_open(data).getBestCmap())


def _instance(data: bytes, weight: int) -> bytes:
    """Freeze a variable font at one weight."""
    font = _open(data)
    for tag in UNUSED_TABLES:
        if tag in font:
            del font[tag]
    return _save(instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True))


def _subset(data: bytes, codes: AbstractSet[int], features: Sequence[str] = ()) -> Any:
    font = _open(data)
    # Keeping the (nearly empty) hinting lets unchanged glyphs through without compiling them again.
    options = subset.Options(layout_features=list(features), notdef_outline=True, hinting=True)
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


def _add_subscripts(font: Any) -> None:
    """Draw ₀ to ₉ from the digits: Noto Sans SC has none, and a report writes CO₂."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    for digit in range(10):
        original = cmap[ord("0") + digit]
        pen = TTGlyphPen(None)
        scale = (SUBSCRIPT_SCALE, 0, 0, SUBSCRIPT_SCALE, 0, SUBSCRIPT_DROP)
        glyphs[original].draw(TransformPen(pen, scale))
        width = round(font["hmtx"][original][0] * SUBSCRIPT_SCALE)
        _add_glyph(font, f"subscript{digit}", pen.glyph(), width, [SUBSCRIPT_ZERO + digit])


def _draw_coarser(font: Any) -> None:
    """Draw all glyphs on a coarser grid with fewer points; those made of others are only scaled."""
    glyphs, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        if font["glyf"][name].numberOfContours > 0:
            pen = TTGlyphPen(None)
            scaled = TransformPen(pen, (GRID / SOURCE_GRID, 0, 0, GRID / SOURCE_GRID, 0, 0))
            quadratic = Cu2QuPen(scaled, CURVE_ERROR, all_quadratic=True)
            glyphs[name].draw(Qu2CuPen(quadratic, CURVE_ERROR, all_cubic=True))
            drawn[name] = pen.glyph(dropImpliedOnCurves=True)
    scale_upem(font, GRID)
    for name, glyph in drawn.items():
        glyph.recalcBounds(font["glyf"])
        font["glyf"][name] = glyph
        font["hmtx"][name] = (font["hmtx"][name][0], glyph.xMin)


def _graft(font: Any, lender: Any, label: str) -> None:
    """Add all glyphs of another font; both draw on the same grid of 1000 units."""
    codes_of: dict[str, list[int]] = {}
    for code, name in lender.getBestCmap().items():
        codes_of.setdefault(name, []).append(code)
    for name, codes in sorted(codes_of.items(), key=lambda item: lender.getGlyphID(item[0])):
        glyph, width = lender["glyf"][name], lender["hmtx"][name][0]
        _add_glyph(font, f"{label}-{name}", glyph, width, codes)
    for limit in ("maxPoints", "maxContours"):
        value = max(getattr(font["maxp"], limit), getattr(lender["maxp"], limit))
        setattr(font["maxp"], limit, value)


def _add_glyph(font: Any, name: str, glyph: Any, width: int, codes: list[int]) -> None:
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph  # this appends the name to the font's glyph order as well
    font["hmtx"][name] = (width, glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in {BASIC_CMAP, FULL_CMAP}:
            fits = [code for code in codes if code <= LAST_BASIC or table.format == FULL_CMAP]
            table.cmap.update(dict.fromkeys(fits, name))


def _rename(font: Any, family: str, weight: int) -> None:
    """Give the face its own name, as its licence asks of a changed font; licence texts stay."""
    style = "Bold" if weight == BOLD else "Regular"
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in {0, 13, 14}]
    postscript = f"{family.replace(' ', '')}-{style}"
    # Numbers of OpenType's name table: family, style, identifier, full name, version, PostScript.
    texts = {1: family, 2: style, 3: f"{postscript};{RECIPE}", 4: f"{family} {style}"}
    texts |= {5: f"Version {RECIPE}.0", 6: postscript}
    for identity, text in texts.items():
        names.setName(text, identity, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if weight == BOLD else 0x40
    font["head"].macStyle = int(weight == BOLD)


if __name__ == "__main__":
    gc.disable()  # faster by a tenth: the many small objects live until the end anyway
    try:
        make_weight(int(sys.argv[1]), Path(sys.argv[2]))
    except FontError as error:
        sys.exit(str(error))
