"""The form by which a park looks at some of its members, and what was chosen in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.kit.i18n import PageWords
from assessment.filters import FACTS, Filter, Views
from reports.park.view import ParkView

__all__ = ["NOT_GIVEN", "Choice", "Question", "form", "parts", "query", "read"]

NOT_GIVEN = "none"
"""What stands in an address for members who did not give a fact."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form; the first of its choices asks nothing."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def read(views: Views, params: Mapping[str, str]) -> Filter:
    """Return the filter that an address asks for; what no member has is not asked for."""
    found = {}
    for fact in FACTS:
        asked = params.get(fact, "")
        key = "" if asked == NOT_GIVEN else asked
        if asked and key in views.groups[fact]:
            found[fact] = key
    return Filter(**found)


def parts(chosen: Filter) -> dict[str, str]:
    """Return a filter as it stands in an address."""
    known = {fact: getattr(chosen, fact) for fact in FACTS}
    return {fact: key or NOT_GIVEN for fact, key in known.items() if key is not None}


def query(chosen: Filter, **more: str | int) -> str:
    """Return the end of an address that asks for a filter, and *more*; empty for everybody."""
    found = parts(chosen) | {name: str(value) for name, value in more.items() if value}
    return f"?{urlencode(found)}" if found else ""


def form(views: Views, chosen: Filter, view: ParkView, words: PageWords) -> tuple[Question, ...]:
    """Return the fields; a fact that does not tell members apart is no field."""
    return tuple(
        Question(
            fact,
            words(f"dashboard.filter.{fact}"),
            (
                Choice("", words("dashboard.filter.all"), getattr(chosen, fact) is None),
                *(
                    Choice(key or NOT_GIVEN, view.fact(fact, key), getattr(chosen, fact) == key)
                    for key in views.groups[fact]
                ),
            ),
        )
        for fact in FACTS
        if views.groups[fact]
    )
