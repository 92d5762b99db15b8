"""A radar: one spoke per practice, grouped by dimension, with the levels as rings."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.svg import (
    DEFAULT,
    FULL,
    Palette,
    line,
    number,
    on_scale,
    pair,
    polygon,
    svg,
    text,
    two_lines,
)

__all__ = ["Axis", "Group", "Radar", "radar"]


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


def radar(chart: Radar, *, size: float = 380, palette: Palette = DEFAULT) -> Markup:
    """Draw one spoke per axis with rings at the thresholds; fewer than three axes give nothing."""
    count = len(chart.axes)
    if count < 3:  # noqa: PLR2004  # two spokes span no area
        return Markup("")
    width, radius = size * 1.12, size * 0.42
    x0, y0 = width / 2, size / 2
    angles = [2 * math.pi * (i + 0.5) / count - math.pi / 2 for i in range(count)]

    def point(index: int, value: float) -> tuple[float, float]:
        reach = radius * value / FULL
        return x0 + reach * math.cos(angles[index]), y0 + reach * math.sin(angles[index])

    rings = [ring for ring in map(on_scale, chart.rings) if ring and ring < FULL]
    parts = [
        polygon((point(i, ring) for i in range(count)), fill, palette.line, 0.7)
        for ring, fill in ((FULL, palette.paper), *((ring, "none") for ring in rings))
    ]
    spokes = "".join(f"M{number(x0)} {number(y0)}L{pair(point(i, FULL))}" for i in range(count))
    parts.append(f'<path d="{spokes}" stroke="{palette.line}" stroke-width="0.5" fill="none"/>')
    parts += _groups(chart, (x0, y0), radius, palette)
    shown = [i for i in range(count) if on_scale(chart.axes[i].value) is not None]
    inner = [point(i, on_scale(chart.axes[i].value) or 0.0) for i in shown]
    outer = [point(i, on_scale(chart.axes[i].high) or 0.0) for i in shown]
    if outer != inner:
        parts.append(polygon(outer, "none", palette.primary, 1, ' stroke-dasharray="4 3"'))
    parts.append(polygon(inner, palette.primary, palette.primary, 2, ' fill-opacity="0.22"'))
    parts += [
        f'<circle cx="{number(x)}" cy="{number(y)}" r="2.6" fill="{palette.primary}"/>'
        for x, y in inner
    ]
    ring_height = radius / FULL * math.cos(math.pi / count)
    parts += [
        text(x0 + 3, y0 - ring * ring_height - 2, f"{ring:g}", 8, palette.grey) for ring in rings
    ]
    for i, axis in enumerate(chart.axes):
        x, y = point(i, FULL + 7)
        colour = palette.grey if axis.value is None else palette.ink
        parts.append(text(x, y + 3.4, axis.label, 9.5, colour, anchor="middle"))
    return svg(width, size, chart.title, parts)


def _groups(
    chart: Radar, centre: tuple[float, float], radius: float, palette: Palette
) -> list[str]:
    """Draw heavier spokes between the groups, and the groups' names at the left and right edge."""
    count, start, width = len(chart.axes), 0, 2 * centre[0]
    parts: list[str] = []
    for group in chart.groups:
        edge = 2 * math.pi * start / count - math.pi / 2
        tip = radius * 1.1
        x, y = centre[0] + tip * math.cos(edge), centre[1] + tip * math.sin(edge)
        parts.append(line(*centre, x, y, palette.grey, 0.9))
        middle = 2 * math.pi * (start + group.axes / 2) / count - math.pi / 2
        left = math.cos(middle) < 0
        # Beside the circle there is no room, so a name stands at least somewhat above or below.
        height = math.copysign(max(0.6, abs(math.sin(middle))), math.sin(middle))
        y = centre[1] + radius * 1.2 * height
        # From the edge to the circle at this height.
        room = centre[0] - math.sqrt(max(0.0, (radius * 1.1) ** 2 - (y - centre[1]) ** 2))
        for row, words in enumerate(two_lines(group.label, room / 11)):
            parts.append(
                text(0 if left else width, y + 4 + 13 * row, words, 11, palette.primary,
                      anchor="start" if left else "end", bold=True)
            )  # fmt: skip
        start += group.axes
    return parts
