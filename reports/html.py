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
            style=Markup(style),  # noqa: S704  # our own stylesheet
        )
    )


@cache
def stylesheet() -> str:
    """Return the stylesheet of page and paper."""
    text = files("reports").joinpath("templates", "report.css").read_text(encoding="utf-8")
    return text.replace("FAMILIES", FAMILIES)


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, and a misspelt name is an error."""
    found = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["charts"] = charts
    return found


def _iso_date(date: str) -> str:
    """Return *date* if the metadata of a document can carry it, else nothing."""
    try:
        return dt.date.fromisoformat(date).isoformat()
    except ValueError:
        return ""
