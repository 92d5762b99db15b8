"""The report on paper: markup to PDF, offline, the same bytes every time.

This module imports without WeasyPrint. One document at a time per process: threads make rendering
slower (measured), so several documents need several processes (``pool``).
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import hashlib
import threading
from functools import cache
from typing import TYPE_CHECKING

from questionnaires.errors import Problem
from reports import fonts, html, libraries
from reports.conformance import Conformance, EmbeddedFile
from reports.errors import ReportError
from reports.summary import Summary

if TYPE_CHECKING:
    from reports.engine import Engine

__all__ = ["Conformance", "EmbeddedFile", "draw", "prepare", "render"]

_lock = threading.Lock()


def render(
    summary: Summary,
    *,
    brief: bool = False,
    tagged: bool = True,
    archive: bool = False,
    result: bytes | None = None,
) -> bytes:
    """Return the report as a PDF; *brief* gives its first two pages only.

    *tagged* makes it PDF/UA-1, which screen readers follow (a fifth slower and larger); *archive*
    makes it PDF/A-3u; *result*, the result document as JSON, travels as an attachment. The same
    summary gives the same bytes. Raises ``ReportError`` when Pango or the fonts are missing, when a
    character has no glyph, or when anything could not be drawn.
    """
    text = html.markup(summary, brief=brief)
    files = () if result is None else (_result(summary, result),)
    conformance = Conformance(tagged=tagged, archive=archive, files=files)
    return draw(text, html.stylesheet(), conformance)


def _result(summary: Summary, data: bytes) -> EmbeddedFile:
    try:
        date = dt.date.fromisoformat(summary.date)
    except ValueError:  # a document without a date
        date = dt.date(1970, 1, 1)
    return EmbeddedFile("result.json", data, summary.title, date)


def draw(text: str, stylesheet: str, conformance: Conformance | None = None) -> bytes:
    """Return well-formed markup as a PDF with our typefaces; its ``/ID`` is the digest of it all.

    Raises ``ReportError`` like ``render``.
    """
    wanted = conformance or Conformance()
    parts = (text.encode(), stylesheet.encode(), *(file.data for file in wanted.files))
    identifier = hashlib.sha256(b"\0".join(parts)).hexdigest()
    with _lock:
        drawn = _engine().draw(text, stylesheet, identifier, wanted)
    if drawn.missing:
        characters = " ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(drawn.missing))
        values = {"count": len(drawn.missing), "characters": characters}
        raise ReportError([Problem("report.missing_glyphs", values=values)])
    if drawn.complaints:
        why = "; ".join(drawn.complaints)
        raise ReportError([Problem("report.failed", values={"why": why})])
    return drawn.data


def prepare() -> None:
    """Load fonts and WeasyPrint ahead of the first document; what is missing is said then."""
    with contextlib.suppress(ReportError), _lock:
        _engine()


@cache
def _engine() -> Engine:
    libraries.preload()
    status = libraries.status()
    if not status.usable:
        values = {"found": status.found(), "mend": status.mend()}
        raise ReportError([Problem("report.no_library", values=values)])
    try:
        font_files = fonts.ensure_fonts()
    except fonts.FontError as error:
        raise ReportError([Problem("report.no_fonts", values={"why": str(error)})]) from error
    try:
        from reports.engine import Engine  # noqa: PLC0415  an extra, and it needs Pango
    except ImportError as error:
        raise ReportError([Problem("report.no_package")]) from error
    engine = Engine(font_files)
    # WeasyPrint copies the fonts to a temporary folder, which goes with the configuration.
    atexit.register(_engine.cache_clear)
    return engine
