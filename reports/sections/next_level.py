"""What stands between the firm and the next level: points of the index, and gates."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Gate, Question
from reports.sections.view import Heading, View
from scoring.scorecard import GateState
from scoring.scorecard import NextLevel as NextLevelState

__all__ = ["GateRow", "NextLevel", "next_level", "outlook"]

_ON_COVER = 3


@dataclass(frozen=True, slots=True)
class GateRow:
    """One condition: where the firm stands and what is asked."""

    target: str
    level: str
    text: str
    where: str
    current: str
    needed: str
    said: str
    """The condition with where the firm stands, for the first page."""
    holds: bool


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The way to the next level; ``blocking`` gates do not hold, ``met`` ones do."""

    heading: Heading
    level: str
    name: str
    meaning: str
    outlook: str
    index: GateRow
    blocking: tuple[GateRow, ...]
    met: tuple[GateRow, ...]
    top: tuple[GateRow, ...]
    left_over: str


def outlook(view: View) -> str:
    """Say in one sentence how far the next level is."""
    words, ahead = view.words, view.card.next_level
    if ahead is None:
        return words("next.top") if view.card.score is not None else ""
    level = f"{view.level(ahead.level)} {words.text(ahead.name)}"
    gates = words("next.gates", n=len(ahead.binding))
    if ahead.distance <= 0:
        return words("next.only_gates", level=level, gates=gates)
    points = words.gap(ahead.distance)
    if not ahead.binding:
        return words("next.only_points", level=level, points=points)
    return words("next.both", level=level, points=points, gates=gates)


def next_level(view: View, heading: Heading) -> NextLevel | None:
    """Return the way to the next level, ``None`` when there is none."""
    words, ahead = view.words, view.card.next_level
    if ahead is None:
        return None
    position = view.position(ahead.level)
    level = None if position is None else view.questionnaire.levels[position]
    gates = {gate.id: gate for item in view.questionnaire.levels for gate in item.gates}
    rows = [_gate(view, gates.get(state.id), state) for state in ahead.gates]
    blocking = tuple(row for row in rows if not row.holds)
    return NextLevel(
        heading=heading,
        level=view.level(ahead.level),
        name=words.text(ahead.name),
        meaning=words.text(level.meaning if level else None),
        outlook=outlook(view),
        index=_index(view, ahead),
        blocking=blocking,
        met=tuple(row for row in rows if row.holds),
        top=blocking[:_ON_COVER],
        left_over=words("next.more", n=len(blocking) - _ON_COVER)
        if len(blocking) > _ON_COVER
        else "",
    )


def _index(view: View, ahead: NextLevelState) -> GateRow:
    words = view.words
    key = "next.index_met" if ahead.distance <= 0 else "next.index_short"
    return GateRow(
        target="",
        level=view.level(ahead.level),
        text=words(key, gap=words.gap(ahead.distance)),
        where=words("next.index"),
        current=words("next.points", points=words.score(view.card.score)),
        needed=words("next.points", points=words.score(ahead.threshold)),
        said=words(key, gap=words.gap(ahead.distance)),
        holds=ahead.distance <= 0,
    )


def _gate(view: View, gate: Gate | None, state: GateState) -> GateRow:
    words = view.words
    question = view.questionnaire.question(state.target) if _asks(view, state.target) else None
    if question is None:
        where = view.titles.get(state.target, words("next.index"))
        current = words("next.points", points=words.score(state.current))
        needed = words("next.points", points=words.score(state.needed))
        target = view.to_node(state.target)
    else:
        where, current = words.text(question.text), view.answer(question)
        needed = _needed(view, gate, state, question)
        target = view.to_question(question.id)
    return GateRow(
        target=target,
        level=view.level(state.level),
        text=words.text(state.text),
        where=where,
        current=current,
        needed=needed,
        said=words("next.said", text=words.text(state.text), current=current),
        holds=state.holds,
    )


def _asks(view: View, target: str) -> bool:
    return view.questionnaire.has(target)


def _needed(view: View, gate: Gate | None, state: GateState, question: Question) -> str:
    words = view.words
    texts = {option.id: words.text(option.text) for option in question.options}
    if gate is not None and gate.reaches is not None:
        return words("next.reaches", option=texts[gate.reaches])
    if gate is not None and gate.without:
        options = words.join([texts[option] for option in gate.without], "answer.and")
        return words("next.without", options=options)
    return words("next.credit", credit=words.score(state.needed))
