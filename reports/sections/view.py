"""One outcome seen in one language: what every section needs to know about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.outcome import Outcome
from assessment.variants import variants
from questionnaires.model import Anchor, Dimension, Practice, Question, Questionnaire, Variant
from reports.charts import Bar
from reports.wording import NOTHING, Words
from scoring.scorecard import AnswerScore, NodeScore, ScoreCard

__all__ = ["Heading", "View"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading; ``anchor`` is its id in the document."""

    anchor: str
    number: str
    title: str


@dataclass(frozen=True)
class View:
    """Numbers, titles and answers of one outcome, ready to be put into sentences."""

    outcome: Outcome
    words: Words
    sections: frozenset[str] = frozenset({"scores", "answers"})
    """Names of the sections the report has; links lead to no other."""

    @property
    def card(self) -> ScoreCard:
        """The result."""
        return self.outcome.card

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return self.outcome.questionnaire

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions asked of this firm, in order."""
        states = self.card.answers
        return tuple(q for q in self.questionnaire.questions if states[q.id].state != "not_asked")

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """Number of every dimension (1), practice (1.2) and question asked (1.2.3), by id."""
        found: dict[str, str] = {}
        asked = {question.id for question in self.asked}
        for d, dimension in enumerate(self.questionnaire.dimensions, start=1):
            found[dimension.id] = str(d)
            for p, practice in enumerate(dimension.practices, start=1):
                found[practice.id] = f"{d}.{p}"
                shown = [q.id for q in practice.questions if q.id in asked]
                found.update({key: f"{d}.{p}.{n}" for n, key in enumerate(shown, start=1)})
        return found

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Title of every dimension and practice, by id."""
        parts: list[Dimension | Practice] = [*self.questionnaire.dimensions]
        parts += self.questionnaire.practices
        return {part.id: self.words.text(part.title) for part in parts}

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The rules of aggregation in use; only means make points that can be added up."""
        return tuple(dict.fromkeys(node.rule for node in self.card.nodes.values()))

    @property
    def adds_up(self) -> bool:
        """Whether the points of all answers sum to the index."""
        return self.rules == ("mean",)

    @cached_property
    def thresholds(self) -> tuple[float, ...]:
        """Thresholds of the levels, lowest first."""
        return tuple(level.threshold for level in self.questionnaire.levels)

    @cached_property
    def variants(self) -> Mapping[str, Variant]:
        """The variant that applies to this firm, by question id."""
        return variants(self.questionnaire, self.outcome.sheet)

    def anchors(self, question: Question) -> tuple[Anchor, ...]:
        """Return the anchors that apply to this firm."""
        variant = self.variants.get(question.id)
        return (variant.anchors if variant else ()) or question.anchors

    def credits(self, question: Question) -> dict[str, float]:
        """Return what each option is worth to this firm."""
        variant = self.variants.get(question.id)
        usual = [option.credit for option in question.options]
        own = (variant.credits if variant else ()) or usual
        return {option.id: worth for option, worth in zip(question.options, own, strict=True)}

    def to_question(self, question: str) -> str:
        """Return the anchor of a question's line in the annex, empty when that is left out."""
        return f"q-{question}" if "answers" in self.sections and question in self.numbers else ""

    def to_node(self, node: str) -> str:
        """Return the anchor of a dimension's or practice's score, empty when that is left out."""
        return f"n-{node}" if "scores" in self.sections and node in self.titles else ""

    def said(self, text: str | Mapping[str, str]) -> str:
        """Return outside text, in one or several languages, as one clean line."""
        return self.words.line(text) if isinstance(text, str) else self.words.text(text)

    def position(self, level: int | None) -> int | None:
        """Return where a level stands among the levels (0 is the lowest)."""
        numbers = [level.level for level in self.questionnaire.levels]
        return numbers.index(level) if level in numbers else None

    def level(self, level: int | None) -> str:
        """Return a level as ``L3``."""
        return NOTHING if level is None else self.words("common.level", n=level)

    def level_name(self, level: int | None) -> str:
        """Return the name of a level."""
        position = self.position(level)
        return "" if position is None else self.words.text(self.questionnaire.levels[position].name)

    def bar(self, title: str, score: float | None, high: float | None) -> Bar:
        """Return a bar with the level thresholds as ticks and a title that says it in words."""
        said = self.words("scores.bar", title=title, range=self.words.span(score, high))
        return Bar(score, high, self.thresholds, said)

    def node_bar(self, node: NodeScore) -> Bar:
        """Return the bar of a dimension or practice."""
        return self.bar(self.titles[node.id], node.score, node.high)

    def answer(self, question: Question) -> str:
        """Return what the firm answered, in words."""
        return _answer(self.words, question, self.card.answers[question.id])


def _answer(words: Words, question: Question, scored: AnswerScore) -> str:
    if scored.state == "not_applicable":
        return words("answer.not_applicable", reason=words.line(scored.reason or ""))
    if scored.state != "answered":
        return words(f"answer.{scored.state}")
    value: Any = scored.value
    unit = words.text(question.unit)
    if question.kind == "number":
        return words.quantity(value, unit)
    if question.kind == "count_of":
        top, bottom = value["numerator"], value["denominator"]
        return words(
            "answer.ratio",
            top=words.figure(top),
            bottom=words.quantity(bottom, unit),
            share=words.percent(top / bottom),
        )
    texts = {option.id: words.text(option.text) for option in question.options}
    chosen = value if isinstance(value, list) else [value]
    return words.join([texts[option] for option in chosen], "answer.and")
