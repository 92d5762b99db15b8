"""Text lines with less set-up: one Pango context per style, and one layout per short text.

Part of ``shortcuts``, for WeasyPrint 70. It makes a Pango context for every piece of text, though
all pieces of one style need the same, lays the many equal figures of a table out one by one, and
never frees the font features of a text: 0.3 MB of every English report.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import inline
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout
from weasyprint.text.line_break import split_first_line as _original_split
from weasyprint.text.line_break import strut as _original_strut

from reports.swapping import swap

__all__ = ["install"]

_SHORT = 30  # characters; longer texts hardly ever come twice
_FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps",
    "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings",
)  # fmt: skip
_original_setup = Layout.setup


def install() -> None:
    """Use these from now on."""
    Layout.setup = _setup
    swap("split_first_line", _original_split, _split)
    inline.strut = _strut


def _setup(layout: Any, style: Any) -> None:
    """Make a layout in the context of its style; decorated text is left to WeasyPrint."""
    known = style.__dict__.get("_pango")
    if known is None:
        known = style._pango = _context(style)  # noqa: SLF001  our own mark
    if not known:
        _original_setup(layout, style)
        return
    context, language, description, features = known
    layout.style, layout.language, layout.first_line_direction = style, language, 0
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)
    if features:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        attribute = pango.pango_attr_font_features_new(features)
        pango.pango_attr_list_insert(attributes, attribute)  # which owns it from now on
        pango.pango_layout_set_attributes(layout.layout, attributes)
    layout.ascent = layout.underline_position = layout.strikethrough_position = None


def _context(style: Any) -> tuple[Any, ...]:
    """Return what all layouts of a style share; nothing for a style with more to it."""
    decorated = (
        style["text_decoration_line"] != "none" or style["font_language_override"] != "normal"
    )
    if decorated:
        return ()
    font_map = style.font_config.font_map
    context = ffi.gc(pango.pango_font_map_create_context(font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_get_default()
    if style["lang"]:
        pointer, _ = unicode_to_char_p(style["lang"])
        language = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, language)
    wanted = font_features(*(style[name] for name in _FEATURES))
    features = ",".join(f"{key} {value}" for key, value in wanted.items()).encode()
    return context, language, get_font_description(style), features


def _split(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: float,
    is_line_start: bool = True, minimum: bool = False,
) -> Any:  # fmt: skip
    """Return the first line of a text; the same short text in the same style is laid out once.

    A layout may be shared, because it holds nothing of Pango's between layout and drawing.
    """
    rest = (max_width, justification_spacing, is_line_start, minimum)
    if len(text) > _SHORT:
        return _original_split(text, style, context, *rest)
    lines = style.__dict__.setdefault("_lines", {})
    found = lines.get((text, *rest))
    if found is None:
        found = _original_split(text, style, context, *rest)
        if found[2] is None:  # all of it fits on the line
            lines[(text, *rest)] = found
    return found


def _strut(style: Any) -> Any:
    """Return height and baseline of a line of a style; WeasyPrint writes out a key each time."""
    found = style.__dict__.get("_strut")
    if found is None:
        found = style._strut = _original_strut(style)  # noqa: SLF001  our own mark
    return found
