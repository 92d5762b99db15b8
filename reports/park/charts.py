"""Charts of many firms: spreads, shares and the distribution of the index, as SVG text."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.svg import DEFAULT, Palette, line, number, on_scale, path, rect, svg, text
from reports.measure import ems, fitted

__all__ = ["Columns", "Share", "Spread", "columns", "share_bar", "spread"]

_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Five quantiles on the scale 0 to 100; ``ticks`` are the thresholds of the levels."""

    values: tuple[float | None, ...]
    ticks: tuple[float, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share (0-1) of all members."""

    value: float
    title: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Members by their index: bars from 0 to 100, in equal steps, and where the levels begin."""

    counts: tuple[int, ...]
    ticks: tuple[tuple[float, str], ...]
    median: float | None
    median_label: str
    title: str


def spread(
    chart: Spread, *, width: float = 240, height: float = 12, palette: Palette = DEFAULT
) -> Markup:
    """Draw the middle half as a box, the median as a line, first and last tenth as whiskers."""
    scale, middle = width / _FULL, height / 2
    parts = [rect(0, middle - 0.4, width, 0.8, palette.line)]
    marks = [tick * scale for tick in chart.ticks if 0 < tick < _FULL]
    if marks:
        steps = "".join(f"M{number(x)} 0V{number(height)}" for x in marks)
        parts.append(path(steps, palette.line, 0.6))
    low, first, median, third, high = (on_scale(value) for value in chart.values)
    if low is not None and high is not None:
        parts.append(line(low * scale, middle, high * scale, middle, palette.primary, 1.4))
        ends = "".join(f"M{number(x * scale)} {number(middle - 2.5)}v5" for x in (low, high))
        parts.append(path(ends, palette.primary, 1.4))
    if first is not None and third is not None:
        parts.append(rect(first * scale, 1.5, (third - first) * scale, height - 3, palette.mist))
    if median is not None:
        x = min(width - 1.0, max(1.0, median * scale))
        parts.append(line(x, 0, x, height, palette.ink, 2))
    return svg(width, height, chart.title, parts, ' preserveAspectRatio="none"')


def share_bar(
    chart: Share, *, width: float = 240, height: float = 10, palette: Palette = DEFAULT
) -> Markup:
    """Draw a share of the whole as a bar on a track."""
    value = min(1.0, max(0.0, chart.value))
    parts = [
        rect(0, 0, width, height, palette.track),
        rect(0, 0, value * width, height, palette.primary),
    ]
    return svg(width, height, chart.title, parts, ' preserveAspectRatio="none"')


def columns(
    chart: Columns, *, width: float = 680, height: float = 160, palette: Palette = DEFAULT
) -> Markup:
    """Draw the distribution of the index: a column per step, levels below, the median above."""
    top, bottom = 34.0, height - 40
    most, step = max(chart.counts, default=0) or 1, width / max(1, len(chart.counts))
    parts = [line(0, bottom, width, bottom, palette.line, 1)]
    for place, count in enumerate(chart.counts):
        if not count:
            continue
        tall = (bottom - top) * count / most
        x = place * step
        parts.append(rect(x + 1.2, bottom - tall, step - 2.4, tall, palette.primary))
        parts.append(
            text(x + step / 2, bottom - tall - 4, f"{count}", 9, palette.grey, anchor="middle")
        )
    parts += _levels_below(chart, width, bottom, palette)
    median = on_scale(chart.median)
    if median is not None:
        x = median * width / _FULL
        own = chart.counts[min(len(chart.counts) - 1, int(x / step))]
        above = bottom - (bottom - top) * own / most - 15  # of the column's number
        parts.append(line(x, 13, x, max(16, above), palette.accent, 1.4))
        parts.append(line(x, bottom - 4, x, bottom + 5, palette.accent, 1.4))
        room = 10 * ems(chart.median_label) / 2
        parts.append(
            text(min(max(x, room), width - room), 10, chart.median_label, 10, palette.accent,
                 anchor="middle", bold=True)
        )  # fmt: skip
    return svg(width, height, chart.title, parts)


def _levels_below(chart: Columns, width: float, bottom: float, palette: Palette) -> list[str]:
    starts = [start for start, _ in chart.ticks]
    parts = []
    for (start, label), end in zip(chart.ticks, [*starts[1:], _FULL], strict=True):
        x, room = start * width / _FULL, (end - start) * width / _FULL
        parts.append(line(x, bottom, x, bottom + 32, palette.line, 1))
        parts.append(text(x + 3, bottom + 13, f"{start:g}", 9, palette.grey))
        said = fitted(label, (room - 6) / 10)
        parts.append(text(x + 3, bottom + 28, said, 10, palette.ink, bold=True))
    parts.append(text(width, bottom + 13, "100", 9, palette.grey, anchor="end"))
    return parts
