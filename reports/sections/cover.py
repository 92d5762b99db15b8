"""The cover: who was assessed, with what, and the facts that decide what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires import codes
from questionnaires.text import pick
from reports.measure import ems, lines
from reports.sections.view import View
from reports.wording import Words

__all__ = ["Cover", "Fact", "FirstPage", "cover"]

_LARGE, _MEDIUM = 18, 52  # ems of a firm's name that fit on one line, or on two
# Lines of varying text on the first page, tried out in both languages with names of all lengths.
_ROOMY, _TIGHT = 9, 15
_NAME = {"large": 0, "medium": 1, "small": 3}  # lines a name takes beyond the first
_NOTICE, _MEANING, _COLUMN, _FACT = 55, 49, 25, 15  # ems to a line in each place
_ACROSS = 3  # facts in a row


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
    taken = page.lines() + _wrapped(facts) + _NAME[size]
    return Cover(
        firm=firm,
        size=size,
        density="roomy" if taken <= _ROOMY else "tight" if taken <= _TIGHT else "full",
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
    """The texts of varying length that share the first page with the cover."""

    notices: tuple[str, ...]
    meaning: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    def lines(self) -> int:
        """Estimate how many lines they take; left and right stand side by side."""
        columns = [
            sum(lines(text, _COLUMN) for text in column) for column in (self.left, self.right)
        ]
        notices = sum(lines(text, _NOTICE) for text in self.notices)
        return notices + lines(self.meaning, _MEANING) + max(columns)


def _wrapped(facts: tuple[Fact, ...]) -> int:
    """Return how many lines the rows of facts take beyond one each."""
    heights = [lines(fact.value, _FACT) for fact in facts]
    rows = [heights[start : start + _ACROSS] for start in range(0, len(heights), _ACROSS)]
    return sum(max(row) - 1 for row in rows)


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
