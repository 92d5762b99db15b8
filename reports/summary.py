"""One outcome in one language as plain data: everything is computed, rounded and worded here.

Page, PDF, Word and workbook only paint it. Adding a section: a module in ``sections/``, a line
here, a partial in ``templates/``, its labels in ``locale/``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from assessment.comparison import Round, compare
from assessment.doubts import Doubts
from assessment.outcome import Outcome
from questionnaires.canonical import digest
from questionnaires.errors import Place, Problem
from reports.advice import Advice, PeerGroup
from reports.errors import ReportError
from reports.measure import fitted
from reports.sections.advice import AdviceSection, advice_pages
from reports.sections.alignment import Alignment, alignment
from reports.sections.answers import Answers, answers
from reports.sections.basis import Basis, basis
from reports.sections.certainty import Certain, certain
from reports.sections.comparison import Compared, compared
from reports.sections.cover import Cover, FirstPage, cover
from reports.sections.dimensions import Dimensions, dimensions
from reports.sections.losses import Losses, losses
from reports.sections.method import Method, method
from reports.sections.next_level import NextLevel, next_level, outlook
from reports.sections.overview import Overview, overview
from reports.sections.peers import Peers, among_peers
from reports.sections.record import Record, record
from reports.sections.scores import Result, Scores, result, scores
from reports.sections.view import Heading, View
from reports.theme import Theme
from reports.wording import Words

__all__ = ["SECTIONS", "Summary", "summarise", "summarise_scores"]

SECTIONS = (
    "scores", "next", "losses", "certainty", "comparison", "peers", "advice", "dimensions",
    "alignment", "method", "answers", "basis", "record",
)  # fmt: skip
"""Sections in the order of the report; the first page (cover, result, overview) is always there."""

_ANNEXES = ("answers", "basis", "record")
_RUNNING = 28  # ems of the firm's name in the running head
Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on every page: the running head, and the words around the page number."""

    running: str
    before: str
    between: str
    after: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The report of one outcome; sections left out or with nothing to say are ``None``."""

    lang: str
    """BCP-47 tag of the report's own words."""
    title: str
    date: str
    """As given: an ISO date for the document's metadata, or empty."""
    page: Page
    theme: Theme
    cover: Cover
    result: Result
    overview: Overview
    scores: Scores | None
    next_level: NextLevel | None
    losses: Losses | None
    certainty: Certain | None
    comparison: Compared | None
    peers: Peers | None
    advice: AdviceSection | None
    dimensions: Dimensions | None
    alignment: Alignment | None
    method: Method | None
    answers: Answers | None
    basis: Basis | None
    record: Record | None
    contents: tuple[Heading, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the whole summary as plain data."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the whole summary as JSON, Chinese as written; the same summary, the same text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def digest(self) -> str:
        """Return the SHA-256 of the summary: the same digest, the same document."""
        return digest(self.to_dict())


class _Numbering:
    """Builds the sections asked for; gives each with something to say the next number or letter."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.found: list[Heading] = []
        self._annexes = 0

    def __call__(
        self, name: str, build: Callable[[View, Heading], Section | None]
    ) -> Section | None:
        if name not in self.view.sections:
            return None
        words, annex = self.view.words, name in _ANNEXES
        if annex:
            number = words("annex.number", letter=chr(65 + self._annexes))
        else:
            number = words("common.numerals").split()[len(self.found) - self._annexes]
        heading = Heading(f"s-{name}", number, words(f"{name}.title"))
        section = build(self.view, heading)
        if section is not None:
            self.found.append(heading)
            self._annexes += annex
        return section


def summarise(
    outcome: Outcome,
    lang: str,
    *,
    date: str | None = None,
    sections: Iterable[str] | None = None,
    theme: Theme | None = None,
    previous: Round | Outcome | None = None,
    peers: PeerGroup | None = None,
    advice: Advice | Mapping[str, Any] | None = None,
    doubts: Doubts | None = None,
) -> Summary:
    """Return the report of *outcome* in *lang*; *date* (ISO) is the day it is made for.

    *sections* chooses among ``SECTIONS`` (all by default; an unknown name raises ``ReportError``);
    *theme* comes from ``make_theme``; *previous* is the round before, *peers*, *advice* and
    *doubts* are shown when given. The first page is always there.
    """
    words = Words(lang)
    view = View(outcome, words, _chosen(sections))
    earlier = Round(previous) if isinstance(previous, Outcome) else previous
    change = compare(outcome, earlier.outcome) if earlier else None
    noise = doubts.change if doubts else None
    plan = Advice.from_plain(advice) if isinstance(advice, Mapping) else advice
    number = _Numbering(view)
    parts: dict[str, Any] = {
        "scores": number("scores", scores),
        "next_level": number("next", next_level),
        "losses": number("losses", losses),
        "certainty": number("certainty", lambda v, h: certain(v, h, doubts) if doubts else None),
        "comparison": number(
            "comparison",
            lambda v, h: compared(v, h, earlier, change, noise) if earlier and change else None,
        ),
        "peers": number("peers", lambda v, h: among_peers(v, h, peers) if peers else None),
        "advice": number("advice", lambda v, h: advice_pages(v, h, plan)),
        "dimensions": number("dimensions", dimensions),
        "alignment": number("alignment", alignment),
        "method": number("method", method),
        "answers": number("answers", answers),
        "basis": number("basis", basis),
        "record": number("record", record),
    }
    headline = result(view, outlook(view))
    first = overview(view, plan, change, earlier.date if earlier else None)
    front = cover(view, date, FirstPage(headline, first, len(number.found)))
    return Summary(
        lang=words.tag,
        title=words("page.title", firm=front.firm, title=front.title),
        date=date or "",
        page=_page(words, front),
        theme=theme or Theme(),
        cover=front,
        result=headline,
        overview=first,
        contents=tuple(number.found),
        **parts,
    )


def summarise_scores(
    outcome: Outcome, lang: str, *, date: str | None = None, theme: Theme | None = None
) -> Summary:
    """Return a report for those who may see scores: no answers, nor what follows from them."""
    found = summarise(outcome, lang, date=date, theme=theme, sections=("scores", "method"))
    first = replace(found.overview, steps=(), steps_from="", blocking=(), more_blocking="")
    return replace(found, overview=first)


def _chosen(sections: Iterable[str] | None) -> frozenset[str]:
    chosen = frozenset(SECTIONS if sections is None else sections)
    strange = sorted(map(str, chosen - set(SECTIONS)))
    if strange:
        values = {"section": ", ".join(strange)[:80], "known": ", ".join(SECTIONS)}
        raise ReportError([Problem("report.no_such_section", Place(field="sections"), values)])
    return chosen


def _page(words: Words, front: Cover) -> Page:
    key = "page.running_fictional" if front.fictional else "page.running"
    running = words(key, firm=fitted(front.firm, _RUNNING))
    return Page(running, words("page.before"), words("page.between"), words("page.after"))
