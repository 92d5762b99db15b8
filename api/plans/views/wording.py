"""How plan pages speak of levels, measures, and what a goal lacks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from api.kit.i18n import PageWords
from api.plans.request import Adjustments, PlanRequest
from questionnaires.model import Questionnaire
from scoring.advice.relaxation import Relaxation
from scoring.plan import ROOT

__all__ = ["Choice", "Speaker"]


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a select or radio field."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Speaker:
    """Names of one questionnaire's parts and of a firm's measures, in the reader's language."""

    questionnaire: Questionnaire
    words: PageWords
    said: Adjustments

    def level(self, level: int | None) -> str:
        """Return a level with its name."""
        names = {item.level: self.words.text(item.name) for item in self.questionnaire.levels}
        if level is None or level not in names:
            return "—"
        return f"{self.words('common.level', n=level)} {names[level]}"

    def node(self, name: str) -> str:
        """Return the title of the index, a dimension, a practice, or a question."""
        if name == ROOT:
            return self.words("result.index")
        titles = {part.id: part.title for part in self.questionnaire.dimensions}
        titles |= {part.id: part.title for part in self.questionnaire.practices}
        if name in titles:
            return self.words.text(titles[name])
        if self.questionnaire.has(name):
            return self.words.text(self.questionnaire.question(name).text)
        return self.words.line(name)

    def measure(self, name: str) -> str:
        """Return the title of a measure, the firm's own included."""
        own = {item.id: item.title for item in self.said.own}
        if name in own:
            return self.words.line(own[name])
        titles = {item.id: item.title for item in self.questionnaire.measures}
        return self.words.text(titles[name]) if name in titles else self.words.line(name)

    def levels(self, chosen: int | None) -> tuple[Choice, ...]:
        """Return all levels as choices."""
        return tuple(
            Choice(str(item.level), self.level(item.level), item.level == chosen)
            for item in self.questionnaire.levels
        )

    def ways_out(self, relax: tuple[Relaxation, ...]) -> tuple[str, ...]:
        """Say what to give way on and by how much; each entry alone is enough."""
        return tuple(
            self.words.join([self._relaxed(item) for item in items], "common.sentences")
            for _, items in groupby(relax, key=lambda item: item.way)
        )

    def _relaxed(self, item: Relaxation) -> str:
        words = self.words
        if item.kind == "planned":
            first, second = (self.measure(name) for name in item.target.split("|"))
            return words("relax.planned", first=first, second=second)
        if item.kind == "budget" and item.needed is not None and item.by is not None:
            figures = {"needed": self.money(item.needed), "by": self.money(item.by)}
            return words("relax.budget", **figures)
        if item.kind == "gate":
            return words("relax.gate", gate=self._gate(item.target))
        if item.kind in ("capacity", "years"):
            return words(f"relax.{item.kind}", n=round(item.by or 0.0))
        if item.kind == "yearly":
            return words("relax.yearly", by=self.money(item.by or 0.0))
        figures = {
            "needed": words.score(item.needed),
            "reachable": words.score(item.reachable),
            "by": words.gap(item.by or 0.0),
        }
        return words("relax.score", node=self.node(item.target), **figures)

    def _gate(self, name: str) -> str:
        texts = {g.id: g.text for level in self.questionnaire.levels for g in level.gates}
        return self.words.text(texts[name]) if name in texts else self.words.line(name)

    def money(self, value: float) -> str:
        """Return a sum given in 10,000 yuan; rounded up to 100 yuan, so that it is enough."""
        cents = math.ceil(round(100 * value, 6)) / 100
        return self.words.money(cents, cents)

    def adjusted(self, wanted: PlanRequest) -> str:
        """Say how many measures the firm has changed, excluded, added; empty for none."""
        return self.words.join(list(self._counts(wanted.adjustments)), "common.list")

    def _counts(self, said: Adjustments) -> Iterator[str]:
        for name in ("planned", "done", "excluded", "edits", "own"):
            count = len(getattr(said, name))
            if count:
                yield self.words(f"plan_page.counted.{name}", n=count)
