"""A figure to take away: as a picture of its own, and its numbers as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO

from markupsafe import Markup

from reports.charts import Shift, shift
from reports.charts.svg import DEFAULT, Palette, line, number, rect, svg, text
from reports.measure import ems, fitted
from reports.park import charts
from reports.park.charts import Share, Spread
from reports.park.figures import Figure, Line
from reports.park.sections.heat import SHADES, Cell
from reports.park.view import ParkView

__all__ = ["bar", "map_picture", "picture", "table", "table_of"]

_WIDTH, _TITLE, _CELL = 960.0, 400.0, 64.0
_CELLS = 320.0  # most of the width that numbers take
_HEAD, _ROW, _FOOT = 74.0, 26.0, 34.0
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_BOM = "\ufeff"  # without it Excel reads Chinese as something else


def picture(figure: Figure, view: ParkView, palette: Palette = DEFAULT) -> Markup:
    """Return a figure as one SVG that stands alone: title, lines, and what it is of."""
    if figure.whole is not None:
        drawn, height = _whole(figure, palette)
    else:
        drawn, height = _lines(figure, palette)
    parts = [
        rect(0, 0, _WIDTH, height + _FOOT, "#ffffff"),
        text(20, 30, fitted(figure.title, 48), 18, palette.ink, bold=True),
        text(20, 52, fitted(figure.held or figure.lead, 76), 12, palette.grey),
        *drawn,
        text(20, height + 20, fitted(_source(view), 80), 11, palette.grey),
    ]
    return svg(_WIDTH, height + _FOOT, figure.title, parts)


def map_picture(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str], Sequence[Cell]]],
    view: ParkView, palette: Palette = DEFAULT,
) -> Markup:  # fmt: skip
    """Return a map as one SVG: per row a name, texts beside it, and a cell for each column."""
    colours = (*palette.bands[::2], palette.mist, palette.primary)
    shades = dict(zip((f"h{n}" for n in range(SHADES)), colours, strict=True))
    beside = max((len(texts) for _, texts, _ in rows), default=0) * 44
    left = 20 + 250 + beside
    room = (_WIDTH - 20 - left) / max(1, len(columns))
    parts = [
        text(left + (place + 0.5) * room, _HEAD - 6, column, 9, palette.grey, anchor="middle")
        for place, column in enumerate(columns)
    ]
    y = _HEAD
    for name, texts, cells in rows:
        base = y + 13
        parts.append(text(20, base, fitted(name, 20), 11, palette.ink))
        for place, said in enumerate(texts):
            parts.append(
                text(270 + 44 * (place + 1) - 8, base, said, 11, palette.ink, anchor="end")
            )
        for place, cell in enumerate(cells):
            if not cell.shade:
                continue
            dark = cell.shade == f"h{SHADES - 1}"
            x = left + place * room
            parts.append(rect(x, y, room - 1, 17, shades[cell.shade]))
            ink = "#ffffff" if dark else palette.ink
            parts.append(text(x + room / 2, base, cell.label, 9, ink, anchor="middle"))
        y += 18
    whole = [
        rect(0, 0, _WIDTH, y + _FOOT, "#ffffff"),
        text(20, 30, fitted(title, 48), 18, palette.ink, bold=True),
        *parts,
        text(20, y + 20, fitted(_source(view), 80), 11, palette.grey),
    ]
    return svg(_WIDTH, y + _FOOT, title, whole)


def _source(view: ParkView) -> str:
    words, place = view.words, view.place
    known = (
        words.line(place.name), words("park.members", n=len(view.cohort)),
        words.date(place.date) or "", view.questionnaire.ref,
        words("park.fictional") if view.cohort.members.fictional else "",
    )  # fmt: skip
    return " · ".join(part for part in known if part)


def _whole(figure: Figure, palette: Palette) -> tuple[list[str], float]:
    if figure.whole is None:  # pragma: no cover  # the caller has looked
        return [], _HEAD
    drawn = charts.columns(figure.whole, width=_WIDTH - 40, height=220, palette=palette)
    return [_inside(drawn, 20, _HEAD, _WIDTH - 40, 220)], _HEAD + 230


def _lines(figure: Figure, palette: Palette) -> tuple[list[str], float]:
    cells = len(figure.columns)
    room = min(_CELL, _CELLS / max(1, cells))
    left = _WIDTH - 20 - cells * room
    parts = []
    for place, column in enumerate(figure.columns if figure.lines else ()):
        said = fitted(column, room / 10 - 0.4)
        parts.append(
            text(left + (place + 1) * room, _HEAD, said, 10, palette.grey, anchor="end")
        )  # fmt: skip
    y = _HEAD + 8
    for row in figure.lines:
        parts.append(line(20, y, _WIDTH - 20, y, palette.track, 1))
        parts += _line(row, y, left, room, palette)
        y += _ROW
    return parts, y + 6


def _line(row: Line, y: float, left: float, room: float, palette: Palette) -> Iterable[str]:
    base, start = y + 17, 20 + _TITLE
    wide = left - start - 10
    said = fitted(row.title, (_TITLE - 10) / (13 if row.strong else 12))
    yield text(20, base, said, 12, palette.grey if row.held else palette.ink, bold=row.strong)
    if row.bar is not None:
        yield _inside(_drawn(row.bar, palette), start, y + 6, wide, 14)
    for place, cell in enumerate(row.cells):
        size = min(12.0, 12.0 * (room - 4) / max(1.0, 12 * ems(cell)))
        yield text(left + (place + 1) * room, base, cell, size, palette.ink, anchor="end")


def bar(row: Line) -> Markup:
    """Return a line's bar for a page, where its figures stand beside it; nothing without one."""
    if row.bar is None:
        return Markup()
    drawn = _drawn(replace(row.bar, title=""), DEFAULT)
    return drawn.replace(_NAMESPACE, "")  # a page knows what it is


def _drawn(chart: Spread | Share | Shift, palette: Palette) -> Markup:
    if isinstance(chart, Spread):
        return charts.spread(chart, palette=palette)
    if isinstance(chart, Shift):
        return shift(chart, palette=palette)
    return charts.share_bar(chart, palette=palette)


def _inside(drawn: Markup, x: float, y: float, width: float, height: float) -> str:
    """Return a drawing as a part of another one."""
    place = (
        f'<svg x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
    )
    return place + str(drawn).removeprefix("<svg ")


def table(figure: Figure) -> bytes:
    """Return the numbers of a figure as CSV for Excel: UTF-8 with a mark, no text a formula."""
    rows = ([row.title, *_filled(row.numbers, len(figure.columns))] for row in figure.lines)
    return table_of([figure.named, *figure.columns], rows)


def _filled(numbers: Sequence[float | int | None], count: int) -> list[float | int | None]:
    return [*numbers, *[None] * (count - len(numbers))]


def table_of(columns: Sequence[str], rows: Iterable[Sequence[str | float | int | None]]) -> bytes:
    """Return any rows as such a CSV."""
    target = StringIO(newline="")
    written = csv.writer(target)
    for row in (columns, *rows):
        written.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return (_BOM + target.getvalue()).encode()


def _harmless(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
