"""A logo from outside, drawn anew: of a PNG the pixels are kept, of an SVG only plain shapes."""

from __future__ import annotations

import base64
import io
import re
import struct
from xml.etree import ElementTree as ET

from questionnaires.errors import Place, Problem
from reports.errors import ReportError

__all__ = ["read_logo"]

_MOST_BYTES = 512 * 1024
_MOST_PIXELS = 4_000_000
_SHOWN = (900, 300)  # pixels a logo is scaled down to
_MOST_ELEMENTS, _DEEPEST = 2000, 30
_SVG = "{http://www.w3.org/2000/svg}"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_KEPT = {*_SHAPES, "g", "defs", "linearGradient", "radialGradient", "stop", "clipPath"}
_ATTRIBUTES = {
    "id", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width",
    "height", "points", "transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width",
    "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
    "opacity", "offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform",
    "spreadMethod", "clip-path", "clip-rule", "clipPathUnits",
}  # fmt: skip
_PLAIN = re.compile(r"[\w\s.,#%()+-]*")
_OWN_REFERENCE = re.compile(r"url\(#[\w.-]+\)")
_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)(?:px|pt|mm|cm|in)?\s*")


def read_logo(data: bytes) -> str:
    """Return a PNG or SVG file as a ``data:`` address that holds nothing active or remote.

    Raises ``ReportError`` for anything else, and for files or pictures that are too large.
    """
    if len(data) > _MOST_BYTES:
        raise _refused("theme.large_logo", kilobytes=_MOST_BYTES // 1024)
    if data.startswith(_PNG_SIGNATURE):
        return _address("image/png", _png(data))
    return _address("image/svg+xml", _svg(data))


def _address(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _refused(code: str, **values: object) -> ReportError:
    return ReportError([Problem(code, Place(field="logo"), dict(values))])


def _png(data: bytes) -> bytes:
    """Decode and encode again, which drops every chunk but the picture."""
    from PIL import Image  # noqa: PLC0415  # comes with WeasyPrint

    width, height = struct.unpack(">II", data[16:24]) if len(data) >= 24 else (0, 0)  # noqa: PLR2004  # IHDR
    if not 0 < width * height <= _MOST_PIXELS:
        raise _refused("theme.large_picture", megapixels=_MOST_PIXELS // 1_000_000)
    try:
        # WeasyPrint tells Pillow to make do with damaged files; checking comes before decoding.
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            picture.verify()
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            drawn = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for damaged files
        raise _refused("theme.bad_logo") from error
    drawn.thumbnail(_SHOWN)
    target = io.BytesIO()
    Image.frombytes("RGBA", drawn.size, drawn.tobytes()).save(target, "PNG", optimize=True)
    return target.getvalue()


def _svg(data: bytes) -> bytes:
    """Keep known shapes with known attributes; no script, style, text, picture, link or entity."""
    try:
        text = data.decode("utf-8-sig")
        if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise _refused("theme.bad_logo")
        root = ET.fromstring(text)  # noqa: S314  # without a DTD nothing can expand
    except (UnicodeDecodeError, ET.ParseError, ValueError) as error:
        raise _refused("theme.bad_logo") from error
    if root.tag != f"{_SVG}svg":
        raise _refused("theme.bad_logo")
    clean = ET.Element("svg", {"xmlns": _SVG.strip("{}"), "viewBox": _view_box(root)})
    kept = _copy(root, clean, _DEEPEST)
    if kept > _MOST_ELEMENTS:
        raise _refused("theme.large_logo", kilobytes=_MOST_BYTES // 1024)
    if not any(element.tag in _SHAPES for element in clean.iter()):
        raise _refused("theme.bad_logo")
    drawn: bytes = ET.tostring(clean, encoding="utf-8")
    return drawn


def _copy(source: ET.Element, target: ET.Element, depth: int) -> int:
    """Copy what is kept below *source*; return how many elements that are."""
    count = 0
    for child in source:
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if name in _KEPT and depth:
            count += 1 + _copy(child, ET.SubElement(target, name, _attributes(child)), depth - 1)
    return count


def _attributes(element: ET.Element) -> dict[str, str]:
    """Return the harmless attributes; those written as ``style`` become attributes."""
    styles = (part.partition(":") for part in element.get("style", "").split(";"))
    pairs = [*element.items(), *((name.strip(), value.strip()) for name, _, value in styles)]
    return {
        name: value
        for name, value in pairs
        if name in _ATTRIBUTES
        and (_PLAIN.fullmatch(value.replace("url(", "\0")) or _OWN_REFERENCE.fullmatch(value))
    }


def _view_box(root: ET.Element) -> str:
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if len(box) == 4 and all(re.fullmatch(r"-?\d{1,6}(?:\.\d+)?", part) for part in box):  # noqa: PLR2004  # x y w h
        return " ".join(box)
    sides = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if not all(sides):
        raise _refused("theme.bad_logo")
    return "0 0 " + " ".join(side.group(1) for side in sides if side)
