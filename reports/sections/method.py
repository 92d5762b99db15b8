"""How the numbers come about, in plain words, with the thresholds and where they are from."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import EDITORIAL
from reports.sections.view import Heading, View

__all__ = ["LevelRow", "Method", "Point", "StateRow", "method"]

_FULL = 100.0
_TREATMENTS = {
    "credited 0, range to 100": "open",
    "left out, weight spread over siblings": "spread",
    "credited 0": "zero",
}
"""Policies as results carry them -> the key of their sentence."""


@dataclass(frozen=True, slots=True)
class Point:
    """One paragraph of the method."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state of an answer and how it is treated."""

    state: str
    treatment: str
    count: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level: its band of the index and its gates."""

    level: str
    name: str
    meaning: str
    band: str
    gates: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Method:
    """The method on one page."""

    heading: Heading
    points: tuple[Point, ...]
    states: tuple[StateRow, ...]
    levels: tuple[LevelRow, ...]
    bases: str
    weights: str


def method(view: View, heading: Heading) -> Method:
    """Return the method behind this outcome."""
    words = view.words
    names = ("credit", "aggregation", "range", "level", "provisional", "rounding")
    values = {"rule": words.join([words(f"rule.{rule}") for rule in view.rules])}
    points = tuple(
        Point(words(f"method.{name}_title"), words(f"method.{name}", **values)) for name in names
    )
    weights = [
        words("method.weight", title=view.titles[d.id],
              share=words.percent(view.card.nodes[d.id].weight))
        for d in view.questionnaire.dimensions
    ]  # fmt: skip
    return Method(heading, points, _states(view), _levels(view), _bases(view), words.join(weights))


def _states(view: View) -> tuple[StateRow, ...]:
    words, card = view.words, view.card
    found = [answer.state for answer in card.answers.values()]
    answered = str(found.count("answered"))
    rows = [StateRow(words("state.answered"), words("method.answered"), answered)]
    for state, policy in card.policies.items():
        if state != "rounding":
            key = _TREATMENTS.get(policy)
            treatment = words(f"policy.{key}") if key else words.line(policy)
            rows.append(StateRow(words(f"state.{state}"), treatment, str(found.count(state))))
    return tuple(rows)


def _levels(view: View) -> tuple[LevelRow, ...]:
    levels = view.questionnaire.levels
    ends = (*(level.threshold for level in levels[1:]), None)
    return tuple(
        LevelRow(
            level=view.level(level.level),
            name=view.words.text(level.name),
            meaning=view.words.text(level.meaning),
            band=_band(view, level.threshold, end),
            gates=view.words.join(
                [view.words.text(gate.text) for gate in level.gates], "answer.and"
            ),
            reached=level.level == view.card.level,
        )
        for level, end in zip(levels, ends, strict=True)
    )


def _band(view: View, start: float, end: float | None) -> str:
    if end is None:
        return view.words("method.last_band", start=f"{start:g}", end=f"{_FULL:g}")
    return view.words("method.band", start=f"{start:g}", end=f"{end:g}")


def _bases(view: View) -> str:
    """Say what the thresholds rest on, each basis once with the levels that use it."""
    words = view.words
    figures = {figure.id: figure for figure in view.questionnaire.figures}
    users: dict[str, list[str]] = {}
    for level in view.questionnaire.levels:
        for name in level.basis or (EDITORIAL,):
            users.setdefault(name, []).append(view.level(level.level))
    said = []
    for name, levels in users.items():
        figure = figures.get(name)
        status = words(f"status.{figure.status if figure else EDITORIAL}")
        says = (
            words("method.says", says=words.text(figure.says), status=status) if figure else status
        )
        said.append(words("method.basis", levels=words.join(levels), says=says))
    return words.join(said, "common.sentences")
