"""How the figures of the park report are made, and what verifies them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.park.view import ParkView
from reports.sections.view import Heading
from scoring.scorecard import ENGINE_VERSION

__all__ = ["Meaning", "Method", "Point", "method"]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know about the figures."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One level: from how many points on, and what it means."""

    level: str
    threshold: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Method:
    """Definitions, digests, and what the levels mean."""

    heading: Heading
    points: tuple[Point, ...]
    record: tuple[Point, ...]
    levels: tuple[Meaning, ...]


def method(view: ParkView, heading: Heading) -> Method:
    """Return the definitions in the order in which the figures appear."""
    words, limits = view.words, view.cohort.limits
    values = {
        "smallest": limits.smallest,
        "tails": limits.tails,
        "weak": f"{limits.weak:g}",
        "costly": f"{limits.costly:g}",
    }
    names = ("scores", "quantiles", "weak", "facility", "cost", "held", "small", "consent")
    points = [
        Point(words(f"park.method.{name}_title"), words(f"park.method.{name}", **values))
        for name in names
    ]
    record = (
        Point(words("park.record.questionnaire"), view.questionnaire.ref),
        Point(words("park.record.digest"), view.questionnaire.digest),
        Point(words("park.record.engine"), ENGINE_VERSION),
    )
    levels = tuple(
        Meaning(view.level(level), f"{level.threshold:g}", words.text(level.meaning))
        for level in view.questionnaire.levels
    )
    return Method(heading, tuple(points), record, levels)
