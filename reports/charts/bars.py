"""Scores on the scale 0 to 100: bars with their range, and the strip of levels."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.svg import DEFAULT, FULL, Palette, line, number, on_scale, path, rect, svg, text
from reports.measure import ems, fitted

__all__ = ["Band", "Bar", "Strip", "level_strip", "range_bar"]


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


def range_bar(
    bar: Bar, *, width: float = 240, height: float = 10, palette: Palette = DEFAULT
) -> Markup:
    """Draw a score as a bar, with its range as a paler continuation, on a track with ticks."""
    scale = width / FULL
    parts = [rect(0, 0, width, height, palette.track)]
    value, high = on_scale(bar.value), on_scale(bar.high)
    if value is not None:
        if high is not None and high > value:
            parts.append(rect(value * scale, 0, (high - value) * scale, height, palette.mist))
            parts.append(
                line(high * scale - 0.6, 0, high * scale - 0.6, height, palette.primary, 1.2)
            )
        parts.append(rect(0, 0, value * scale, height, palette.primary))
    ticks = [tick for tick in map(on_scale, bar.ticks) if tick is not None and 0 < tick < FULL]
    # White on the bar, dark on the track: the levels can be read off in black and white.
    for colour, on_bar in (("#ffffff", True), (palette.grey, False)):
        marks = [tick * scale for tick in ticks if (tick < (value or 0.0)) is on_bar]
        if marks:
            steps = "".join(f"M{number(x)} 0V{number(height)}" for x in marks)
            parts.append(path(steps, colour, 1.2 if on_bar else 0.6))
    return svg(width, height, bar.title, parts, ' preserveAspectRatio="none"')


def level_strip(strip: Strip, *, width: float = 680, palette: Palette = DEFAULT) -> Markup:
    """Draw the levels as a band from 0 to 100, the index as a marker, its range as a bracket."""
    scale, top, height = width / FULL, 22.0, 30.0
    parts: list[str] = []
    for position, band in enumerate(strip.bands):
        start, end = on_scale(band.start) or 0.0, on_scale(band.end) or 0.0
        x, w = start * scale, max(0.0, end - start) * scale
        tint = palette.bands[position * len(palette.bands) // max(1, len(strip.bands))]
        parts.append(rect(x, top, w, height, palette.primary if band.reached else tint))
        label = fitted(band.label, (w - 8) / 12)
        parts.append(
            text(x + w / 2, top + 19.5, label, 12, "#ffffff" if band.reached else palette.ink,
                  anchor="middle", bold=band.reached)
        )  # fmt: skip
        if position:
            parts.append(line(x, top, x, top + height, "#ffffff", 1.5))
            parts.append(
                text(x, top + height + 12, f"{band.start:g}", 9, palette.grey, anchor="middle")
            )
    parts += _marker(strip, (scale, top, height, width), palette)
    return svg(width, top + height + 22, strip.title, parts)


def _marker(strip: Strip, place: tuple[float, float, float, float], palette: Palette) -> list[str]:
    scale, top, height, width = place
    value, high = on_scale(strip.value), on_scale(strip.high)
    if value is None:
        return []
    x = value * scale
    parts = [
        f'<path d="M{number(x)} {number(top - 1)}l-6 -8h12z" fill="{palette.ink}"/>',
    ]
    if high is not None and high > value:
        y = top + height + 4
        parts.append(line(x, y, high * scale, y, palette.ink, 1.4))
        parts += [line(end, y - 4, end, y + 4, palette.ink, 1.4) for end in (x, high * scale)]
    room = 11 * ems(strip.label) / 2
    middle = min(max(x, room), width - room)
    parts.append(text(middle, top - 12, strip.label, 11, palette.ink, anchor="middle", bold=True))
    return parts
