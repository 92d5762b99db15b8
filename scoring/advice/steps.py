"""A set of measures as an ordered list of steps, each with the reasons why it is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scoring.advice.funding import Funding, funding_for
from scoring.advice.situation import Candidate, Situation
from scoring.scorecard import ScoreCard

__all__ = ["MovedAnswer", "Step", "in_order", "steps"]


@dataclass(frozen=True)
class MovedAnswer:
    """An answer before and after a step, as it would be entered, with its credits (0-100)."""

    question: str
    before: Any
    after: Any
    credit_before: float
    credit_after: float
    rests_on_unknown: bool
    """The firm did not know or did not say: the true gain may be smaller."""


@dataclass(frozen=True)
class Step:
    """One measure of a roadmap. Money in 10,000 yuan, gains in points of the index.

    ``gain`` is the difference of two results of ``score_many``: with this step and all before it,
    and with those before it. ``unlocks`` are later steps that could not start without it.
    """

    measure: str
    title: Mapping[str, str]
    cost: float
    least: float
    most: float
    cost_basis: str
    months: int
    planned: bool
    gain: float
    index: float
    level: int | None
    cost_per_point: float | None
    opens: tuple[str, ...]
    """Gates that hold from this step on."""
    unlocks: tuple[str, ...]
    moves: tuple[MovedAnswer, ...]
    clauses: tuple[str, ...]
    funding: tuple[Funding, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def in_order(situation: Situation, chosen: Collection[str]) -> list[str]:
    """Return the chosen measures in the order to do them.

    What must come first does; otherwise most points per cost, as each would bring today, with a
    measure that others wait for as urgent as the best of them; then catalogue order.
    """
    names = [c.id for c in situation.candidates if c.id in chosen]
    if not names:
        return []
    table = situation.scored([[], *([name] for name in names)])
    scores = [table.numbers.scores[-1, row] for row in range(len(table))]
    worth = {
        name: (scores[row] - scores[0]) / max(situation.by_id[name].cost, 0.01)
        for row, name in enumerate(names, start=1)
    }
    urgency = {name: _urgency(situation, name, names, worth) for name in names}
    done: list[str] = []
    while len(done) < len(names):
        waiting = [name for name in names if name not in done]
        ready = situation.ready(waiting, done) or waiting
        done.append(max(ready, key=lambda name: urgency[name]))
    return done


def _urgency(
    situation: Situation, name: str, names: Sequence[str], worth: Mapping[str, float]
) -> float:
    followers, found = {name}, worth[name]
    while True:
        more = {
            other for other in names
            if other not in followers
            and any(need & followers for need in situation.by_id[other].needs)
        }  # fmt: skip
        if not more:
            return found
        found = max(found, *(worth[other] for other in more))
        followers |= more


def steps(situation: Situation, order: Sequence[str], on: str | None = None) -> tuple[Step, ...]:
    """Return the steps in *order*, each scored by the library; *on* is the day for funding."""
    stages = [order[:count] for count in range(len(order) + 1)]
    cards = list(situation.scored(stages).cards())
    return tuple(
        _step(situation, name, order[position:], cards[position], cards[position + 1], on)
        for position, name in enumerate(order)
    )


def _step(
    situation: Situation, name: str, rest: Sequence[str], before: ScoreCard, after: ScoreCard,
    on: str | None,
) -> Step:  # fmt: skip
    candidate = situation.by_id[name]
    gain = (after.score or 0.0) - (before.score or 0.0)
    held = {gate.id for gate in before.gates if gate.holds}
    profile = situation.sheet.profile
    return Step(
        measure=name,
        title=dict(candidate.measure.title),
        cost=candidate.cost, least=candidate.least, most=candidate.most,
        cost_basis=_basis(situation, candidate),
        months=candidate.months, planned=candidate.planned,
        gain=gain, index=after.score or 0.0, level=after.level,
        cost_per_point=candidate.cost / gain if gain > 0 else None,
        opens=tuple(g.id for g in after.gates if g.holds and g.id not in held),
        unlocks=tuple(
            other for other in rest[1:]
            if any(name in need for need in situation.by_id[other].needs)
        ),
        moves=tuple(_moved(situation, before, after)),
        clauses=tuple(candidate.measure.clauses),
        funding=funding_for(situation.questionnaire, candidate.measure, profile, on),
    )  # fmt: skip


def _basis(situation: Situation, candidate: Candidate) -> str:
    cost, catalogue = candidate.measure.cost, situation.questionnaire.catalogue
    if cost is None or catalogue is None or cost.class_ is None:
        return cost.basis if cost else "editorial"
    return next(item.basis for item in catalogue.costs if item.id == cost.class_)


def _moved(situation: Situation, before: ScoreCard, after: ScoreCard) -> list[MovedAnswer]:
    return [
        MovedAnswer(
            question=key, before=old.value, after=after.answers[key].value,
            credit_before=old.credit or 0.0, credit_after=after.answers[key].credit or 0.0,
            rests_on_unknown=old.state in ("unknown", "unanswered"),
        )
        for key in situation.moves
        if (old := before.answers[key]).value != after.answers[key].value
    ]  # fmt: skip
