"""The report as a Word file, for those who edit it: the same summary, tables instead of charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.summary import Summary
from reports.word import annex, body, front
from reports.word.certainty import certainty
from reports.word.paper import Paper
from reports.wording import Words

__all__ = ["render"]

_PAINTERS: dict[str, Callable[[Paper, Any, Words], None]] = {
    "scores": body.scores,
    "next_level": body.next_level,
    "losses": body.losses,
    "certainty": certainty,
    "comparison": body.comparison,
    "peers": body.peers,
    "advice": body.advice,
    "dimensions": body.dimensions,
    "alignment": annex.alignment,
    "method": annex.method,
    "answers": annex.answers,
    "basis": annex.basis,
    "record": annex.record,
}


def render(summary: Summary) -> bytes:
    """Return the report as DOCX; the same summary gives the same bytes."""
    words = Words(summary.lang)
    footer = (summary.page.running, summary.page.before, summary.page.after)
    paper = Paper(summary.title, summary.lang, summary.theme.palette, footer)
    front.paint(paper, summary, words)
    for name, paint in _PAINTERS.items():
        section = getattr(summary, name)
        if section is not None:
            paper.heading(f"{section.heading.number} {section.heading.title}", 1)
            paint(paper, section, words)
    return paper.to_bytes()
