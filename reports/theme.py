"""How a report is dressed: a name, a logo and two colours, checked before anything is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from questionnaires.errors import Place, Problem
from questionnaires.numbers import clean_text
from reports.charts import DEFAULT, Palette
from reports.errors import ReportError
from reports.logo import read_logo
from reports.measure import fitted

__all__ = ["Theme", "contrast", "make_theme"]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LEAST_CONTRAST = 4.5  # of text on paper, WCAG 2.2 success criterion 1.4.3
_NAME = 40  # ems of a name that fit beside the logo
_TINTS = (0.93, 0.86, 0.78, 0.71, 0.63)


@dataclass(frozen=True, slots=True)
class Theme:
    """What ``make_theme`` has checked; ``logo`` is a ``data:`` address or empty."""

    name: str = ""
    logo: str = ""
    palette: Palette = field(default=DEFAULT)


def make_theme(
    name: str = "",
    logo: bytes | None = None,
    primary: str = DEFAULT.primary,
    accent: str = DEFAULT.accent,
) -> Theme:
    """Check name, logo (PNG or SVG file) and colours (``#rrggbb``) from outside.

    The logo is drawn anew: nothing of the file survives but pixels, or plain shapes. Both colours
    must stand out from white. Raises ``ReportError`` with everything that is wrong.
    """
    problems: list[Problem] = []
    for where, colour in (("primary", primary), ("accent", accent)):
        problems += _colour(where, colour)
    drawn = ""
    if logo:
        try:
            drawn = read_logo(logo)
        except ReportError as error:
            problems += error.problems
    if problems:
        raise ReportError(problems)
    title = fitted(clean_text(name), _NAME)
    return Theme(title, drawn, _palette(primary.lower(), accent.lower()))


def _colour(where: str, colour: str) -> list[Problem]:
    place = Place(field=where)
    if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
        return [Problem("theme.bad_colour", place, {"value": str(colour)[:40]})]
    ratio = contrast(colour, "#ffffff")
    if ratio >= _LEAST_CONTRAST:
        return []
    values = {"value": colour, "ratio": f"{ratio:.1f}", "darker": _darker(colour)}
    return [Problem("theme.pale_colour", place, values)]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lights = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]  # noqa: PLR2004  # sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, other: int, share: float) -> str:
    """Return *colour* with a *share* of grey level *other* in it."""
    mixed = (round(c + (other - c) * share) for c in _channels(colour))
    return "#" + "".join(f"{c:02x}" for c in mixed)


def _darker(colour: str) -> str:
    """Return the nearest darker shade that stands out from white."""
    shades = (_mixed(colour, 0, step / 20) for step in range(1, 21))
    return next(shade for shade in shades if contrast(shade, "#ffffff") >= _LEAST_CONTRAST)


def _palette(primary: str, accent: str) -> Palette:
    if (primary, accent) == (DEFAULT.primary, DEFAULT.accent):
        return DEFAULT
    return Palette(
        primary=primary,
        accent=accent,
        mist=_mixed(primary, 255, 0.55),
        track=_mixed(primary, 255, 0.9),
        bands=tuple(_mixed(primary, 255, share) for share in _TINTS),
        paper=_mixed(primary, 255, 0.96),
    )
