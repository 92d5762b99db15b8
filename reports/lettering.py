"""Labels of charts in one piece: WeasyPrint 70 sets the text of an SVG letter by letter.

Each letter would be laid out by itself, and a text that is centred or set to the right would become
a picture of its own: a fifth of the time and of the size of a report with charts. Our charts write
plain labels at one point, which need neither. Copying from the PDF gives whole words as well.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import Any

from weasyprint import svg
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.images import SVGImage
from weasyprint.matrix import Matrix
from weasyprint.svg.bounding_box import EMPTY_BOUNDING_BOX
from weasyprint.svg.text import Style, TextBox
from weasyprint.svg.utils import size
from weasyprint.text.line_break import split_first_line

from reports import glyphs
from reports.swapping import swap

__all__ = ["install"]

_ALIGN = {"middle": 0.5, "end": 1.0}
_ELABORATE = {
    "dx", "dy", "rotate", "letter-spacing", "textLength", "direction", "font-style",
    "dominant-baseline", "alignment-baseline", "display-anchor",
}  # fmt: skip
_original = svg.TAGS["text"]
_original_size = SVGImage.get_intrinsic_size
_LENGTHS = 4096


def install() -> None:
    """Draw labels in one piece from now on, and measure each length and picture once."""
    svg.TAGS["text"] = _label
    swap("size", size, lru_cache(_LENGTHS)(size))
    SVGImage.get_intrinsic_size = _intrinsic_size


def _intrinsic_size(image: Any, resolution: Any, font_size: Any) -> Any:
    known = image.__dict__.setdefault("_sizes", {})
    if font_size not in known:
        known[font_size] = _original_size(image, resolution, font_size)
    return known[font_size]


def _label(drawing: Any, node: Any, font_size: float) -> None:
    """Draw a text that stands at one point; anything more elaborate is left to WeasyPrint."""
    if not node.text or list(node) or _ELABORATE & node.attrib.keys():
        node.text_bounding_box = EMPTY_BOUNDING_BOX
        _original(drawing, node, font_size)
        return
    style = Style(INITIAL_VALUES)
    style.font_config = drawing.font_config
    families = node.get("font-family", "sans-serif").split(",")
    style["font_family"] = [family.strip("\"' ") for family in families]
    style["font_weight"] = int(node.get("font-weight", 400))
    style["font_size"] = font_size
    layout, _, _, width, height, baseline = split_first_line(
        node.text, style, drawing.context, inf, 0
    )
    x, y = (
        size(node.get(axis, 0), font_size, room)
        for axis, room in (("x", drawing.inner_width), ("y", drawing.inner_height))
    )
    x -= _ALIGN.get(node.get("text-anchor"), 0.0) * width
    node.text_bounding_box = (x, y - baseline, width, height)
    drawing.stream.push_state()
    fill, stroke = drawing.set_graphical_state(node, font_size)
    drawing.stream.begin_text()
    drawing.fill_stroke(fill, stroke, text=True)
    if not (node.text.strip() and glyphs.draw(drawing.stream, layout, x, y)):
        layout.reactivate(style)
        box = TextBox(layout, style)
        box.baseline = baseline
        draw_first_line(drawing.stream, box, "none", "none", Matrix(d=-1, e=x, f=y))
    drawing.stream.end_text()
    drawing.stream.pop_state()
