"""Fewer marks in the content of a page: neighbours that belong together are marked once.

WeasyPrint marks every line of text by itself. Lines of one paragraph or cell that follow each other
in the content and in their element may be one piece (ISO 32000-1, 14.7.4.2): a third of the marks
go, and with them their numbers in the tag tree. So may artifacts, which belong to nothing.
"""

from __future__ import annotations

import re
from typing import Any

import pydyf  # type: ignore[import-untyped]

from reports.references import elements_of_texts, target

__all__ = ["content_of", "join_marks"]

_END, _ARTIFACT = b"EMC\n", b"/Artifact\nBMC\n"
_TEXT = re.compile(rb"/Span\n<</MCID (\d+)>>\nBDC\n")
_GONE = b"null"  # in the place of an element: there is no content of that number


def join_marks(pdf: Any) -> None:
    """Join the marks of all pages of a ``pydyf.PDF`` in place, after its tag tree is done."""
    if "StructTreeRoot" not in pdf.catalog:
        return
    entries = elements_of_texts(pdf)
    owners = dict(zip(entries[::2], entries[1::2], strict=True))
    for reference in pdf.page_references:
        page = target(pdf, reference)
        drawing = target(pdf, page["Contents"])
        drawing.stream = [_joined(content_of(drawing), owners[page["StructParents"]], pdf)]


def content_of(stream: Any) -> bytes:
    """Return what a ``pydyf.Stream`` holds, before it is compressed."""
    return b"\n".join(map(pydyf._to_bytes, stream.stream))  # noqa: SLF001  its only serialiser


def _joined(content: bytes, owner: list[bytes], pdf: Any) -> bytes:
    """Return the content of a page with fewer marks; tell the elements of those that went."""
    first, *rest = content.split(_END)
    parts = [first]
    inside = _opened(first)  # by what the next part follows: a text, an artifact or neither
    for part in rest:
        text = _TEXT.match(part)
        if inside == _ARTIFACT and part.startswith(_ARTIFACT):
            head = len(_ARTIFACT)
        elif text and isinstance(inside, int) and _follows(int(text[1]), inside, owner, pdf):
            head = text.end()
        else:
            parts += [_END, part]
            inside = _opened(part)
            continue
        parts.append(part[head:])
        inside = _opened(part[head:], inside)
    return b"".join(parts)


def _opened(part: bytes, before: int | bytes | None = None) -> int | bytes | None:
    """Return what is marked at the end of a part, *before* if nothing begins in it."""
    texts, artifact = list(_TEXT.finditer(part)), part.rfind(_ARTIFACT)
    if texts and texts[-1].start() > artifact:
        return int(texts[-1][1])
    return _ARTIFACT if artifact >= 0 else before


def _follows(number: int, before: int, owner: list[bytes], pdf: Any) -> bool:
    """Take a text out of its element if it comes right after another of the same one there."""
    if owner[number] != owner[before]:
        return False
    kids = target(pdf, owner[number])["K"]
    place = kids.index(number)
    if not place or kids[place - 1] != before:
        return False
    del kids[place]
    owner[number] = _GONE
    return True
