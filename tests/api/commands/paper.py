"""Documents that cost nothing, for tests of how they are made and kept; pool processes import it."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Iterator

from questionnaires.errors import Problem
from reports.bundle import Document
from reports.errors import ReportError


def paper(text: str, seconds: float = 0.0) -> bytes:
    """Return the text as a document, after some work; ``!`` cannot be drawn."""
    time.sleep(seconds)
    if "!" in text:
        raise ReportError([Problem("report.failed", values={"why": text})])
    return f"%PDF {text}".encode()


def papers(texts: Iterable[str], seconds: float = 0.0) -> Iterator[tuple[str, Document]]:
    """Yield a document per text; what stands before its colon is its file's name."""
    for text in texts:
        name = text.partition(":")[0]
        yield f"{name}.pdf", Document(name, f"key-{text}", functools.partial(paper, text, seconds))
