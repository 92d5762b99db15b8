"""Charts as SVG text: pure functions from numbers and labels to markup, for page, PDF and notebook.

One hue from light to dark, outlines and positions carry the meaning, so the charts read the same
in black and white and to colour-blind people. Sizes are in user units; a stylesheet scales them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.fonts import FAMILIES
from reports.measure import ems, fitted

__all__ = ["Axis", "Band", "Bar", "Group", "Radar", "Strip", "level_strip", "radar", "range_bar"]

INK, INDIGO, MIST, TRACK, LINE, GREY = (
    "#17222e", "#1f3f68", "#9db6d3", "#e9eef4", "#b9c5d2", "#566675",
)  # fmt: skip
BANDS = ("#eef3f8", "#dfe8f1", "#cfdceb", "#bfd0e4", "#aec4dc")
_FONT = FAMILIES.replace("'", "")  # WeasyPrint reads the attribute as a plain list of names
_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A score with its range on the scale 0 to 100; ``ticks`` are the thresholds of the levels."""

    value: float | None
    high: float | None
    ticks: tuple[float, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Band:
    """One level on the scale; ``reached`` marks the level that the firm has."""

    start: float
    end: float
    label: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The bands of all levels with the index and its range."""

    bands: tuple[Band, ...]
    value: float | None
    high: float | None
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One spoke of a radar; ``None`` where nothing counts."""

    label: str
    value: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """So many neighbouring spokes under one name."""

    label: str
    axes: int


@dataclass(frozen=True, slots=True)
class Radar:
    """Spokes in order, the groups they fall into, and rings at the thresholds of the levels."""

    axes: tuple[Axis, ...]
    groups: tuple[Group, ...]
    rings: tuple[float, ...]
    title: str


def range_bar(bar: Bar, *, width: float = 240, height: float = 10) -> Markup:
    """Draw a score as a bar, with its range as a paler continuation, on a track with ticks."""
    scale = width / _FULL
    parts = [_rect(0, 0, width, height, TRACK)]
    value, high = _on_scale(bar.value), _on_scale(bar.high)
    if value is not None:
        if high is not None and high > value:
            parts.append(_rect(value * scale, 0, (high - value) * scale, height, MIST))
            parts.append(_line(high * scale - 0.6, 0, high * scale - 0.6, height, INDIGO, 1.2))
        parts.append(_rect(0, 0, value * scale, height, INDIGO))
    ticks = [tick for tick in map(_on_scale, bar.ticks) if tick is not None and 0 < tick < _FULL]
    path = "".join(f"M{_n(tick * scale)} 0V{_n(height)}" for tick in ticks)
    if path:
        parts.append(f'<path d="{path}" stroke="#ffffff" stroke-width="1.2" fill="none"/>')
    return _svg(width, height, bar.title, parts, ' preserveAspectRatio="none"')


def level_strip(strip: Strip, *, width: float = 680) -> Markup:
    """Draw the levels as a band from 0 to 100, the index as a marker, its range as a bracket."""
    scale, top, height = width / _FULL, 22.0, 30.0
    parts: list[str] = []
    for position, band in enumerate(strip.bands):
        start, end = _on_scale(band.start) or 0.0, _on_scale(band.end) or 0.0
        x, w = start * scale, max(0.0, end - start) * scale
        tint = BANDS[position * len(BANDS) // max(1, len(strip.bands))]
        parts.append(_rect(x, top, w, height, INDIGO if band.reached else tint))
        label = fitted(band.label, (w - 8) / 12)
        parts.append(
            _text(x + w / 2, top + 19.5, label, 12, "#ffffff" if band.reached else INK,
                  anchor="middle", bold=band.reached)
        )  # fmt: skip
        if position:
            parts.append(_line(x, top, x, top + height, "#ffffff", 1.5))
            parts.append(_text(x, top + height + 12, f"{band.start:g}", 9, GREY, anchor="middle"))
    parts += _marker(strip, scale, top, height, width)
    return _svg(width, top + height + 22, strip.title, parts)


def _marker(strip: Strip, scale: float, top: float, height: float, width: float) -> list[str]:
    value, high = _on_scale(strip.value), _on_scale(strip.high)
    if value is None:
        return []
    x = value * scale
    parts = [
        f'<path d="M{_n(x)} {_n(top - 1)}l-6 -8h12z" fill="{INK}"/>',
    ]
    if high is not None and high > value:
        y = top + height + 4
        parts.append(_line(x, y, high * scale, y, INK, 1.4))
        parts += [_line(end, y - 4, end, y + 4, INK, 1.4) for end in (x, high * scale)]
    room = 11 * ems(strip.label) / 2
    middle = min(max(x, room), width - room)
    parts.append(_text(middle, top - 12, strip.label, 11, INK, anchor="middle", bold=True))
    return parts


def radar(chart: Radar, *, size: float = 380) -> Markup:
    """Draw one spoke per axis with rings at the thresholds; fewer than three axes give nothing."""
    count = len(chart.axes)
    if count < 3:  # noqa: PLR2004  # two spokes span no area
        return Markup("")
    width, radius = size * 1.12, size * 0.42
    x0, y0 = width / 2, size / 2
    angles = [2 * math.pi * (i + 0.5) / count - math.pi / 2 for i in range(count)]

    def point(index: int, value: float) -> tuple[float, float]:
        reach = radius * value / _FULL
        return x0 + reach * math.cos(angles[index]), y0 + reach * math.sin(angles[index])

    rings = [ring for ring in map(_on_scale, chart.rings) if ring and ring < _FULL]
    parts = [
        _polygon((point(i, ring) for i in range(count)), fill, LINE, 0.7)
        for ring, fill in ((_FULL, "#f6f9fc"), *((ring, "none") for ring in rings))
    ]
    spokes = "".join(f"M{_n(x0)} {_n(y0)}L{_pair(point(i, _FULL))}" for i in range(count))
    parts.append(f'<path d="{spokes}" stroke="{LINE}" stroke-width="0.5" fill="none"/>')
    parts += _groups(chart, (x0, y0), radius, width)
    shown = [i for i in range(count) if _on_scale(chart.axes[i].value) is not None]
    inner = [point(i, _on_scale(chart.axes[i].value) or 0.0) for i in shown]
    outer = [point(i, _on_scale(chart.axes[i].high) or 0.0) for i in shown]
    if outer != inner:
        parts.append(_polygon(outer, "none", INDIGO, 1, ' stroke-dasharray="4 3"'))
    parts.append(_polygon(inner, INDIGO, INDIGO, 2, ' fill-opacity="0.22"'))
    parts += [f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.6" fill="{INDIGO}"/>' for x, y in inner]
    ring_height = radius / _FULL * math.cos(math.pi / count)
    parts += [_text(x0 + 3, y0 - ring * ring_height - 2, f"{ring:g}", 8, GREY) for ring in rings]
    for i, axis in enumerate(chart.axes):
        x, y = point(i, _FULL + 7)
        colour = GREY if axis.value is None else INK
        parts.append(_text(x, y + 3.4, axis.label, 9.5, colour, anchor="middle"))
    return _svg(width, size, chart.title, parts)


def _groups(chart: Radar, centre: tuple[float, float], radius: float, width: float) -> list[str]:
    """Draw heavier spokes between the groups, and the groups' names at the left and right edge."""
    count, start, parts = len(chart.axes), 0, []
    for group in chart.groups:
        edge = 2 * math.pi * start / count - math.pi / 2
        tip = radius * 1.1
        x, y = centre[0] + tip * math.cos(edge), centre[1] + tip * math.sin(edge)
        parts.append(_line(*centre, x, y, GREY, 0.9))
        middle = 2 * math.pi * (start + group.axes / 2) / count - math.pi / 2
        left = math.cos(middle) < 0
        # Beside the circle there is no room, so a name stands at least somewhat above or below.
        height = math.copysign(max(0.6, abs(math.sin(middle))), math.sin(middle))
        y = centre[1] + radius * 1.2 * height
        # From the edge to the circle at this height.
        room = centre[0] - math.sqrt(max(0.0, (radius * 1.1) ** 2 - (y - centre[1]) ** 2))
        for line, text in enumerate(_two_lines(group.label, room / 11)):
            parts.append(
                _text(0 if left else width, y + 4 + 13 * line, text, 11, INDIGO,
                      anchor="start" if left else "end", bold=True)
            )  # fmt: skip
        start += group.axes
    return parts


def _on_scale(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return min(_FULL, max(0.0, float(value)))


def _svg(width: float, height: float, title: str, parts: Sequence[str], more: str = "") -> Markup:
    return Markup(  # noqa: S704  # every text in *parts* went through `escape`
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
        f'role="img" aria-label="{escape(title)}"{more}><title>{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return (
        f'<path d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" stroke="{colour}" '
        f'stroke-width="{_n(width)}"/>'
    )


def _text(
    x: float, y: float, text: str, size: float, fill: str, *, anchor: str = "start",
    bold: bool = False,
) -> str:  # fmt: skip
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="{_FONT}" font-size="{_n(size)}"{weight} '
        f'fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _polygon(
    points: Iterable[tuple[float, float]], fill: str, colour: str, width: float, more: str = ""
) -> str:
    return (
        f'<polygon points="{" ".join(map(_pair, points))}" fill="{fill}" stroke="{colour}" '
        f'stroke-width="{_n(width)}" stroke-linejoin="round"{more}/>'
    )


def _pair(pair: tuple[float, float]) -> str:
    return f"{_n(pair[0])},{_n(pair[1])}"


def _n(value: float) -> str:
    """Write a coordinate with two decimals at most, so that the same chart is the same text."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _two_lines(text: str, room: float) -> list[str]:
    """Break a text that is too wide for one line at a space, or between two hanzi."""
    if ems(text) <= room:
        return [text]
    breaks = [i for i in range(1, len(text)) if text[i] == " " or not text.isascii()]
    breaks = [i for i in breaks if ems(text[:i]) <= room] or [len(text)]
    half = min(breaks, key=lambda i: abs(ems(text[:i]) - ems(text) / 2))
    parts = (text[:half].strip(), text[half:].strip())
    return [fitted(part, room) for part in parts if part]
