"""What all charts are made of: colours, and shapes as SVG text with every outside text escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.fonts import FAMILIES
from reports.measure import ems, fitted

__all__ = [
    "DEFAULT", "FULL", "Palette", "line", "number", "on_scale", "pair", "path", "polygon", "rect",
    "svg", "text", "two_lines",
]  # fmt: skip

FULL = 100.0
_FONT = FAMILIES.replace("'", "")  # WeasyPrint reads the attribute as a plain list of names


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a chart; one hue from light to dark, so that it reads without colour as well."""

    primary: str = "#1f3f68"
    accent: str = "#8a5300"
    mist: str = "#9db6d3"
    track: str = "#e9eef4"
    bands: tuple[str, ...] = ("#eef3f8", "#dfe8f1", "#cfdceb", "#bfd0e4", "#aec4dc")
    paper: str = "#f6f9fc"
    ink: str = "#17222e"
    line: str = "#b9c5d2"
    grey: str = "#566675"


DEFAULT = Palette()


def on_scale(value: float | None) -> float | None:
    """Return *value* between 0 and 100, ``None`` for nothing or what is no number."""
    if value is None or not math.isfinite(value):
        return None
    return min(FULL, max(0.0, float(value)))


def svg(width: float, height: float, title: str, parts: Sequence[str], more: str = "") -> Markup:
    """Return the drawing; *title* says in words what it shows.

    Without a title it stands beside the figures it shows, and is nothing to be read out.
    """
    said = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    name = f"<title>{escape(title)}</title>" if title else ""
    return Markup(  # noqa: S704  # every text in *parts* went through `escape`
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f"{said}{more}>{name}{''.join(parts)}</svg>"
    )


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """Draw a filled rectangle."""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}" fill="{fill}"/>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, more: str = ""
) -> str:
    """Draw a straight line."""
    return path(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", colour, width, more)


def path(steps: str, colour: str, width: float, more: str = "") -> str:
    """Draw an open path."""
    return f'<path d="{steps}" stroke="{colour}" stroke-width="{number(width)}" fill="none"{more}/>'


def text(
    x: float, y: float, said: str, size: float, fill: str, *, anchor: str = "start",
    bold: bool = False,
) -> str:  # fmt: skip
    """Write *said* in the report's typeface."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-family="{_FONT}" '
        f'font-size="{number(size)}"{weight} '
        f'fill="{fill}" text-anchor="{anchor}">{escape(said)}</text>'
    )


def polygon(
    points: Iterable[tuple[float, float]], fill: str, colour: str, width: float, more: str = ""
) -> str:
    """Draw a closed shape."""
    return (
        f'<polygon points="{" ".join(map(pair, points))}" fill="{fill}" stroke="{colour}" '
        f'stroke-width="{number(width)}" stroke-linejoin="round"{more}/>'
    )


def pair(point: tuple[float, float]) -> str:
    """Write a point."""
    return f"{number(point[0])},{number(point[1])}"


def number(value: float) -> str:
    """Write a coordinate with two decimals at most, so that the same chart is the same text."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def two_lines(said: str, room: float) -> list[str]:
    """Break a text that is too wide for one line at a space, or between two hanzi."""
    if ems(said) <= room:
        return [said]
    breaks = [i for i in range(1, len(said)) if said[i] == " " or not said.isascii()]
    breaks = [i for i in breaks if ems(said[:i]) <= room] or [len(said)]
    half = min(breaks, key=lambda i: abs(ems(said[:i]) - ems(said) / 2))
    parts = (said[:half].strip(), said[half:].strip())
    return [fitted(part, room) for part in parts if part]
