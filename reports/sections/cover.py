"""The cover: who was assessed, with what, and the facts that decide what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires import codes
from questionnaires.text import pick
from reports.measure import ems, lines
from reports.sections.overview import Overview
from reports.sections.scores import Result
from reports.sections.view import View
from reports.wording import Words

__all__ = ["Cover", "Fact", "FirstPage", "cover"]

_LARGE, _MEDIUM = 18, 52  # ems of a firm's name that fit on one line, or on two
# Millimetres of varying text that the first page has room for, with and without contents; tried
# out in both languages with names of all lengths.
_ROOM = {"roomy": 134.0, "tight": 170.0}
_NAME = {"large": 0.0, "medium": 8.0, "small": 18.0}  # what a name takes beyond one line
_LINE = 4.9
_ACROSS_PAGE, _HALF_PAGE = 54, 25  # ems to a line
_CONTENTS = 3  # headings beside each other


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the profile; ``given`` is false where the firm left it out."""

    label: str
    value: str
    given: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands above the result; ``fictional`` marks a sample firm, else it is empty."""

    firm: str
    size: str
    """How large the name can be set: ``large``, ``medium`` or ``small``."""
    density: str
    """How full the first page is: ``roomy``, ``tight``, or ``full``, without room for contents."""
    title: str
    kind: str
    form: str
    date: str
    version: str
    fictional: str
    facts: tuple[Fact, ...]


def cover(view: View, date: str | None, page: FirstPage) -> Cover:
    """Return the cover; *page* is what else has to go on the first page."""
    words, profile = view.words, view.outcome.sheet.profile
    firm = words.line(profile.name) or words("cover.no_name")
    size = "large" if ems(firm) <= _LARGE else "medium" if ems(firm) <= _MEDIUM else "small"
    facts = _facts(view)
    taken = page.height() + _NAME[size] + _LINE * lines(_joined(facts), _ACROSS_PAGE)
    return Cover(
        firm=firm,
        size=size,
        density=next((name for name, room in _ROOM.items() if taken <= room), "full"),
        title=words.text(view.questionnaire.title),
        kind=words("cover.kind"),
        form=words(f"cover.form.{view.card.form}"),
        date=words.date(date) or "",
        version=words("cover.version", version=view.questionnaire.version),
        fictional=words("cover.fictional") if profile.fictional else "",
        facts=facts,
    )


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What shares the first page with the cover."""

    result: Result
    overview: Overview
    headings: int

    def height(self) -> float:
        """Estimate in millimetres how much the parts of varying length take."""
        shown = self.overview
        across = [notice.title + notice.text for notice in self.result.notices]
        across.append(f"{self.result.meaning} {self.result.outlook}")
        rows = sum(lines(text, _ACROSS_PAGE) for text in across)
        rows += max(len(shown.strongest), len(shown.weakest)) + -(-self.headings // _CONTENTS)
        steps = [f"{step.title} {step.text} {step.points}" for step in shown.steps]
        columns = (steps, [*shown.blocking, shown.more_blocking])
        rows += max(sum(lines(text, _HALF_PAGE) for text in column if text) for column in columns)
        return _LINE * (rows + 1.4 * len(shown.dimensions) + (shown.change is not None))


def _joined(facts: tuple[Fact, ...]) -> str:
    return "".join(f"{fact.label} {fact.value}   " for fact in facts)


def _facts(view: View) -> tuple[Fact, ...]:
    words, profile = view.words, view.outcome.sheet.profile
    employees, revenue = profile.employees, profile.revenue
    processes = [pick(codes.processes()[process], words.lang) for process in profile.processes]
    found = {
        "region": codes.region_name(profile.region) if profile.region else None,
        "industry": _industry(words, profile.industry),
        "processes": words.join(processes),
        "size": None if profile.size is None else pick(codes.sizes()[profile.size], words.lang),
        "employees": None if employees is None else _employees(words, employees),
        "revenue": None if revenue is None else _revenue(words, revenue),
    }
    return tuple(
        Fact(words(f"fact.{name}"), value or words("cover.not_given"), given=bool(value))
        for name, value in found.items()
    )


def _industry(words: Words, code: str | None) -> str | None:
    if code is None:
        return None
    return words("cover.industry", name=pick(codes.industries()[code], words.lang), code=code)


def _employees(words: Words, employees: int) -> str:
    return words("cover.employees", n=employees, employees=words.figure(employees))


def _revenue(words: Words, revenue: float) -> str:
    # In the unit of the profile, 10,000 yuan (万元), and in millions.
    million = words.figure(revenue, 100)
    return words("cover.revenue", revenue=words.figure(revenue), million=million)
