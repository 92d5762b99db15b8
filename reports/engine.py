"""WeasyPrint as the reports use it: offline, with fonts and stylesheets kept between documents.

Imported only when a document is drawn; `pdf` says what is missing when that fails. One document at
a time per process: threads make WeasyPrint slower (measured).
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import gc
import itertools
import logging
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from cssselect2 import ElementWrapper, Matcher  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.formatting_structure.boxes import TableColumnBox
from weasyprint.html import UA_STYLESHEET
from weasyprint.layout import LayoutContext
from weasyprint.svg import LazyDefs
from weasyprint.svg.text import Style
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports import fonts, glyphs, shortcuts, writer
from reports.conformance import Conformance, EmbeddedFile

__all__ = ["SCHEME", "Drawn", "Engine"]

SCHEME = "maturity-asset"
"""Addresses of our own files; nothing else but ``data:`` can be fetched."""

_SVG = "http://www.w3.org/2000/svg"
_CIRCULAR = frozenset(
    {AnonymousStyle, ComputedStyle, LayoutContext, LazyDefs, Style, TableColumnBox}
)
_STYLESHEETS = 16  # kept parsed; a theme changes the markup, so there are only as many as products


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document with what went wrong: characters that no font has, and parts not drawn."""

    data: bytes
    missing: frozenset[int]
    complaints: tuple[str, ...]


class Engine:
    """Turns markup into PDF with our typefaces; fetches our own files and ``data:``, no more."""

    def __init__(self, font_files: fonts.FontFiles) -> None:
        """Load the typefaces; takes half a second."""
        shortcuts.install()
        assets = {f"{SCHEME}:{path.name}": path for path in font_files.paths()}
        self.fetcher = _Fetcher(assets)
        self.font_config = FontConfiguration()
        # Reading the faces makes them known to the configuration; there are no other rules in it.
        self._parsed(fonts.css(font_files, url=lambda path: f"{SCHEME}:{path.name}"))
        self.stylesheet = lru_cache(_STYLESHEETS)(self._parsed)

    def _parsed(self, text: str) -> CSS:
        return CSS(
            string=text,
            font_config=self.font_config,
            url_fetcher=self.fetcher,
            matcher=_Matcher(),
        )

    def draw(self, text: str, stylesheet: str, identifier: str, conformance: Conformance) -> Drawn:
        """Return *text*, well-formed markup, as a PDF whose ``/ID`` is *identifier*."""
        with _without_collector(), _complaints() as complaints:
            data, missing = self._draw(text, stylesheet, identifier, conformance)
        return Drawn(data, missing, tuple(complaints))

    def _draw(
        self, text: str, stylesheet: str, identifier: str, conformance: Conformance
    ) -> tuple[bytes, frozenset[int]]:
        # All that belongs to the layout is garbage when this returns, so it can be collected.
        glyphs.forget(self.font_config)
        document: Document = self._html(text).render(
            font_config=self.font_config,
            stylesheets=[self.stylesheet(stylesheet)],
            pdf_variant=conformance.variant,
        )
        taken = writer.Writer(identifier, conformance.xmp)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # it leaves its colour profile open
            document.write_pdf(
                finisher=taken,
                pdf_variant=conformance.variant,
                pdf_tags=conformance.tagged,
                attachments=[_attachment(file) for file in conformance.files],
            )
        missing = frozenset(code for font in document.fonts.values() for code in font.missing)
        return taken.data, missing

    def _html(self, text: str) -> HTML:
        """Return a document read by the XML parser, a fifth faster than the HTML parser."""
        document = _Page.__new__(_Page)
        document.base_url = None
        document.url_fetcher = self.fetcher
        document.media_type = "print"
        root = ET.fromstring(text)  # noqa: S314  # our own markup, without a DTD
        _prepare(root)
        document.wrapper_element = _Element.from_html_root(root, content_language=None)
        document.etree_element = document.wrapper_element.etree_element
        return document


def _prepare(root: ET.Element) -> None:
    """Save work that changes nothing to be seen, and blanks that no reader should hear."""
    for row in root.iter("tr"):
        # An element with an id has a style of its own, and so has everything in it; in a cell that
        # is a word or two, in a row five times as much.
        if len(row) and "id" in row.attrib and "id" not in row[0].attrib:
            row[0].set("id", row.attrib.pop("id"))
    for kind in ("ul", "ol", "dl"):
        for items in root.iter(kind):  # between items set side by side a blank would be text
            items.text = None
            for item in items:
                item.tail = None


class _Page(HTML):  # type: ignore[misc]  # no type information
    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002  their signature
        return [_defaults()]


class _Once:
    """A property computed once; Python 3.11 takes a lock each time, half of what it costs."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self.compute = compute

    def __get__(self, owner: Any, kind: type) -> Any:
        found = owner.__dict__[self.compute.__name__] = self.compute(owner)
        return found


class _Element(ElementWrapper):  # type: ignore[misc]  # no type information
    """An element that is looked at as seldom as can be."""

    etree_children = _Once(ElementWrapper.etree_children.func)
    local_name = _Once(ElementWrapper.local_name.func)
    namespace_url = _Once(ElementWrapper.namespace_url.func)
    id = _Once(ElementWrapper.id.func)
    classes = _Once(ElementWrapper.classes.func)

    def iter_subtree(self) -> Iterator[ElementWrapper]:
        """Leave out the parts of charts, which have no styles."""
        yield self
        if self.local_name != "svg":
            for child in self.iter_children():
                yield from child.iter_subtree()

    def query_all(self, *selectors: str) -> Iterator[ElementWrapper]:
        """Search the head only: WeasyPrint asks for titles, styles and links."""
        heads = (child for child in self.iter_children() if child.local_name == "head")
        return itertools.chain.from_iterable(
            ElementWrapper.query_all(head, *selectors) for head in heads
        )


class _Matcher(Matcher):  # type: ignore[misc]  # no type information
    """Finds the rules of an element; parts of a chart have none, they say how they look."""

    def match(self, element: ElementWrapper) -> list[Any]:
        """Return the rules in the order in which they apply."""
        if element.namespace_url == _SVG and element.local_name != "svg":
            return []
        found: list[Any] = super().match(element)
        return found


@cache
def _defaults() -> CSS:
    """Return WeasyPrint's styles of HTML, by element only.

    Its other rules are tried on every element: those for hidden elements and directions of writing,
    of which we have none, and footnotes, margin notes and markers, which it would then make for
    every element. They took an eighth of the time and made most of the garbage of a document.
    """
    theirs = UA_STYLESHEET.matcher
    names = theirs.lower_local_name_selectors
    markers = [entry for entry in theirs.other_selectors if entry[3] == "marker"]
    sheet = copy.copy(UA_STYLESHEET)
    sheet.matcher = matcher = _Matcher()
    matcher.lower_local_name_selectors = {**names, "li": names["li"] + markers}
    return sheet


class _Fetcher(URLFetcher):  # type: ignore[misc]  # no type information
    """Offline: our own files by exact address and ``data:``, nothing from network or disk."""

    def __init__(self, assets: dict[str, Path]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.assets = assets

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if url in self.assets:
            return URLFetcherResponse(url, self.assets[url].read_bytes())
        return super().fetch(url, headers)


def _attachment(file: EmbeddedFile) -> Attachment:
    day = dt.datetime.combine(file.date, dt.time(), dt.UTC)
    return Attachment(
        string=file.data,
        name=file.name,
        description=file.description,
        created=day,
        modified=day,
        relationship=file.relationship,
    )


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector off: a layout makes many objects and drops few while it lasts."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # All that was made meanwhile is in generation 0. Most of it is freed by itself, in a third
        # of the collector's time, once the few things that refer to each other are taken apart.
        for item in gc.get_objects(generation=0):
            if type(item) in _CIRCULAR:
                item.__dict__.clear()
        gc.collect(0)  # the rest, so that memory stays level
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
