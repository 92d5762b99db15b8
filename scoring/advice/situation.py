"""One firm before a plan: where it stands, which measures are open to it, what they need first."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from questionnaires.answers import AnswerSheet, AnswerState
from questionnaires.measures import Measure, Move, Need
from questionnaires.model import Question, Questionnaire
from scoring.advice.adjustments import cost_of, parse_adjustments
from scoring.advice.moves import Placed, State, after, by_question, rank, state_of, step
from scoring.scorecard import ScoreCard
from scoring.scores import score_many
from scoring.table import ScoreTable

__all__ = ["ASSUMED_SIZE", "Candidate", "Situation", "survey"]

ASSUMED_SIZE = "medium"
"""Size class whose costs are taken while staff or revenue is missing (the result says so)."""


@dataclass(frozen=True)
class Candidate:
    """A measure this firm could take. Money in 10,000 yuan; ``cost`` is the middle of the range.

    ``needs`` lists what must come first: each entry is the set of measures of which one will do.
    """

    measure: Measure
    cost: float
    least: float
    most: float
    months: int
    planned: bool
    needs: tuple[frozenset[str], ...] = ()

    @property
    def id(self) -> str:
        """The measure's id."""
        return self.measure.id


@dataclass(frozen=True)
class Situation:
    """A firm and its candidates, in catalogue order."""

    questionnaire: Questionnaire
    sheet: AnswerSheet
    card: ScoreCard
    candidates: tuple[Candidate, ...]
    settled: frozenset[str]
    """Measures that are done, or that have nothing left to bring."""
    unpriced: tuple[str, ...]
    blocked: tuple[str, ...]
    """Measures whose prerequisites nothing can meet, or that something already done excludes."""
    misplaced: tuple[str, ...]
    """Measures the firm plans that cannot be part of a plan."""
    size: str

    @cached_property
    def by_id(self) -> dict[str, Candidate]:
        """Candidates by measure id."""
        return {candidate.id: candidate for candidate in self.candidates}

    @cached_property
    def moves(self) -> dict[str, list[Placed]]:
        """Moves of all candidates by question, for the questions that count."""
        every = by_question(self.questionnaire, (c.measure for c in self.candidates))
        return {key: placed for key, placed in every.items() if _counts(self.card, key)}

    @cached_property
    def exclusions(self) -> tuple[tuple[str, str], ...]:
        """Pairs of candidates that make no sense together."""
        pairs = {
            tuple(sorted((candidate.id, other)))
            for candidate in self.candidates
            for other in candidate.measure.excludes
            if other in self.by_id and other != candidate.id
        }
        return tuple(sorted((first, second) for first, second in pairs))

    def sheet_after(self, chosen: Iterable[str]) -> AnswerSheet:
        """Return the answers once the chosen measures are done."""
        wanted = [self.by_id[name].measure for name in chosen]
        return after(self.questionnaire, self.sheet, wanted)

    def scored(self, choices: Sequence[Collection[str]]) -> ScoreTable:
        """Score the firm once for every set of measures done."""
        return score_many(self.questionnaire, [self.sheet_after(chosen) for chosen in choices])

    def cost(self, chosen: Iterable[str]) -> float:
        """Return what the chosen measures cost together (exactly rounded sum)."""
        return math.fsum(self.by_id[name].cost for name in chosen)

    def ready(self, waiting: Iterable[str], done: Collection[str]) -> list[str]:
        """Return which of the waiting measures may start once *done* are finished."""
        sheet = self.sheet_after(done)
        finished = self.settled.union(done)
        return [
            name
            for name in waiting
            if all(
                need.measure in finished
                if need.measure is not None
                else _stands(self.questionnaire, self.card, sheet, need)
                for need in self.by_id[name].measure.needs
            )
        ]

    def order(self, chosen: Collection[str]) -> tuple[list[str], list[str]]:
        """Return the chosen measures in an order that works, and those that can never start."""
        done: list[str] = []
        waiting = [c.id for c in self.candidates if c.id in chosen]
        while startable := self.ready(waiting, done):
            done += startable
            waiting = [name for name in waiting if name not in startable]
        return done, waiting


_COUNTING = ("answered", "unknown", "unanswered", "pending", "ruled_out")


def _counts(card: ScoreCard, question_id: str) -> bool:
    return card.answers[question_id].state in _COUNTING


def _stands(questionnaire: Questionnaire, card: ScoreCard, sheet: AnswerSheet, need: Need) -> bool:
    """Whether a rung is reached; of a question that does not apply it is."""
    question = questionnaire.question(str(need.question))
    if not _counts(card, question.id):
        return True
    return _at_least(
        question, state_of(question, sheet.answers.get(question.id)), str(need.reaches)
    )


def _at_least(question: Question, state: State, option: str) -> bool:
    if isinstance(state, frozenset):
        return option in state
    return state is not None and int(state) >= rank(question, option)


def survey(questionnaire: Questionnaire, sheet: AnswerSheet, adjustments: Any = None) -> Situation:
    """Return the firm's situation.

    Left out are measures for other firms, those the firm excludes, those without a price, those
    with nothing left to bring, and those whose prerequisites nobody can meet.
    """
    said = parse_adjustments(questionnaire, adjustments)
    card = score_many(questionnaire, [sheet]).card(0)
    size = sheet.profile.size or ASSUMED_SIZE
    fitting = [m for m in said.measures if _fits(m, sheet, size) and m.id not in said.excluded]
    everything = by_question(questionnaire, fitting)
    useful = {
        placed.measure
        for key, moves in everything.items() if _counts(card, key)
        for placed in _useful(questionnaire.question(key), sheet, moves)
    }  # fmt: skip
    settled = said.done | {m.id for m in fitting if m.id not in useful and m.id not in said.planned}
    open_ = [m for m in fitting if m.id not in settled]
    priced = {m.id: cost_of(m, questionnaire, size) for m in open_}
    candidates = [
        Candidate(
            measure=m, cost=(span[0] + span[1]) / 2, least=span[0], most=span[1],
            months=m.months or 1, planned=m.id in said.planned,
        )
        for m in open_ if (span := priced[m.id]) is not None
    ]  # fmt: skip
    excluded_by = {other for m in said.measures if m.id in said.done for other in m.excludes}
    excluded_by |= {m.id for m in fitting if set(m.excludes) & said.done}
    candidates = [c for c in candidates if c.id not in excluded_by]
    possible = _with_needs(questionnaire, card, sheet, candidates, settled)
    unpriced = tuple(name for name, span in priced.items() if span is None)
    names = [c.id for c in possible]
    return Situation(
        questionnaire=questionnaire, sheet=sheet, card=card, candidates=tuple(possible),
        settled=frozenset(settled), unpriced=unpriced,
        blocked=tuple(m.id for m in open_ if m.id not in {*names, *unpriced}),
        misplaced=tuple(sorted(said.planned - set(names))), size=size,
    )  # fmt: skip


def _fits(measure: Measure, sheet: AnswerSheet, size: str) -> bool:
    runs = not measure.processes or bool(set(measure.processes) & set(sheet.profile.processes))
    return runs and (not measure.sizes or size in measure.sizes)


def _useful(question: Question, sheet: AnswerSheet, moves: Sequence[Placed]) -> list[Placed]:
    """Return the moves that change the answer, alone or after any of the moves before them."""
    answer = sheet.answers.get(question.id)
    if answer is not None and answer.state is AnswerState.NOT_APPLICABLE:
        return []
    states: set[State] = {state_of(question, answer)}
    found = []
    for placed in moves:
        if any(step(question, state, placed.move) != state for state in states):
            found.append(placed)
        states |= {step(question, state, placed.move) for state in states}
        if len(states) > _MANY:
            states = {max(states, key=_order), min(states, key=_order)}
    return found


_MANY = 64


def _order(state: State) -> float:
    if isinstance(state, frozenset):
        return float(len(state))
    return -math.inf if state is None else float(state)


def _with_needs(
    questionnaire: Questionnaire, card: ScoreCard, sheet: AnswerSheet,
    candidates: list[Candidate], settled: Collection[str],
) -> list[Candidate]:  # fmt: skip
    """Return the candidates whose prerequisites can be met, with who can meet them."""
    while True:
        kept = []
        for candidate in candidates:
            needs = [
                _providers(questionnaire, card, sheet, need, candidate.id, candidates, settled)
                for need in candidate.measure.needs
            ]
            if all(need is None or need for need in needs):
                found = tuple(need for need in needs if need)
                kept.append(replace(candidate, needs=found))
        if len(kept) == len(candidates):
            return kept
        candidates = kept


def _providers(
    questionnaire: Questionnaire, card: ScoreCard, sheet: AnswerSheet, need: Need, owner: str,
    candidates: Sequence[Candidate], settled: Collection[str],
) -> frozenset[str] | None:  # fmt: skip
    """Return the candidates of which one must come first, ``None`` if the need is met today."""
    if need.measure is not None:
        if need.measure in settled:
            return None
        return frozenset(c.id for c in candidates if c.id == need.measure)
    if _stands(questionnaire, card, sheet, need):
        return None
    question = questionnaire.question(str(need.question))
    return frozenset(
        c.id for c in candidates
        if c.id != owner and any(_provides(question, move, need) for move in c.measure.moves)
    )  # fmt: skip


def _provides(question: Question, move: Move, need: Need) -> bool:
    """Whether a move can take the question to the rung from below it."""
    if move.question != question.id:
        return False
    if question.kind == "multiple":
        return need.reaches in move.ticks
    wanted = rank(question, str(need.reaches))
    start = rank(question, move.origin) if move.origin else 0
    return rank(question, str(move.to)) >= wanted and start < wanted
