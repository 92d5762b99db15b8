"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.kit.i18n import PageWords

__all__ = ["SIZE", "Pager", "pager", "start_of"]

SIZE = 50
"""Rows of a page."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the pages before and after are (empty when there is none), and which one this is."""

    previous: str
    next: str
    text: str


def start_of(page: int, size: int = SIZE) -> int:
    """Return how many rows stand before a page; any number asked for is some page."""
    return (min(max(page, 1), 1_000_000) - 1) * size


def pager(
    words: PageWords, path: str, query: Mapping[str, str], page: int, count: int, size: int = SIZE
) -> Pager:
    """Return the links around page number *page* of *count* rows."""
    start = start_of(page, size)
    kept = {name: value for name, value in query.items() if value}

    def at(number: int) -> str:
        return f"{path}?{urlencode({**kept, 'page': number})}"

    page = start // size + 1
    end = min(start + size, count)
    return Pager(
        previous=at(min(page - 1, -(-count // size) or 1)) if start else "",
        next=at(page + 1) if end < count else "",
        text=words("members.range", first=f"{start + 1:,}", last=f"{end:,}", n=count)
        if start < count
        else "",
    )
