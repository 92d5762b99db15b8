"""Boxes placed and painted with fewer questions asked, part of ``shortcuts`` for WeasyPrint 70.

It asks of every box, many times, whether it floats, what it runs into and what is painted behind
it. The answers depend on the style alone, or on floats of which there are none.
"""

from __future__ import annotations

from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box
from weasyprint.formatting_structure.build import element_to_box as _original_boxes
from weasyprint.layout.background import layout_box_backgrounds as _original_backgrounds
from weasyprint.layout.float import avoid_collisions as _original_collisions

from reports.swapping import swap

__all__ = ["install"]

_original_in_flow = Box.is_in_normal_flow
_SVG = "{http://www.w3.org/2000/svg}"
_CHART = f"{_SVG}svg"
_CORNERS = tuple(
    f"border_{end}_{side}_radius" for end in ("top", "bottom") for side in ("left", "right")
)
_SQUARE = dict.fromkeys(_CORNERS, (0, 0))


def install() -> None:
    """Use these from now on."""
    Box.is_in_normal_flow = _in_flow
    swap("element_to_box", _original_boxes, _boxes)
    swap("avoid_collisions", _original_collisions, _collisions)
    swap("layout_box_backgrounds", _original_backgrounds, _backgrounds)


def _boxes(element: Any, *rest: Any) -> Any:
    """Return the boxes of an element; those of the parts of a chart would be thrown away."""
    tag = element.tag
    if isinstance(tag, str) and tag.startswith(_SVG) and tag != _CHART:
        return []
    return _original_boxes(element, *rest)


def _in_flow(box: Any) -> Any:
    """Tell whether a box is in normal flow; all boxes of a style are, or none."""
    style = box.style
    found = style.__dict__.get("_in_flow")
    if found is None or "is_floated" in box.__dict__:
        found = style._in_flow = _original_in_flow(box)  # noqa: SLF001  our own mark
    return found


def _collisions(context: Any, box: Any, container: Any, outer: bool = True) -> Any:
    """Return where a box can stand, and how much room it has: all, where nothing floats."""
    if (
        context.excluded_shapes
        or box.style["float"] != "none"
        or container.style["direction"] != "ltr"
    ):
        return _original_collisions(context, box, container, outer)
    left = container.content_box_x()
    if outer:
        return left, box.position_y, container.width
    start, end = left + box.margin_left, left + container.width - box.margin_right
    return start - box.margin_left, box.border_box_y() - box.margin_top, end - start


def _backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Find what is painted behind a box and all in it; behind most of them it is nothing."""
    if style is not None or box is page or not _is_bare(box.style):
        _original_backgrounds(page, box, get_image, layout_children, style)
        return
    box.__dict__.update(_SQUARE)
    if layout_children:
        for child in box.all_children():
            _backgrounds(page, child, get_image)
    box.background = None


def _is_bare(style: Any) -> bool:
    found: bool | None = style.__dict__.get("_bare")
    if found is None:
        found = style._bare = (  # noqa: SLF001  our own mark
            style["visibility"] != "hidden"
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all((0, "px") in style[corner] for corner in _CORNERS)
            and all(kind == "none" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and get_color(style, "background_color").alpha == 0
        )
    return found
