"""A firm's tree under many draws at once: scores of all nodes, and the level.

Published weights, rule, thresholds and answers give what ``score_many`` gives; a test holds the two
together. Arrays are (firms, draws).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import Answer, AnswerSheet, AnswerState
from questionnaires.model import Gate, Question, Questionnaire
from scoring import kernels
from scoring.answers import Credits
from scoring.certainty.draws import Assumptions, Draws, families
from scoring.engine import NO_LEVEL
from scoring.gates import TOLERANCE
from scoring.plan import ROOT
from scoring.scores import score_many
from scoring.table import ScoreTable

__all__ = ["Firms", "Simulated", "firms_of", "simulate"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SLIP = 25.0  # credits by which a doubtful quantity may be off: a quarter of the scale, like a rung
_BLOCK = 16  # firms worked on at once, so that a thousand draws of them stay in the cache


@dataclass(frozen=True)
class Firms:
    """Answers of firms as credits: as given, one better and one worse (questions, firms)."""

    questionnaire: Questionnaire
    table: ScoreTable
    given: Credits
    better: Floats
    worse: Floats
    gates: NDArray[np.bool_]
    """(3, gates, firms): whether a gate on a question holds as given, one better, one worse."""
    trust: Floats
    """(questions, firms): chance that an answer is right."""

    def block(self, span: slice) -> Firms:
        """Return some of the firms."""
        given = Credits(
            self.given.credits[:, span], self.given.counted[:, span], self.given.open[:, span]
        )
        return replace(
            self, given=given, better=self.better[:, span], worse=self.worse[:, span],
            gates=self.gates[:, :, span], trust=self.trust[:, span],
        )  # fmt: skip


@dataclass(frozen=True)
class Simulated:
    """Scores (firms, draws) by node, NaN where nothing counts, and levels (firms, draws)."""

    scores: Mapping[str, Floats]
    levels: NDArray[np.int8]


def firms_of(
    questionnaire: Questionnaire, sheets: Sequence[AnswerSheet], assumptions: Assumptions
) -> Firms:
    """Work out what every answer is worth, and what its neighbours would be."""
    doubtful = assumptions.trust < 1 or any(v < 1 for v in assumptions.confidence.values())
    table = score_many(questionnaire, sheets)
    given = table.credits()
    better = worse = given.credits
    gates = np.stack([table.numbers.gates] * 3)
    if doubtful:
        shifted = [[_neighbour(questionnaire, s, up=up) for s in sheets] for up in (True, False)]
        tables = [score_many(questionnaire, some) for some in shifted]
        better, worse = (other.credits().credits for other in tables)
        gates[1:] = [other.numbers.gates for other in tables]
        quantity = np.array([q.is_quantity for q in questionnaire.questions])[:, None]
        better = np.where(quantity, np.minimum(given.credits + _SLIP, 100.0), better)
        worse = np.where(quantity, np.maximum(given.credits - _SLIP, 0.0), worse)
    named = [assumptions.confidence.get(q.id, assumptions.trust) for q in questionnaire.questions]
    trust = np.repeat(np.array(named)[:, None], len(sheets), axis=1)
    return Firms(questionnaire, table, given, better, worse, gates, trust)


def _neighbour(questionnaire: Questionnaire, sheet: AnswerSheet, *, up: bool) -> AnswerSheet:
    """Return the sheet with every worded answer one option better or worse."""
    answers = {
        key: _moved(questionnaire.question(key), answer, 1 if up else -1)
        for key, answer in sheet.answers.items() if questionnaire.has(key)
    }  # fmt: skip
    return AnswerSheet(answers, sheet.profile, sheet.form)


def _moved(question: Question, answer: Answer, by: int) -> Answer:
    if answer.state is not AnswerState.ANSWERED or question.is_quantity:
        return answer
    options = [o.id for o in question.options if not o.exclusive]
    if question.kind != "multiple":
        options = [o.id for o in question.options]
        here = options.index(str(answer.value))
        return replace(answer, value=options[min(max(here + by, 0), len(options) - 1)])
    ticked = [o for o in options if o in (answer.value or ())]  # type: ignore[operator]  # ticked options
    others = [o for o in options if o not in ticked]
    ticked = ticked + others[:1] if by > 0 else ticked[:-1]
    none = [o.id for o in question.options if o.exclusive]
    return replace(answer, value=tuple(ticked) or tuple(none[:1]) or answer.value)


def simulate(firms: Firms, draws: Draws, assumptions: Assumptions) -> Iterator[Simulated]:
    """Score all firms under all draws, a few firms at a time, in their order."""
    count = firms.given.credits.shape[1]
    for start in range(0, count, _BLOCK):
        yield _block(firms.block(slice(start, min(start + _BLOCK, count))), draws, assumptions)


def _block(firms: Firms, draws: Draws, assumptions: Assumptions) -> Simulated:
    questionnaire = firms.questionnaire
    rows = {question.id: row for row, question in enumerate(questionnaire.questions)}
    doubtful = bool((firms.trust < 1).any())
    scores: dict[str, Floats] = {}
    for parent, rule, children in families(questionnaire):
        weights = draws.weights[parent]
        of_questions = children[0][0] in rows
        others = [other for other in assumptions.rules if other != rule]
        if of_questions and not doubtful and rule == "mean" and not others:
            first = rows[children[0][0]]
            span = slice(first, first + len(children))
            scores[parent] = _plain_mean(firms.given, span, draws.answers[span], weights)
            continue
        if of_questions:
            values = np.stack([_answers(firms, draws, rows[name]) for name, _ in children])
        else:
            values = np.stack([scores[name] for name, _ in children])
        scores[parent] = _combined(values, weights, rule)
        for position, other in enumerate(assumptions.rules, start=1):
            chosen = draws.rules == position
            if chosen.any() and other != rule:
                own = values[:, :, chosen], weights[:, chosen]
                scores[parent][:, chosen] = _combined(*own, other)
    return Simulated(scores, _levels(firms, draws, scores, rows))


def _plain_mean(given: Credits, span: slice, open_at: Floats, weights: Floats) -> Floats:
    """Return (firms, draws): weighted means of answers that are settled or wholly open."""
    counted = given.counted[span].T.astype(np.float64)
    settled = np.where(given.counted[span] & ~given.open[span], given.credits[span], 0.0).T
    total = settled @ weights
    still_open = (given.open[span] & given.counted[span]).T
    if still_open.any():
        total += (100.0 * still_open) @ (weights * open_at)
    with np.errstate(invalid="ignore"):
        if counted.all():
            return total / weights.sum(axis=0)
        return total / (counted @ weights)


def _answers(firms: Firms, draws: Draws, row: int) -> Floats:
    """Return (firms, draws) credits of one question, NaN where it does not count."""
    given, open_ = firms.given.credits[row][:, None], firms.given.open[row][:, None]
    slip, wrong = draws.slips[row], (1.0 - firms.trust[row])[:, None] / 2
    values = np.where(slip < wrong, firms.worse[row][:, None], given)
    values = np.where(slip >= 1.0 - wrong, firms.better[row][:, None], values)
    values = np.where(open_, 100.0 * draws.answers[row], values)
    return np.where(firms.given.counted[row][:, None], values, np.nan)


def _combined(values: Floats, weights: Floats, rule: str) -> Floats:
    """Return (firms, draws) from children (children, firms, draws); NaN children do not count."""
    absent = np.isnan(values)
    if rule == "mean" and not absent.any():
        return np.einsum("cfd,cd->fd", values, weights) / weights.sum(axis=0)
    own = np.where(absent, 0.0, weights[:, None, :])
    formula = {
        "mean": kernels.arithmetic, "geometric": kernels.geometric, "weakest": kernels.weakest,
    }[rule]  # fmt: skip
    with np.errstate(invalid="ignore", divide="ignore"):
        found = formula(np.where(absent, 100.0, values), own)
    return np.where(absent.all(axis=0), np.nan, found)


def _levels(
    firms: Firms, draws: Draws, scores: Mapping[str, Floats], rows: Mapping[str, int]
) -> NDArray[np.int8]:
    """Return the level under every draw: threshold and gates of it and of all below."""
    index = scores[ROOT]
    reached = np.full(index.shape, NO_LEVEL, dtype=np.int8)
    holding = ~np.isnan(index)
    position = 0
    for number, level in enumerate(firms.questionnaire.levels):
        shift = draws.shifts if number else 0.0
        with np.errstate(invalid="ignore"):
            holding = holding & (index >= level.threshold + shift - TOLERANCE)
        for gate in level.gates:
            holding &= _gate(firms, draws, scores, rows, gate, position)
            position += 1
        reached[holding] = level.level
    return reached


def _gate(
    firms: Firms, draws: Draws, scores: Mapping[str, Floats], rows: Mapping[str, int],
    gate: Gate, position: int,
) -> Mask:  # fmt: skip
    if gate.node is not None:
        found = scores[gate.node]
        return np.isnan(found) | (found >= (gate.at_least or 0.0) - TOLERANCE)
    row = rows[str(gate.question)]
    slip, wrong = draws.slips[row], (1.0 - firms.trust[row])[:, None] / 2
    given, better, worse = (state[position][:, None] for state in firms.gates)
    if gate.at_least is not None:
        enough = [c[row][:, None] >= gate.at_least - TOLERANCE
                  for c in (firms.given.credits, firms.better, firms.worse)]  # fmt: skip
        absent = ~firms.given.counted[row][:, None]
        given, better, worse = (absent | state for state in enough)
    holds = np.where(slip < wrong, worse, np.where(slip >= 1.0 - wrong, better, given))
    needed = _needed(firms.questionnaire.question(str(gate.question)), gate)
    open_ = (firms.given.open[row] & firms.given.counted[row])[:, None]
    return np.where(open_, 100.0 * draws.answers[row] >= needed, holds)


def _needed(question: Question, gate: Gate) -> float:
    """Return the credit from which an open answer is taken to pass the gate."""
    if gate.at_least is not None:
        return gate.at_least
    worth = {option.id: option.credit for option in question.options}
    if gate.reaches is not None:
        return worth[gate.reaches]
    return min((c for name, c in worth.items() if name not in gate.without), default=0.0)
