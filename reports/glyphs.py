"""Text drawn from the glyphs that its layout has found already.

Part of ``shortcuts``, for WeasyPrint 70. It forgets the glyphs of a line when the line has been
measured, lays the same text out once more to draw it, and asks for every glyph one by one. Here a
layout keeps what is drawn of it, ready to be written; anything unusual is left to WeasyPrint.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from weasyprint.draw.text import draw_text as _original_draw
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout

from reports.swapping import swap

__all__ = ["draw", "forget", "install"]

_original_deactivate = Layout.deactivate
_FIELDS = ffi.sizeof("PangoGlyphInfo") // ffi.sizeof("int")  # glyph, width, shifts, attributes
_FIRST_SPECIAL = 0x0FFFFFFF  # an empty glyph; above it are characters that no font has
_ink, _logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")


class Run(NamedTuple):
    """Glyphs of one font: as a PDF shows them, and what each stands for."""

    place: int
    """Of the font in memory: WeasyPrint joins the runs of one font."""
    key: int
    font: Any
    size: float
    shown: str
    glyphs: list[int]
    clusters: list[int]
    """Where in *text*, in UTF-8, that begins which each glyph stands for."""
    text: bytes


def install() -> None:
    """Draw this way from now on."""
    Layout.deactivate = _deactivate
    swap("draw_text", _original_draw, _draw)


def forget(font_config: Any) -> None:
    """Begin a document: fonts remember which of their glyphs it uses."""
    font_config._known = {}  # noqa: SLF001  our own mark


def draw(stream: Any, layout: Any, x: float, y: float) -> bool:
    """Write the line at this point; false where only WeasyPrint can do it."""
    runs: tuple[Run, ...] | None = getattr(layout, "runs", None)
    if runs is None:
        return False
    stream.set_text_matrix(1, 0, 0, -1, x, y)
    shown, place = "", None
    for run in runs:
        font = stream._fonts.setdefault(run.key, run.font)  # noqa: SLF001  as its add_font does
        if run.place != place:
            if shown:
                stream.show_text(shown)
            stream.set_font_size(font.hash, run.size)
            shown, place = "", run.place
        shown += run.shown
        if not font.to_unicode.keys() >= set(run.glyphs):
            _note(font, run)
    stream.show_text(shown)
    return True


def _note(font: Any, run: Run) -> None:
    """Tell a font which of its glyphs are used, and for what."""
    ends = [*run.clusters[1:], len(run.text)]
    for glyph, start, end in zip(run.glyphs, run.clusters, ends, strict=True):
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = run.text[start:end].decode()
            font.widths[glyph] = run.font.advances[glyph]


def _draw(
    stream: Any, box: Any, offset_x: float, text_overflow: str, block_ellipsis: Any = "none"
) -> None:
    style, layout = box.style, box.pango_layout
    usual = (
        text_overflow != "ellipsis"
        and block_ellipsis == "none"
        and style["visibility"] == "visible"
        and style["text_decoration_line"] == "none"
        and not layout.justification_spacing
        and getattr(layout, "runs", None)
    )
    if not usual:
        _original_draw(stream, box, offset_x, text_overflow, block_ellipsis)
        return
    stream.set_color(style["color"])
    stream.begin_text()
    if box.text.strip():
        draw(stream, layout, box.position_x, box.position_y + box.baseline)
    stream.end_text()


def _deactivate(layout: Any) -> None:
    """Keep the glyphs of a line that has been measured, and let go of everything else."""
    layout.runs = _runs(layout)
    _original_deactivate(layout)


def _runs(layout: Any) -> tuple[Run, ...] | None:
    line, rest = layout.get_first_line()
    if rest is not None or layout.style["word_spacing"]:
        return None
    found = []
    item = line.runs
    while item != ffi.NULL:
        run = _run(layout, item.data)
        if run is None:
            return None
        found.append(run)
        item = item.next
    return tuple(found) or None


def _run(layout: Any, item: Any) -> Run | None:
    """Return the glyphs of a run; nothing for pictures and shifted or missing glyphs."""
    string, analysis = item.glyphs, item.item.analysis
    pango_font, count = analysis.font, string.num_glyphs
    numbers = ffi.unpack(ffi.cast("int *", string.glyphs), count * _FIELDS)
    glyphs, widths = numbers[::_FIELDS], numbers[1::_FIELDS]
    shifted = any(numbers[2::_FIELDS]) or any(numbers[3::_FIELDS])
    leftwards = analysis.level % 2
    if not count or shifted or leftwards or max(glyphs) >= _FIRST_SPECIAL or min(glyphs) < 0:
        return None
    known = getattr(layout.style.font_config, "_known", None)
    if known is None:  # somebody else's document
        return None
    key, description, size = get_pango_font_key(pango_font)
    font = known.get(key)
    if font is None:
        font = known[key] = Font(pango_font, description, size)
        font.advances, font.pieces = {}, {}
    if font.bitmap or font.png or font.svg or font.colr:
        return None
    shown = "<"
    for glyph, width in zip(glyphs, widths, strict=True):
        piece = font.pieces.get((glyph, width, size))
        if piece is None:
            piece = font.pieces[glyph, width, size] = _piece(font, pango_font, glyph, width, size)
        shown += piece
    shown = shown[:-1] if shown[-1] == "<" else shown + ">"
    start, length = item.item.offset, item.item.length
    text = layout.text.encode()[start : start + length]
    place = int(ffi.cast("uintptr_t", pango_font))
    clusters = ffi.unpack(string.log_clusters, count)
    return Run(place, key, font, size, shown, glyphs, clusters, text)


def _piece(font: Any, pango_font: Any, glyph: int, width: int, size: float) -> str:
    """Return a glyph in hexadecimal, and by how much the next one stands nearer."""
    advance = font.advances.get(glyph)
    if advance is None:
        pango.pango_font_get_glyph_extents(pango_font, glyph, _ink, _logical)
        advance = font.advances[glyph] = round(_logical.width * 1000 * FROM_UNITS / size)
    nearer = int(advance - width * 1000 * FROM_UNITS / size)
    return f"{glyph:04x}>{nearer}<" if nearer else f"{glyph:04x}"
