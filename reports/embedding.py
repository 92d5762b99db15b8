"""Fonts inside a PDF as small as they go: glyphs numbered without gaps, no tables nobody reads.

HarfBuzz leaves every glyph at its old number, so that a face of nine thousand glyphs brings nine
thousand places for them, and a PDF that names glyphs by number needs no table of characters or
names (ISO 32000-1, 9.9). Numbers in the order of the characters make text and its map to Unicode
shorter as well.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import pydyf  # type: ignore[import-untyped]

from reports.references import target

__all__ = ["Numbers", "compact_fonts", "renumbered"]

_KEPT = ("cvt ", "fpgm", "head", "hhea", "maxp", "prep")  # besides glyf, hmtx and loca
_WHOLE = 0xB1B0AFBA  # what the sum of a whole font is taken from (OpenType, table head)
# Flags of the parts of a glyph made of other glyphs (OpenType, table glyf).
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x01, 0x08, 0x20, 0x40, 0x80
_WIDTH = 1000  # of a glyph whose width is not given: that of all hanzi
_TEXT = re.compile(rb"/([A-Z]{6}) [\d.]+ Tf|<([0-9a-f]+)>(?!>)")
_MAP_HEAD = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo "
    b"<</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def /CMapName /Adobe-Identity-UCS def "
    b"/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange"
)
_MAP_END = b"endcmap CMapName currentdict /CMap defineresource pop end end"
_IN_ROW = 256  # codes that one range may hold: they share their first byte

Numbers = Mapping[bytes, Mapping[bytes, bytes]]
"""New number by old number by font, all as they stand in the text of a page."""


def compact_fonts(pdf: pydyf.PDF, fonts: Iterable[Any]) -> Numbers:
    """Shrink WeasyPrint's *fonts* inside *pdf*; return what becomes of the numbers of glyphs."""
    known = list(fonts)
    times = Counter(font.hash for font in known)
    numbers = {}
    for font in known:
        if font.missing or times[font.hash] > 1 or font.type != "ttf" or 0 in font.to_unicode:
            continue  # nothing that our typefaces give cause to
        order = sorted(font.to_unicode, key=lambda glyph: (font.to_unicode[glyph], glyph))
        program = _subset(font.file_content, [0, *order])
        stream, to_unicode, descendant = _parts(pdf, font)
        stream.stream, stream.extra["Length1"] = [program], len(program)
        to_unicode.stream = [_unicode_map([font.to_unicode[glyph] for glyph in order])]
        descendant["W"] = _widths([font.widths[glyph] for glyph in order])
        numbers[font.hash.encode()] = {
            b"%04x" % old: b"%04x" % new for new, old in enumerate(order, start=1)
        }
    return numbers


def renumbered(content: bytes, numbers: Numbers) -> bytes:
    """Return the text of a page with the new numbers of its glyphs."""
    current: Mapping[bytes, bytes] = {}

    def replace(found: re.Match[bytes]) -> bytes:
        nonlocal current
        if found[1] is not None:
            current = numbers.get(found[1], {})
            return found[0]
        codes = found[2]
        old = [codes[start : start + 4] for start in range(0, len(codes), 4)]
        return b"<%b>" % b"".join([current.get(code, code) for code in old])

    return _TEXT.sub(replace, content)


def _parts(pdf: pydyf.PDF, font: Any) -> tuple[Any, Any, Any]:
    """Return the objects of a font: its program, its map to Unicode, its widths."""
    [whole] = [
        item for item in pdf.objects
        if isinstance(item, dict) and "ToUnicode" in item and item["BaseFont"] == font.name
    ]  # fmt: skip
    descendant = target(pdf, whole["DescendantFonts"][0])
    descriptor = target(pdf, descendant["FontDescriptor"])
    program = target(pdf, descriptor["FontFile2"])
    return program, target(pdf, whole["ToUnicode"]), descendant


def _widths(widths: Sequence[int]) -> pydyf.Array:
    """Return the widths of glyphs 1, 2, …, but the usual one (ISO 32000-1, 9.7.4.3)."""
    found = pydyf.Array()
    for glyph, width in enumerate(widths, start=1):
        if width == _WIDTH:
            continue
        if not found or found[-2] + len(found[-1]) != glyph:
            found += [glyph, pydyf.Array()]
        found[-1].append(width)
    return found


def _unicode_map(texts: Sequence[str]) -> bytes:
    """Return the text of glyphs 1, 2, … as a map of ranges (ISO 32000-1, 9.10.3)."""
    codes = [b"<%b>" % text.encode("utf-16-be").hex().encode() for text in texts]
    parts = [_MAP_HEAD]
    for row in range(0, len(codes) + 1, _IN_ROW):
        first, last = max(1, row), min(row + _IN_ROW - 1, len(codes))
        if first <= last:
            listed = b"".join(codes[first - 1 : last])
            parts.append(b"1 beginbfrange <%04x> <%04x> [%b] endbfrange" % (first, last, listed))
    return b"\n".join([*parts, _MAP_END])


# --- the font program -----------------------------------------------------------------------------


def _subset(data: bytes, glyphs: Sequence[int]) -> bytes:
    """Return a TrueType font with these glyphs of another, numbered in this order."""
    tables = _tables(data)
    starts = _starts(tables)
    places = {glyph: place for place, glyph in enumerate(glyphs)}
    outlines = []
    order = list(glyphs)
    for glyph in order:  # which grows by the parts of composed glyphs
        outline = tables["glyf"][starts[glyph] : starts[glyph + 1]]
        outlines.append(_composed(outline, places, order))
    metrics = [_metric(tables, glyph) for glyph in order]
    count = len(order)
    lengths = [len(outline) for outline in outlines]
    made = {
        **{tag: tables[tag] for tag in _KEPT if tag in tables},
        "glyf": b"".join(outlines),
        "hhea": tables["hhea"][:34] + struct.pack(">H", count),
        "hmtx": b"".join(metrics),
        "loca": struct.pack(f">{count + 1}I", *accumulate(lengths, initial=0)),
        "maxp": tables["maxp"][:4] + struct.pack(">H", count) + tables["maxp"][6:],
    }
    made["head"] = tables["head"][:8] + bytes(4) + tables["head"][12:50] + b"\0\1" + b"\0\0"
    return _assembled(made)


def _tables(data: bytes) -> dict[str, bytes]:
    [count] = struct.unpack_from(">H", data, 4)
    found = {}
    for number in range(count):
        tag, _, start, length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        found[tag.decode("latin-1")] = data[start : start + length]
    return found


def _starts(tables: Mapping[str, bytes]) -> Sequence[int]:
    """Return where every glyph begins, and where the last one ends."""
    loca = tables["loca"]
    if tables["head"][51]:
        return struct.unpack(f">{len(loca) // 4}I", loca)
    return [2 * half for half in struct.unpack(f">{len(loca) // 2}H", loca)]


def _metric(tables: Mapping[str, bytes], glyph: int) -> bytes:
    """Return width and left edge of a glyph; all after the last long metric have its width."""
    hmtx = tables["hmtx"]
    [long] = struct.unpack_from(">H", tables["hhea"], 34)
    if glyph < long:
        return hmtx[4 * glyph : 4 * glyph + 4]
    left = 4 * long + 2 * (glyph - long)
    return hmtx[4 * long - 4 : 4 * long - 2] + hmtx[left : left + 2]


def _composed(outline: bytes, places: dict[int, int], order: list[int]) -> bytes:
    """Return an outline whose parts, if it has any, have their new numbers."""
    if outline[:1] < b"\x80":  # made of points, or empty
        return outline
    changed, position, flags = bytearray(outline), 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", outline, position)
        if part not in places:
            places[part] = len(order)
            order.append(part)
        struct.pack_into(">H", changed, position + 2, places[part])
        position += 8 if flags & _WORDS else 6
        scales = (_SCALE, 2), (_TWO_SCALES, 4), (_MATRIX, 8)
        position += sum(size for flag, size in scales if flags & flag)
    return bytes(changed)


def _assembled(tables: Mapping[str, bytes]) -> bytes:
    """Return a font file with these tables."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    body, start = b"", 12 + 16 * count
    for tag in sorted(tables):
        table = tables[tag]
        padded = table + bytes(-len(table) % 4)
        directory += struct.pack(
            ">4sIII", tag.encode(), _sum(padded), start + len(body), len(table)
        )
        body += padded
    whole = bytearray(directory + body)
    head = start + sum(len(t) + -len(t) % 4 for tag, t in sorted(tables.items()) if tag < "head")
    struct.pack_into(">I", whole, head + 8, (_WHOLE - _sum(whole)) & 0xFFFFFFFF)
    return bytes(whole)


def _sum(data: bytes | bytearray) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}I", data))
    return total & 0xFFFFFFFF
