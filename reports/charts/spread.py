"""A firm among others, and now against then; and what a budget buys."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.svg import DEFAULT, FULL, Palette, line, number, on_scale, path, rect, svg, text
from reports.measure import ems

__all__ = ["Box", "Curve", "Point", "Shift", "box", "curve", "shift"]


@dataclass(frozen=True, slots=True)
class Box:
    """Quartiles of a peer group on the scale 0 to 100, and the firm among them."""

    low: float | None
    middle: float | None
    high: float | None
    value: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A score before and now."""

    before: float | None
    now: float | None
    ticks: tuple[float, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Point:
    """What one budget buys; ``chosen`` marks the plan of this report."""

    at: float
    value: float
    label: str
    under: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Index against budget, in order of the budget."""

    points: tuple[Point, ...]
    title: str
    across: str
    up: str


def box(
    chart: Box, *, width: float = 240, height: float = 12, palette: Palette = DEFAULT
) -> Markup:
    """Draw the middle half of the peers as a box, their median as a line, the firm as a diamond."""
    scale, middle = width / FULL, height / 2
    parts = [rect(0, middle - 0.5, width, 1, palette.line)]
    low, high = on_scale(chart.low), on_scale(chart.high)
    if low is not None and high is not None and high >= low:
        parts.append(rect(low * scale, 1.5, (high - low) * scale, height - 3, palette.mist))
    median = on_scale(chart.middle)
    if median is not None:
        parts.append(line(median * scale, 0, median * scale, height, palette.ink, 1.6))
    value = on_scale(chart.value)
    if value is not None:
        x = min(width - 5.0, max(5.0, value * scale))
        steps = f"M{number(x)} {number(middle - 5)}l5 5l-5 5l-5 -5z"
        parts.append(
            f'<path d="{steps}" fill="{palette.primary}" stroke="#ffffff" stroke-width="1"/>'
        )
    return svg(width, height, chart.title, parts)


def shift(
    chart: Shift, *, width: float = 240, height: float = 12, palette: Palette = DEFAULT
) -> Markup:
    """Draw the earlier score as a ring and today's as a disc, joined by a bar."""
    scale, middle = (width - 10) / FULL, height / 2
    parts = [rect(5, middle - 0.5, width - 10, 1, palette.line)]
    ticks = [tick for tick in map(on_scale, chart.ticks) if tick is not None and 0 < tick < FULL]
    marks = "".join(f"M{number(5 + tick * scale)} {number(middle - 3)}v6" for tick in ticks)
    if marks:
        parts.append(path(marks, palette.line, 0.8))
    before, now = on_scale(chart.before), on_scale(chart.now)
    if before is not None and now is not None:
        parts.append(
            line(5 + before * scale, middle, 5 + now * scale, middle, palette.primary, 2.4)
        )
    if before is not None:
        parts.append(
            f'<circle cx="{number(5 + before * scale)}" cy="{number(middle)}" r="3.6" '
            f'fill="#ffffff" stroke="{palette.primary}" stroke-width="1.4"/>'
        )
    if now is not None:
        parts.append(
            f'<circle cx="{number(5 + now * scale)}" cy="{number(middle)}" r="4" '
            f'fill="{palette.primary}"/>'
        )
    return svg(width, height, chart.title, parts)


def curve(chart: Curve, *, width: float = 640, palette: Palette = DEFAULT) -> Markup:
    """Draw what each budget buys as steps; fewer than two points give nothing."""
    points = [p for p in chart.points if math.isfinite(p.at) and math.isfinite(p.value)]
    if len(points) < 2:  # noqa: PLR2004  # one point is a sentence, not a curve
        return Markup("")
    height, left, top, bottom = 190.0, 40.0, 26.0, 146.0
    lowest, highest = min(p.value for p in points), max(p.value for p in points)
    first, last = points[0].at, points[-1].at
    across = (width - left - 30) / ((last - first) or 1.0)
    up = (bottom - top) / ((highest - lowest) or 1.0)
    places = [(left + (p.at - first) * across, bottom - (p.value - lowest) * up) for p in points]
    steps = f"M{number(places[0][0])} {number(places[0][1])}" + "".join(
        f"H{number(x)}V{number(y)}" for x, y in places[1:]
    )
    parts = [
        line(left - 12, bottom + 10, width, bottom + 10, palette.line, 1),
        text(width, height - 4, chart.across, 9, palette.grey, anchor="end"),
        text(0, 11, chart.up, 9, palette.grey),
        path(steps, palette.primary, 1.8),
        *_points(points, places, bottom, palette),
    ]
    return svg(width, height, chart.title, parts)


def _points(
    points: list[Point], places: list[tuple[float, float]], bottom: float, palette: Palette
) -> Iterator[str]:
    """Draw the points; a label that would run into the one before is left out."""
    end = -math.inf
    for point, (x, y) in zip(points, places, strict=True):
        fill = palette.accent if point.chosen else palette.primary
        size = 5 if point.chosen else 3.2
        yield f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(size)}" fill="{fill}"/>'
        room = 9 * max(ems(point.label), ems(point.under)) / 2
        if x - room > end + 4 or point.chosen:
            colour = palette.accent if point.chosen else palette.ink
            yield text(x, y - 9, point.label, 9, colour, anchor="middle", bold=point.chosen)
            yield text(x, bottom + 22, point.under, 9, palette.grey, anchor="middle")
            end = x + room
