"""One outcome in one language as plain data: everything is computed, rounded and worded here.

Page, PDF and workbook only paint it. Adding a section: a module in ``sections/``, a line here, a
partial in ``templates/``, its labels in ``locale/``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from assessment.outcome import Outcome
from questionnaires.canonical import digest
from reports.measure import fitted
from reports.sections.alignment import Alignment, alignment
from reports.sections.answers import Answers, answers
from reports.sections.basis import Basis, basis
from reports.sections.cover import Cover, FirstPage, cover
from reports.sections.losses import Losses, losses
from reports.sections.method import Method, method
from reports.sections.next_level import NextLevel, next_level, outlook
from reports.sections.record import Record, record
from reports.sections.scores import Result, Scores, result, scores
from reports.sections.steps import Steps, steps
from reports.sections.view import Heading, View
from reports.wording import Words

__all__ = ["Summary", "summarise"]

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
    """The report of one outcome; sections that have nothing to say are ``None``."""

    lang: str
    """BCP-47 tag of the report's own words."""
    title: str
    date: str
    """As given: an ISO date for the document's metadata, or empty."""
    page: Page
    cover: Cover
    result: Result
    scores: Scores
    losses: Losses | None
    next_level: NextLevel | None
    steps: Steps | None
    alignment: Alignment | None
    method: Method
    answers: Answers
    basis: Basis | None
    record: Record
    contents: tuple[Heading, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the whole summary as plain data."""
        return asdict(self)

    def digest(self) -> str:
        """Return the SHA-256 of the summary: the same digest, the same document."""
        return digest(self.to_dict())


class _Numbering:
    """Gives each section that has something to say the next number, annexes the next letter."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.found: list[Heading] = []
        self._annexes = 0

    def __call__(
        self, name: str, build: Callable[[View, Heading], Section], *, annex: bool = False
    ) -> Section:
        words = self.view.words
        main = len(self.found) - self._annexes + 1
        number = words("annex.number", letter=chr(65 + self._annexes)) if annex else str(main)
        heading = Heading(f"s-{name}", number, words(f"{name}.title"))
        section = build(self.view, heading)
        if section is not None:
            self.found.append(heading)
            self._annexes += annex
        return section


def summarise(outcome: Outcome, lang: str, *, date: str | None = None) -> Summary:
    """Return the report of *outcome* in *lang*; *date* (ISO) is the day it is made for."""
    words = Words(lang)
    view = View(outcome, words)
    number = _Numbering(view)
    headline = result(view, outlook(view))
    numbers = number("scores", scores)
    costly, ahead = number("losses", losses), number("next", next_level)
    front = cover(view, date, _first_page(headline, costly, ahead))
    return Summary(
        lang=words.tag,
        title=words("report.title", firm=front.firm, title=front.title),
        date=date or "",
        page=_page(words, front),
        cover=front,
        result=headline,
        scores=numbers,
        losses=costly,
        next_level=ahead,
        steps=number("steps", steps),
        alignment=number("alignment", alignment),
        method=number("method", method),
        answers=number("answers", answers, annex=True),
        basis=number("basis", basis, annex=True),
        record=number("record", record, annex=True),
        contents=tuple(number.found),
    )


def _page(words: Words, front: Cover) -> Page:
    key = "page.running_fictional" if front.fictional else "page.running"
    running = words(key, firm=fitted(front.firm, _RUNNING))
    return Page(running, words("page.before"), words("page.between"), words("page.after"))


def _first_page(headline: Result, costly: Losses | None, ahead: NextLevel | None) -> FirstPage:
    return FirstPage(
        notices=tuple(notice.title + notice.text for notice in headline.notices),
        meaning=f"{headline.meaning} {headline.outlook}",
        left=tuple(row.question + row.lost for row in costly.top) if costly else (),
        right=(ahead.index.text, *(row.text for row in ahead.top)) if ahead else (),
    )
