"""The result page as plain data: the report's own summary, and where its entries lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.assessments.repository import Held
from api.kit.i18n import PageWords
from assessment import Outcome
from assessment.comparison import compare
from reports import Summary
from reports.wording import rounded

__all__ = ["Change", "ResultView", "Rounds", "address", "result_view"]


@dataclass(frozen=True, slots=True)
class Change:
    """One dimension or practice in two rounds."""

    title: str
    before: str
    now: str
    change: str
    direction: str
    """``up``, ``down`` or ``same``, after rounding."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """The comparison with the round before."""

    date: str
    href: str
    rows: tuple[Change, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything the result page shows; ``links`` leads from a question's anchor to its page."""

    s: Summary
    base: str
    final: bool
    manages: bool
    edits: bool
    submitted: str
    declared_by: str
    links: Mapping[str, str]
    rounds: Rounds | None


def address(held: Held) -> str:
    """Return the address of an assessment's pages."""
    return f"/assessments/{held.row.public_id}"


def result_view(
    held: Held, outcome: Outcome, summary: Summary, words: PageWords, rounds: Rounds | None
) -> ResultView:
    """Return the page of a result; links to questions are for those who may open them."""
    row, base = held.row, address(held)
    submitted = row.submitted_at.date().isoformat() if row.submitted_at else None
    return ResultView(
        s=summary,
        base=base,
        final=row.state == "submitted",
        manages=held.access.whole,
        edits=held.access.edit and held.access.whole,
        submitted=words.date(submitted) or "",
        declared_by=words.line(row.declared_by or ""),
        links=_links(outcome, base) if held.access.whole else {},
        rounds=rounds,
    )


def _links(outcome: Outcome, base: str) -> Mapping[str, str]:
    """Return the page of every question and practice by its anchor in a summary."""
    found = {}
    for practice in outcome.questionnaire.practices:
        page = f"{base}/practices/{practice.id}"
        found[f"n-{practice.id}"] = page
        for question in practice.questions:
            found[f"q-{question.id}"] = f"{page}#q-{question.id}"
    return found


def rounds_view(now: Outcome, before: Outcome, held: Held, words: PageWords) -> Rounds:
    """Return the comparison of two rounds; what cannot be compared is left out and counted."""
    found = compare(now, before)
    titles = {"index": words("result.index")}
    for dimension in now.questionnaire.dimensions:
        titles[dimension.id] = words.text(dimension.title)
        titles.update({p.id: words.text(p.title) for p in dimension.practices})
    rows = tuple(
        _change(words, titles[node.id], node.before.score or 0.0, node.now.score or 0.0)
        for node in found.nodes
    )
    key = f"documents.not_comparable.{found.obstacle}" if found.obstacle else ""
    counts = {"same": len(found.questions), "apart": len(found.apart) + len(found.clarified)}
    day = held.row.submitted_at.date().isoformat() if held.row.submitted_at else None
    return Rounds(
        date=words.date(day) or "",
        href=f"{address(held)}/result",
        rows=rows,
        note=words(key) if key else words("documents.comparable", **counts),
    )


def _change(words: PageWords, title: str, before: float, now: float) -> Change:
    gained = rounded(now - before)
    direction = "up" if gained > 0 else "down" if gained < 0 else "same"
    return Change(title, words.score(before), words.score(now), f"{gained:+}", direction)
