"""Charts as SVG text: pure functions from numbers and labels to markup, for page, PDF and notebook.

One hue from light to dark, outlines and positions carry the meaning, so the charts read the same
in black and white and to colour-blind people. Sizes are in user units; a stylesheet scales them.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

from reports.charts.bars import Band, Bar, Strip, level_strip, range_bar
from reports.charts.quantities import Mark, Scale, scale
from reports.charts.spokes import Axis, Group, Radar, radar
from reports.charts.spread import Box, Curve, Point, Shift, box, curve, shift
from reports.charts.svg import DEFAULT, Palette

__all__ = [
    "DEFAULT", "Axis", "Band", "Bar", "Box", "Curve", "Group", "Mark", "Palette", "Point", "Radar",
    "Scale", "Shift", "Strip", "box", "curve", "in_colours", "level_strip", "radar", "range_bar",
    "scale", "shift",
]  # fmt: skip


def in_colours(palette: Palette) -> SimpleNamespace:
    """Return all chart functions with *palette* filled in, under their names."""
    functions = (box, curve, level_strip, radar, range_bar, scale, shift)
    return SimpleNamespace(**{f.__name__: partial(f, palette=palette) for f in functions})
