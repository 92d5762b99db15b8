"""The recipe of our typefaces: from the variable Noto Sans fonts of a package to static TrueType files.

`python -m reports.typeface WEIGHT FOLDER` writes the two faces of one weight. `reports.fonts` calls it.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import importlib.util
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

FAMILY = "Maturity Sans"
REST_FAMILY = "Maturity Sans Rest"
REGULAR, BOLD = 400, 700

# Part of the cache key: raise it whenever the steps below would give other bytes.
RECIPE = "1"
PACKAGE = "justmytype_intl_cjk"
MAIN_SOURCE = "ofl/notosanssc/NotoSansSC[wght].ttf"
# They lend what Noto Sans SC lacks, in this order. 𠮷 (U+20BB7) is drawn only in the Japanese one.
LENDERS = {"TC": "ofl/notosanstc/NotoSansTC[wght].ttf", "JP": "ofl/notosansjp/NotoSansJP[wght].ttf"}

# Vertical setting and per-language variants are never used; without them files are smaller and shaping is shorter.
FEATURES = ("ccmp", "kern", "mark", "palt", "halt")
UNUSED_TABLES = ("BASE", "STAT", "VVAR", "vhea", "vmtx")

# Outside GB 2312, yet common in names of people, firms and places, or in words of the textile trade.
NAME_CHARACTERS = (
    "㛃㵘䶮喆喦喬嘢垚埌堃堉堺塆塱墘婳嫄嬅寯峣峯崚崟嶒巖彣彧徳惢慜旸旻旼昇昉昺晙晛晞晸暐暻曈曌杋杔杙枟棽樑橞橦櫆氶沄沺洢洣洺浉"
    "浐浛浥浬淏淯渃渼湉湜湲溁溦滘漈漖潏澔澪濛炆炑炘烔烜烺焌焜焮煇煐熇燊燏燚爔爚犇猋玏玓玘玠玥玦玭玹珅珒珖珮珵珺珽琀琋琎琤琭琯瑀瑄瑒瑝"
    "瑢瑨瑱璆璈璘璟璠璪璿瓅瓘畊畑畯皛皞硚碶磡祎祐禔禛禤秾窸竑簕粿紘紮絜纮纻绤缊翀翯翾芃苧荙莀莙蒨蔴蘇虓衎袆裈褀訚詠諠贇赑赟赪辀郪鈞"
    "鉌鋆錦鑲钘锜镕陞霂韡頔顗颋飏飖騄骉鹍鹮麖鼒齮龑龢"
)
# Code points below the hanzi (Latin, symbols, kana) and above them (full-width forms) that the main face keeps.
SYMBOL_RANGES = ((0x0020, 0x3400), (0xFE30, 0xFFF0))
SUBSCRIPT_ZERO, SUBSCRIPT_SCALE, SUBSCRIPT_DROP = 0x2080, 0.62, -130


class FontsUnavailable(RuntimeError):
    """The typefaces are not there and cannot be made; the text says why, in Chinese and in English."""


def file_names(weight: int) -> tuple[str, str]:
    """Name the files of the main face and of the rest."""
    style = "Bold" if weight == BOLD else "Regular"
    return f"MaturitySans-{style}.ttf", f"MaturitySansRest-{style}.ttf"


@functools.cache
def sources() -> dict[str, tuple[Path, str]]:
    """Find the variable fonts and the sha256 that their package's manifest gives for each."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FontsUnavailable(
            "未安装中文字体包：请执行 pip install 'textile-maturity[reports]'。 "
            "The Chinese font package is not installed: pip install 'textile-maturity[reports]'."
        )
    root = Path(spec.origin).parent / "fonts"
    manifest = json.loads((root / "pack_manifest.json").read_text(encoding="utf-8"))
    digests = {font["path"]: font["sha256"] for font in manifest["fonts"]}
    return {name: (root / name, digests[name]) for name in (MAIN_SOURCE, *LENDERS.values())}


def make_weight(weight: int, folder: Path) -> None:
    """Write both faces of one weight into a folder. The same sources always give the same bytes."""
    whole = _instance(_checked(MAIN_SOURCE), weight)
    everything = _codes(whole)
    main = main_characters() & everything
    main_face = _subset(whole, main, FEATURES)
    _add_subscripts(main_face)
    rest_face = _subset(whole, everything - main)
    known = set(everything)
    for label, lender in LENDERS.items():
        variable = _checked(lender)
        wanted = {code for code in _codes(variable) if _is_hanzi(code)} - known
        _graft(rest_face, _open(_instance(_save(_subset(variable, wanted)), weight)), label)
        known |= wanted
    for font, family, name in zip(
        (main_face, rest_face), (FAMILY, REST_FAMILY), file_names(weight), strict=True
    ):
        _rename(font, family, weight)
        (folder / name).write_bytes(_save(font))


def main_characters() -> set[int]:
    """Return the code points of the main face: GB 2312, common characters of names, symbols."""
    codes = {code for low, high in SYMBOL_RANGES for code in range(low, high)} | set(
        map(ord, NAME_CHARACTERS)
    )
    # GB 2312 lays its hanzi out in the rows B0 to F7, 94 to a row.
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return codes | {ord(char) for cell in cells for char in cell.decode("gb2312", "ignore")}


def _is_hanzi(code: int) -> bool:
    return 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x40000


def _checked(name: str) -> bytes:
    path, digest = sources()[name]
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise FontsUnavailable(f"字体文件已损坏：{path} The font file is damaged: {path}")
    return data


def _open(data: bytes) -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

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
    from fontTools.varLib import instancer  # type: ignore[import-untyped]

    font = _open(data)
    for tag in UNUSED_TABLES:
        if tag in font:
            del font[tag]
    return _save(instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True))


def _subset(data: bytes, codes: AbstractSet[int], features: Sequence[str] = ()) -> Any:
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options(
        layout_features=list(features), notdef_outline=True, name_IDs=["*"], hinting=True
    )
    font = _open(data)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


def _add_subscripts(font: Any) -> None:
    """Draw ₀ to ₉ from the digits: Noto Sans SC has none, and a report writes CO₂."""
    from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    for digit in range(10):
        original = cmap[ord("0") + digit]
        pen = TTGlyphPen(None)
        glyphs[original].draw(
            TransformPen(pen, (SUBSCRIPT_SCALE, 0, 0, SUBSCRIPT_SCALE, 0, SUBSCRIPT_DROP))
        )
        width = round(font["hmtx"][original][0] * SUBSCRIPT_SCALE)
        _add_glyph(font, f"subscript{digit}", pen.glyph(), width, [SUBSCRIPT_ZERO + digit])


def _graft(font: Any, lender: Any, label: str) -> None:
    """Add all glyphs of another font; both draw on the same grid of 1000 units."""
    codes_of: dict[str, list[int]] = {}
    for code, name in lender.getBestCmap().items():
        codes_of.setdefault(name, []).append(code)
    for name, codes in sorted(codes_of.items(), key=lambda item: lender.getGlyphID(item[0])):
        _add_glyph(font, f"{label}-{name}", lender["glyf"][name], lender["hmtx"][name][0], codes)
    for limit in ("maxPoints", "maxContours"):
        setattr(
            font["maxp"], limit, max(getattr(font["maxp"], limit), getattr(lender["maxp"], limit))
        )


def _add_glyph(font: Any, name: str, glyph: Any, width: int, codes: list[int]) -> None:
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph  # this appends the name to the font's glyph order as well
    font["hmtx"][name] = (width, glyph.xMin if glyph.numberOfContours else 0)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap.update(
                {code: name for code in codes if code <= 0xFFFF or table.format == 12}
            )


def _rename(font: Any, family: str, weight: int) -> None:
    """Give the face its own name, as the licence asks of a changed font; copyright and licence texts stay."""
    style = "Bold" if weight == BOLD else "Regular"
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
    postscript = f"{family.replace(' ', '')}-{style}"
    texts = {
        1: family,
        2: style,
        3: f"{postscript};{RECIPE}",
        4: f"{family} {style}",
        5: f"Version {RECIPE}.0",
        6: postscript,
    }
    for identity, text in texts.items():
        names.setName(text, identity, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if weight == BOLD else 0x40
    font["head"].macStyle = int(weight == BOLD)


if __name__ == "__main__":
    gc.disable()  # a quarter faster: hundreds of thousands of small objects live until the end
    try:
        make_weight(int(sys.argv[1]), Path(sys.argv[2]))
    except FontsUnavailable as error:
        sys.exit(str(error))
