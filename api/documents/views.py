"""The result page as plain data: the report's own summary, and where its entries lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.assessments.repository import Held
from api.documents.rounds import Rounds, address
from api.kit.i18n import PageWords
from api.plans.service import Kept
from api.plans.views.kept import kept_said
from assessment import Outcome
from reports import Summary

__all__ = ["ResultView", "result_view"]


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
    plan: str
    """The kept plan in a sentence; empty without one."""


def result_view(
    held: Held,
    outcome: Outcome,
    summary: Summary,
    words: PageWords,
    rounds: Rounds | None = None,
    plan: Kept | None = None,
) -> ResultView:
    """Return the page of a result; links to questions are for those who may open them."""
    row, base = held.row, address(held)
    return ResultView(
        s=summary,
        base=base,
        final=row.state == "submitted",
        manages=held.access.whole,
        edits=held.access.edit and held.access.whole,
        submitted=words.date(held.day) or "",
        declared_by=words.line(row.declared_by or ""),
        links=_links(outcome, base) if held.access.whole else {},
        rounds=rounds,
        plan=kept_said(outcome, plan, words) if plan else "",
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
