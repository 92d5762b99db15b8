"""The cover: who was assessed, with what, and the facts that decide what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires import codes
from questionnaires.text import pick
from reports.sections.view import View
from reports.wording import Words

__all__ = ["Cover", "Fact", "cover"]

_LONG_NAME = 22  # characters of a firm's name that fit on two lines in the largest size
_VERY_LONG_NAME = 60
_FEW_NOTICES = 2


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
    roomy: bool
    """Whether the first page has room for the table of contents."""
    title: str
    kind: str
    form: str
    date: str
    version: str
    fictional: str
    facts: tuple[Fact, ...]


def cover(view: View, date: str | None, notices: int) -> Cover:
    """Return the cover of an outcome that has so many *notices*."""
    words, profile = view.words, view.outcome.sheet.profile
    firm = words.line(profile.name) or words("cover.no_name")
    width = sum(1.0 if ord(char) > 0x2E7F else 0.5 for char in firm)  # noqa: PLR2004  # East Asian
    size = "large" if width <= _LONG_NAME else "medium" if width <= _VERY_LONG_NAME else "small"
    return Cover(
        firm=firm,
        size=size,
        roomy=notices <= _FEW_NOTICES and size == "large",
        title=words.text(view.questionnaire.title),
        kind=words("cover.kind"),
        form=words(f"cover.form.{view.card.form}"),
        date=words.date(date) or "",
        version=words("cover.version", version=view.questionnaire.version),
        fictional=words("cover.fictional") if profile.fictional else "",
        facts=_facts(view),
    )


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
