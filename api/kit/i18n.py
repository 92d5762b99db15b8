"""The words of pages and errors in the reader's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from starlette.requests import HTTPConnection

from reports.wording import LANGUAGES, Words, flat

__all__ = ["LANGUAGES", "LANG_COOKIE", "PageWords", "language_of", "page_words"]

LANG_COOKIE = "lang"
_DEFAULT = "zh"


class PageWords(Words):
    """Labels of ``api/locale`` beside those of reports, with the same numbers and dates."""

    def __init__(self, lang: str) -> None:
        """Take the labels of *lang*."""
        super().__init__(lang)
        self._labels = {**self._labels, **_labels(self.lang)}

    def has(self, key: str) -> bool:
        """Whether there is a label *key*."""
        return key in self._labels


@cache
def page_words(lang: str) -> PageWords:
    """Return the words of *lang*."""
    return PageWords(lang)


def language_of(request: HTTPConnection) -> str:
    """Return the language asked for: in the address, chosen before, or by the browser."""
    wanted = (request.query_params.get("lang"), request.cookies.get(LANG_COOKIE))
    for lang in wanted:
        if lang in LANGUAGES:
            return lang
    return _accepted(request.headers.get("accept-language", "")) or _DEFAULT


def _accepted(header: str) -> str | None:
    """Return the best of our languages in an ``Accept-Language`` header (RFC 9110, 12.5.4)."""
    best, found = 0.0, None
    for part in header[:1000].split(","):
        tag, _, quality = part.strip().partition(";")
        base = tag.strip().lower().partition("-")[0]
        weight = _quality(quality)
        if base in LANGUAGES and weight > best:
            best, found = weight, base
    return found


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0


@cache
def _labels(lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    folder = files("api").joinpath("locale", lang)
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # safe
        found.update(flat(loaded, ""))
    return found
