"""The report on paper: markup to PDF with WeasyPrint, offline, the same bytes every time.

This module imports without WeasyPrint. One document at a time per process: threads make rendering
slower (measured), so several documents need several processes.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import logging
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from questionnaires.errors import Problem
from reports import fonts, html, libraries
from reports.errors import ReportError
from reports.summary import Summary

if TYPE_CHECKING:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

__all__ = ["SCHEME", "render"]

SCHEME = "maturity-asset"
"""Addresses of our own files; nothing else but ``data:`` can be fetched."""

_lock = threading.Lock()


def render(summary: Summary, *, brief: bool = False, tagged: bool = True) -> bytes:
    """Return the report as a PDF; *brief* gives its first two pages only.

    *tagged* makes it PDF/UA-1, which screen readers follow (a fifth larger, 4 % slower). The same
    summary gives the same bytes. Raises ``ReportError`` when Pango or the fonts are
    missing, when a character has no glyph, or when anything could not be drawn.
    """
    text = html.markup(summary, brief=brief)
    with _lock:
        engine = _engine()
        with _without_collector(), _complaints() as complaints:
            data, missing = _draw(engine, text, summary.digest(), "pdf/ua-1" if tagged else None)
    if missing:
        characters = " ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(missing))
        values = {"count": len(missing), "characters": characters}
        raise ReportError([Problem("report.missing_glyphs", values=values)])
    if complaints:
        raise ReportError([Problem("report.failed", values={"why": "; ".join(complaints)})])
    return data


def _draw(
    engine: _Engine, text: str, identifier: str, variant: str | None
) -> tuple[bytes, set[int]]:
    """Return the document and the characters no font has; the layout is garbage afterwards."""
    document = engine.html(text).render(
        font_config=engine.font_config, stylesheets=[engine.css], pdf_variant=variant
    )
    data = document.write_pdf(pdf_variant=variant, pdf_identifier=identifier.encode())
    return data, {code for font in document.fonts.values() for code in font.missing}


class _Engine:
    """WeasyPrint with our stylesheet parsed and our fonts loaded, kept between documents."""

    def __init__(self, font_files: fonts.FontFiles) -> None:
        from weasyprint import CSS  # noqa: PLC0415  an extra, and it needs Pango
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        assets = {f"{SCHEME}:{path.name}": path for path in font_files.paths()}
        faces = fonts.css(font_files, url=lambda path: f"{SCHEME}:{path.name}")
        self.fetcher = _fetcher(assets)
        self.font_config: FontConfiguration = FontConfiguration()
        self.css: CSS = CSS(
            string=faces + html.stylesheet(),
            font_config=self.font_config,
            url_fetcher=self.fetcher,
        )

    def html(self, text: str) -> HTML:
        """Return a document read by the XML parser, a fifth faster than the HTML parser."""
        from cssselect2 import ElementWrapper  # type: ignore[import-untyped]  # noqa: PLC0415
        from weasyprint import HTML  # noqa: PLC0415

        document = HTML.__new__(HTML)
        document.base_url = None
        document.url_fetcher = self.fetcher
        document.media_type = "print"
        root = ET.fromstring(text)  # noqa: S314  # our own markup, without a DTD
        document.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        document.etree_element = document.wrapper_element.etree_element
        return document


def _fetcher(assets: dict[str, Path]) -> Any:
    """Return a fetcher that hands out *assets* and ``data:`` addresses, and refuses all else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Fetcher(URLFetcher):  # type: ignore[misc]  # no type information
        """Offline: our own files by exact address, nothing from network or disk."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url in assets:
                return URLFetcherResponse(url, assets[url].read_bytes())
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=("data",), allow_redirects=False)


@cache
def _engine() -> _Engine:
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
        engine = _Engine(font_files)
    except ImportError as error:
        raise ReportError([Problem("report.no_package")]) from error
    # WeasyPrint copies the fonts to a temporary folder, which goes with the configuration.
    atexit.register(_engine.cache_clear)
    return engine


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector off: a layout makes many objects and drops few while it lasts."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)  # all that was made meanwhile is in generation 0; memory stays level
        if was_on:
            gc.enable()


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextlib.contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint reports as an error; it would go on without what is missing."""
    logger, handler = logging.getLogger("weasyprint"), _Complaints()
    logger.addHandler(handler)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
