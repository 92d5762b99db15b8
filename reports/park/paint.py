"""The park report as markup and as PDF: one template per section, painted from a summary."""

from __future__ import annotations

import datetime as dt
from functools import cache, partial
from importlib.resources import files
from types import SimpleNamespace

from markupsafe import Markup

from reports import html, pdf
from reports.charts import DEFAULT, Palette
from reports.park import charts
from reports.park.sections.heat import SHADES
from reports.park.summary import ParkSummary
from reports.wording import Words

__all__ = ["markup", "page", "render", "stylesheet"]


_WHOLE = "report"


def render(
    summary: ParkSummary, *, template: str = _WHOLE, tagged: bool = True, archive: bool = False
) -> bytes:
    """Return the report as a PDF (see ``reports.pdf.render``)."""
    wanted = pdf.Conformance(tagged=tagged, archive=archive)
    return pdf.draw(markup(summary, template=template), stylesheet(), wanted)


def page(summary: ParkSummary) -> str:
    """Return the report as one self-contained page for a browser; it fetches nothing."""
    return "<!DOCTYPE html>\n" + markup(summary, style=stylesheet())


def markup(summary: ParkSummary, *, template: str = _WHOLE, style: str = "") -> str:
    """Return the report as well-formed markup; *template* is one of ``templates/park``."""
    palette = summary.theme.palette
    dressed = style if palette == DEFAULT else style + html.colours(palette) + _shades(palette)
    return (
        html.environment()
        .get_template(f"park/{template}.html")
        .render(
            s=summary,
            t=Words(summary.lang),
            created=_iso_date(summary.date),
            charts=_in_colours(palette),
            style=Markup(dressed),  # noqa: S704  # our own stylesheet
        )
    )


@cache
def stylesheet() -> str:
    """Return the stylesheet of page and paper: that of the firm report, and what a park adds."""
    path = files("reports").joinpath("templates", "park", "park.css")
    return html.stylesheet() + path.read_text(encoding="utf-8") + _shades(DEFAULT)


def _shades(palette: Palette) -> str:
    """Return the rules of the heat map: the darker the higher, with letters that stand out."""
    shades = (*palette.bands[::2], palette.mist, palette.primary)
    rules = [f".h{place} {{ background: {shade} }}" for place, shade in enumerate(shades)]
    return "\n".join([*rules, f".h{SHADES - 1} {{ color: #ffffff }}", ""])


def _in_colours(palette: Palette) -> SimpleNamespace:
    functions = (charts.columns, charts.share_bar, charts.spread)
    return SimpleNamespace(**{f.__name__: partial(f, palette=palette) for f in functions})


def _iso_date(date: str) -> str:
    """Return *date* if the metadata of a document can carry it, else nothing."""
    try:
        return dt.date.fromisoformat(date).isoformat()
    except ValueError:
        return ""
