"""A cohort seen in one language: numbers, titles and sentences that the sections share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessment.cohort import Cohort, NodeSpread
from questionnaires import codes
from questionnaires.model import Level, Questionnaire
from questionnaires.text import pick
from reports.park.charts import Spread
from reports.wording import NOTHING, Words
from scoring.plan import ROOT

__all__ = ["ParkView", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """What the report is about: the park's name, and how many members were asked, if known."""

    name: str
    invited: int | None = None
    date: str = ""


@dataclass(frozen=True)
class ParkView:
    """Numbers, titles and levels of one cohort, ready to be put into sentences."""

    cohort: Cohort
    words: Words
    place: Place

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return self.cohort.questionnaire

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """Number of every dimension (1), practice (1.2) and question (1.2.3), by id."""
        found: dict[str, str] = {}
        for d, dimension in enumerate(self.questionnaire.dimensions, start=1):
            found[dimension.id] = str(d)
            for p, practice in enumerate(dimension.practices, start=1):
                found[practice.id] = f"{d}.{p}"
                ids = (question.id for question in practice.questions)
                found.update({key: f"{d}.{p}.{n}" for n, key in enumerate(ids, start=1)})
        return found

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Title of the index, every dimension, practice and question, by id."""
        found = {ROOT: self.words("park.index")}
        for dimension in self.questionnaire.dimensions:
            found[dimension.id] = self.words.text(dimension.title)
            for practice in dimension.practices:
                found[practice.id] = self.words.text(practice.title)
                found.update({q.id: self.words.text(q.text) for q in practice.questions})
        return found

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Thresholds of the levels, lowest first."""
        return tuple(level.threshold for level in self.questionnaire.levels)

    def level(self, level: Level) -> str:
        """Return a level with its name."""
        short = self.words("common.level", n=level.level)
        return f"{short} {self.words.text(level.name)}"

    def share(self, members: int) -> str:
        """Return a number of members as a share of the whole."""
        return self.words.percent(members / len(self.cohort)) if len(self.cohort) else NOTHING

    def shares(self, counts: Sequence[int]) -> list[float]:
        """Return numbers of members as shares (0-1) of the whole."""
        return [count / max(1, len(self.cohort)) for count in counts]

    def quartiles(self, values: Sequence[float | None]) -> str:
        """Return the middle half of five quantiles as a range."""
        return NOTHING if values[1] is None else self.words.span(values[1], values[3])

    def spread(self, title: str, values: Sequence[float | None]) -> Spread:
        """Return the chart of five quantiles."""
        said = self.words(
            "park.spread", title=title, median=self.words.score(values[2]),
            middle=self.quartiles(values),
        )  # fmt: skip
        return Spread(tuple(values), self.thresholds, said)

    def node_spread(self, node: NodeSpread) -> Spread:
        """Return the chart of one node."""
        return self.spread(self.titles[node.id], node.quantiles)

    def fact(self, fact: str, key: str) -> str:
        """Return what a group of members has in common, in words."""
        if not key:
            return self.words("park.fact_missing")
        if fact == "region":
            return codes.region_name(key) or key
        names = codes.sizes() if fact == "size" else codes.processes()
        return pick(names[key], self.words.lang)

    def member(self, row: int) -> str:
        """Return a member's name as one clean line."""
        return self.words.line(self.cohort.members.names[row]) or self.words("cover.no_name")

    def shown(self, row: int) -> bool:
        """Tell whether the park may see this member's scores."""
        allowed = self.cohort.members.scores_shown
        return allowed is None or bool(allowed[row])
