"""The report as markup: one template per section, painted from a ``Summary``.

The markup is well-formed XML, so that ``pdf`` can read it with a plain XML parser; the browser
reads the same text as HTML.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import charts
from reports.charts import DEFAULT, Palette
from reports.fonts import FAMILIES
from reports.summary import Summary
from reports.wording import Words

__all__ = ["markup", "page", "stylesheet"]


def page(summary: Summary) -> str:
    """Return the report as one self-contained page for a browser; it fetches nothing."""
    return "<!DOCTYPE html>\n" + markup(summary, style=stylesheet())


def markup(summary: Summary, *, brief: bool = False, style: str = "") -> str:
    """Return the report as well-formed markup; *brief* leaves out all but the first two pages."""
    return (
        environment()
        .get_template("report.html")
        .render(
            s=summary,
            t=Words(summary.lang),
            brief=brief,
            created=_iso_date(summary.date),
            charts=charts.in_colours(summary.theme.palette),
            style=Markup(_dressed(summary, style)),  # noqa: S704  # our own stylesheet
        )
    )


@cache
def stylesheet() -> str:
    """Return the stylesheet of page and paper."""
    return _css("report.css").replace("FAMILIES", FAMILIES) + colours(DEFAULT)


def colours(palette: Palette) -> str:
    """Return the rules that depend on the theme."""
    text = _css("theme.css")
    for name in ("primary", "accent", "mist", "track", "paper"):
        text = text.replace(name.upper(), getattr(palette, name))
    return text


def _css(name: str) -> str:
    return files("reports").joinpath("templates", name).read_text(encoding="utf-8")


def _dressed(summary: Summary, style: str) -> str:
    """Add the theme's colours to *style*; rules in the document win over the stylesheet's."""
    palette = summary.theme.palette
    return style if palette == DEFAULT else style + colours(palette)


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, and a misspelt name is an error."""
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _iso_date(date: str) -> str:
    """Return *date* if the metadata of a document can carry it, else nothing."""
    try:
        return dt.date.fromisoformat(date).isoformat()
    except ValueError:
        return ""
