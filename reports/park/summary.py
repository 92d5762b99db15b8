"""One cohort in one language as plain data: everything is computed, rounded and worded here.

Adding a section: a module in ``sections/``, a line here, a partial in ``templates/park/``, its
labels in ``locale/park.*.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from assessment.cohort import Cohort
from reports.measure import fitted
from reports.park.sections.actions import Actions, actions
from reports.park.sections.forward import Forward, forward
from reports.park.sections.groups import Groups, groups
from reports.park.sections.heat import Heat, heat
from reports.park.sections.members import Members, members
from reports.park.sections.method import Method, method
from reports.park.sections.overview import Cover, Overview, cover, overview
from reports.park.sections.spread import Levels, Spreads, levels, spreads
from reports.park.sections.tasks import Tasks, tasks
from reports.park.sections.weak import Weak, weak
from reports.park.view import ParkView, Place
from reports.sections.view import Heading
from reports.summary import Page
from reports.theme import Theme
from reports.wording import Words

__all__ = ["ParkSummary", "Place", "summarise"]

_RUNNING = 28  # ems of the park's name in the running head
Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class ParkSummary:
    """The report on one park; sections that have nothing to say are ``None``."""

    lang: str
    """BCP-47 tag of the report's own words."""
    title: str
    date: str
    """As given: an ISO date for the document's metadata, or empty."""
    theme: Theme
    page: Page
    cover: Cover
    overview: Overview
    levels: Levels | None
    groups: Groups | None
    forward: Forward
    spreads: Spreads | None
    heat: Heat | None
    weak: Weak | None
    actions: Actions | None
    tasks: Tasks | None
    members: Members | None
    method: Method
    contents: tuple[Heading, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the whole summary as plain data."""
        return asdict(self)


class _Numbering:
    """Gives each section that has something to say the next number."""

    def __init__(self, view: ParkView) -> None:
        self.view = view
        self.found: list[Heading] = []

    def __call__(self, name: str, build: Callable[[ParkView, Heading], Section]) -> Section:
        title = self.view.words(f"park.section.{name}")
        heading = Heading(f"s-{name}", str(len(self.found) + 1), title)
        section = build(self.view, heading)
        if section is not None:
            self.found.append(heading)
        return section


def summarise(cohort: Cohort, lang: str, place: Place, theme: Theme | None = None) -> ParkSummary:
    """Return the report on *cohort* in *lang*; nothing here reads a clock."""
    words = Words(lang)
    view = ParkView(cohort, words, place)
    number = _Numbering(view)
    front = cover(view)
    return ParkSummary(
        lang=words.tag,
        title=words("park.title", park=front.park, title=front.title),
        date=place.date,
        theme=theme or Theme(),
        page=_page(words, front),
        cover=front,
        overview=overview(view, Heading("s-overview", "", "")),
        levels=number("levels", levels),
        groups=number("groups", groups),
        forward=number("forward", forward),
        spreads=number("spreads", spreads),
        heat=number("heat", heat),
        weak=number("weak", weak),
        actions=number("actions", actions),
        tasks=number("tasks", tasks),
        members=number("members", members),
        method=number("method", method),
        contents=tuple(number.found),
    )


def _page(words: Words, front: Cover) -> Page:
    key = "page.running_fictional" if front.fictional else "page.running"
    running = words(key, firm=fitted(front.park, _RUNNING))
    return Page(running, words("page.before"), words("page.between"), words("page.after"))
