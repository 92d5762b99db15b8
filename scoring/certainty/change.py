"""Between two rounds: what is a real change, and what would come of answering once more.

Both rounds are simulated with the same weights and the same luck for what is not known, and with
slips of their own. What two rounds of the same truth differ by in 95 of 100 cases is the minimum
detectable change; anything less is noise. Finding out what was not known is no change either: an
answer that is open in one round is taken as open in both when a change is judged.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import Answer, AnswerSheet, AnswerState
from questionnaires.errors import Place, Problem
from questionnaires.model import Questionnaire
from scoring.certainty.draws import Assumptions, Draws, draw
from scoring.certainty.simulation import Firms, firms_of, simulate
from scoring.errors import ScoringError
from scoring.scorecard import ScoreCard
from scoring.scores import score_many

__all__ = ["FALSE_ALARMS", "REANSWER", "Change", "ItemChange", "NodeChange", "change"]

FALSE_ALARMS = 0.05
"""Share of pairs of equal rounds that may look like a change."""

REANSWER = 0.9
"""Chance that a firm gives the same answer again, unless it says otherwise (our own judgement)."""

Floats = NDArray[np.float64]
_OPEN = ("unknown", "unanswered", "pending")
_UNKNOWN = Answer(AnswerState.UNKNOWN)


@dataclass(frozen=True)
class NodeChange:
    """One node in two rounds. ``verdict`` is up, down or no_change.

    ``found_out`` is what of the difference comes of answers open in one round only; the rest is
    more than ``detectable``, or no change. 90 % of its draws lie from ``low`` to ``high``.
    """

    before: float | None
    after: float | None
    difference: float | None
    found_out: float | None
    low: float | None
    high: float | None
    detectable: float | None
    verdict: str


@dataclass(frozen=True)
class ItemChange:
    """An answer that is not the same; ``points`` is what this change alone brings the index."""

    question: str
    before: Any
    after: Any
    credit_before: float | None
    credit_after: float | None
    points: float


@dataclass(frozen=True)
class Change:
    """Two rounds of one firm: nodes, items that moved (largest effect first), and levels."""

    nodes: dict[str, NodeChange]
    items: tuple[ItemChange, ...]
    level_before: int | None
    level_after: int | None
    comparable: bool
    """Whether profile and form agree; else questions may differ, and nothing is called a change."""
    draws: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def change(
    questionnaire: Questionnaire, before: AnswerSheet, after: AnswerSheet,
    assumptions: Assumptions | None = None, *, draws: int = 2000, seed: int = 1,
) -> Change:  # fmt: skip
    """Compare two rounds of one firm, both answered in *questionnaire*."""
    assumed = assumptions or Assumptions(trust=REANSWER)
    if assumed.trust >= 1 and not assumed.confidence:
        values = {"value": assumed.trust, "name": "trust", "allowed": "0-0.99"}
        raise ScoringError([Problem("advice.bad_number", Place(field="trust"), values)])
    drawn = draw(questionnaire, assumed, draws, seed)
    table = score_many(questionnaire, [before, after])
    old, new = table.card(0), table.card(1)
    comparable = before.form == after.form and _asked(old) == _asked(new)
    alike = _alike(before, after, old, new)
    firms = [firms_of(questionnaire, [sheet], assumed) for sheet in alike]
    other = drawn.again(seed)
    scores = [_scores(f, drawn, assumed) for f in firms]
    repeats = [_scores(f, other, assumed) for f in firms]
    return Change(
        nodes={
            name: _node(
                old, new, name, comparable, _judged(firms, name),
                [s[name] for s in scores], [s[name] for s in repeats],
            )
            for name in old.nodes
        },
        items=tuple(_items(questionnaire, before, after, old, new)),
        level_before=old.level, level_after=new.level,
        comparable=comparable, draws=draws, seed=seed,
    )  # fmt: skip


def _alike(
    before: AnswerSheet, after: AnswerSheet, old: ScoreCard, new: ScoreCard
) -> tuple[AnswerSheet, AnswerSheet]:
    """Return the rounds with every answer open in both that is open in one."""
    for key in old.answers:
        first, second = old.answers[key].state in _OPEN, new.answers[key].state in _OPEN
        if first and not second:
            after = after.with_answer(key, _UNKNOWN)
        elif second and not first:
            before = before.with_answer(key, _UNKNOWN)
    return before, after


def _judged(firms: list[Firms], name: str) -> float:
    """Return by how much a node differs when what was found out is left aside."""
    row = firms[0].table.row(name)
    first, second = (float(f.table.numbers.scores[row, 0]) for f in firms)
    return second - first


def _asked(card: ScoreCard) -> set[str]:
    """Return the questions put to the firm; that one does not apply is an answer like others."""
    return {key for key, answer in card.answers.items() if answer.state != "not_asked"}


def _scores(firms: Firms, drawn: Draws, assumed: Assumptions) -> dict[str, Floats]:
    (found,) = simulate(firms, drawn, assumed)
    return {name: values[0] for name, values in found.scores.items()}


def _node(
    old: ScoreCard, new: ScoreCard, name: str, comparable: bool, judged: float,
    scores: list[Floats], repeats: list[Floats],
) -> NodeChange:  # fmt: skip
    """Judge one node; noise is the larger of both rounds' differences from themselves."""
    before, after = old.nodes[name].score, new.nodes[name].score
    if before is None or after is None:
        return NodeChange(before, after, None, None, None, None, None, "no_change")
    noise = max(
        float(np.quantile(np.abs(again - first), 1 - FALSE_ALARMS, method="higher"))
        for first, again in zip(scores, repeats, strict=True)
    )
    low, high = np.quantile(repeats[1] - scores[0], (0.05, 0.95)).tolist()
    difference = after - before
    real = comparable and abs(judged) > noise
    verdict = ("up" if judged > 0 else "down") if real else "no_change"
    found_out = difference - judged
    return NodeChange(before, after, difference, found_out, low, high, noise, verdict)


def _items(
    questionnaire: Questionnaire, before: AnswerSheet, after: AnswerSheet,
    old: ScoreCard, new: ScoreCard,
) -> list[ItemChange]:  # fmt: skip
    """Return the answers that differ, largest effect on the index first."""
    pairs = {key: (answer, new.answers[key]) for key, answer in old.answers.items()}
    moved = [
        key for key, (one, two) in pairs.items() if (one.value, one.state) != (two.value, two.state)
    ]
    one_by_one = [before.with_answer(key, after.answers.get(key)) for key in moved]
    scores = score_many(questionnaire, [before, *one_by_one]).numbers.scores[-1]
    found = []
    for row, key in enumerate(moved, start=1):
        one, two = pairs[key]
        points = float(np.nan_to_num(scores[row] - scores[0]))
        found.append(ItemChange(key, one.value, two.value, one.credit, two.credit, points))
    return sorted(found, key=lambda item: -abs(item.points))
