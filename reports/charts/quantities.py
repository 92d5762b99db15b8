"""A quantity on its own scale: where the firm stands between the anchors and reference lines."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.svg import DEFAULT, FULL, Palette, line, number, rect, svg, text
from reports.measure import ems, fitted

__all__ = ["Mark", "Scale", "scale"]

_MARGIN = 15.0
_BEYOND = 0.5  # of the anchors' span: a value farther out is drawn at the edge, with an arrow
_TOP, _HEIGHT, _ROW = 18.0, 9.0, 20.0
_LABEL, _UNDER = 9.0, 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure on the scale and what stands under it.

    ``credit`` is what an anchor is worth, ``None`` for a reference line alone; ``line`` tells that
    a reference line is drawn here, ``loose`` that nobody has verified it.
    """

    at: float
    label: str
    under: str
    credit: float | None
    line: bool
    loose: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """Anchors and reference lines in order of size, and the firm's value (``None``: not given)."""

    marks: tuple[Mark, ...]
    value: float | None
    label: str
    title: str


def scale(chart: Scale, *, width: float = 300, palette: Palette = DEFAULT) -> Markup:
    """Draw the scale; darker stretches are worth more, dashes are reference lines."""
    marks = sorted((mark for mark in chart.marks if math.isfinite(mark.at)), key=lambda m: m.at)
    if not marks:
        return Markup("")
    value = chart.value if chart.value is not None and math.isfinite(chart.value) else None
    axis = _Axis.over([mark.at for mark in marks], value, width)
    parts = [rect(_MARGIN, _TOP, width - 2 * _MARGIN, _HEIGHT, palette.track)]
    parts += _stretches(marks, axis, palette)
    rows = _rows(marks, axis)
    for mark, row in zip(marks, rows, strict=True):
        parts += _mark(mark, axis, row, palette)
    if value is not None:
        parts += _value(chart.label, value, axis, palette)
    return svg(width, _TOP + _HEIGHT + 3 + _ROW * (1 + max(rows)), chart.title, parts)


@dataclass(frozen=True, slots=True)
class _Axis:
    """From figures to places on paper."""

    low: float
    high: float
    width: float

    @classmethod
    def over(cls, places: Sequence[float], value: float | None, width: float) -> _Axis:
        """Span all marks, and the value unless it lies far out."""
        low, high = min(places), max(places)
        span = (high - low) or abs(high) or 1.0
        if value is not None:
            low = min(low, max(value, low - _BEYOND * span))
            high = max(high, min(value, high + _BEYOND * span))
        return cls(low, high if high > low else low + span, width)

    def x(self, value: float) -> float:
        """Return the place of a figure; what lies outside stands at the edge."""
        share = (min(self.high, max(self.low, value)) - self.low) / (self.high - self.low)
        return _MARGIN + share * (self.width - 2 * _MARGIN)

    def within(self, x: float, room: float) -> float:
        """Return the middle of a label *room* wide near *x*, inside the drawing."""
        return min(max(x, room / 2), self.width - room / 2)


def _stretches(marks: Sequence[Mark], axis: _Axis, palette: Palette) -> Iterator[str]:
    """Tint the stretch between two anchors by what values in it are worth."""
    anchors = [(mark.at, mark.credit) for mark in marks if mark.credit is not None]
    if not anchors:
        return
    points = [(axis.low, anchors[0][1]), *anchors, (axis.high, anchors[-1][1])]
    tints = (palette.track, *palette.bands[1:], palette.mist)
    for (start, left), (end, right) in itertools.pairwise(points):
        tint = tints[min(len(tints) - 1, int((left + right) / 2 / FULL * len(tints)))]
        if end > start:
            yield rect(axis.x(start), _TOP, axis.x(end) - axis.x(start), _HEIGHT, tint)


def _rows(marks: Sequence[Mark], axis: _Axis) -> list[int]:
    """Put the labels into as few rows as keep them apart."""
    ends: list[float] = []
    rows = []
    for mark in marks:
        room = _room(mark)
        left = axis.within(axis.x(mark.at), room) - room / 2
        free = [row for row, end in enumerate(ends) if end + 4 <= left]
        row = free[0] if free else len(ends)
        ends[row : row + 1] = [left + room]
        rows.append(row)
    return rows


def _room(mark: Mark) -> float:
    return max(_LABEL * ems(mark.label), _UNDER * ems(mark.under))


def _mark(mark: Mark, axis: _Axis, row: int, palette: Palette) -> Iterator[str]:
    x, bottom = axis.x(mark.at), _TOP + _HEIGHT
    middle = axis.within(x, _room(mark))
    foot = bottom + 2 + _ROW * row
    if mark.line:
        dash = "1.5 2" if mark.loose else "4 2"
        yield line(x, _TOP - 4, x, foot, palette.accent, 1.3, f' stroke-dasharray="{dash}"')
    else:
        yield line(x, _TOP, x, foot, palette.grey, 0.8)
    yield text(middle, foot + _LABEL, mark.label, _LABEL, palette.ink, anchor="middle")
    colour = palette.accent if mark.line else palette.grey
    yield text(middle, foot + _LABEL + 9, mark.under, _UNDER, colour, anchor="middle")


def _value(label: str, value: float, axis: _Axis, palette: Palette) -> Iterator[str]:
    """Draw the firm's value as a triangle above the scale; one off the scale points outwards."""
    x, tip = axis.x(value), _TOP - 1
    if axis.low <= value <= axis.high:
        steps = f"M{number(x)} {number(tip)}l-4.5 -6h9z"
    else:
        out = 6 if value > axis.high else -6
        steps = f"M{number(x)} {number(tip - 7)}l{out} 3.5l{-out} 3.5z"
    yield f'<path d="{steps}" fill="{palette.primary}"/>'
    yield line(x, _TOP, x, _TOP + _HEIGHT, palette.primary, 2.2)
    said = fitted(label, axis.width / 10)
    middle = axis.within(x, 10 * ems(said))
    yield text(middle, tip - 8, said, 10, palette.primary, anchor="middle", bold=True)
