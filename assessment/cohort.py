"""All members of a park or an authority seen together: distributions, shared weaknesses, groups.

Pure array work on a ``ScoreTable``; no score is computed here. Quantiles are those of Hyndman and
Fan's definition 7 (the default of R and NumPy). What could give a single member away is held back
by ``assessment.disclosure``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.disclosure import Limits
from assessment.groups import Group, Grouping, groupings
from assessment.quantiles import QUANTILES, medians, quantiles
from questionnaires.model import Questionnaire
from scoring import ScoreTable
from scoring.answers import Answers
from scoring.engine import NO_LEVEL
from scoring.gates import TOLERANCE
from scoring.plan import ROOT

__all__ = [
    "BIN", "QUANTILES", "Clause", "Cohort", "Gate", "Group", "Grouping", "Item", "Limits",
    "Members", "NodeSpread", "cohort", "quantiles",
]  # fmt: skip

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

BIN = 5.0
"""Width of a bar of the distribution of the index, in points."""


@dataclass(frozen=True)
class Members:
    """Who the firms of a table are, in its order, and what their park may see of each.

    ``scores_shown`` is false where a member consented to its level being seen and no more; such a
    member counts in every distribution, but stands nowhere with a score of its own.
    """

    names: Sequence[str]
    credit_codes: Sequence[str]
    fictional: bool = False
    scores_shown: Mask | None = None


@dataclass(frozen=True, slots=True)
class NodeSpread:
    """How the members' scores of the index, a dimension or a practice are spread.

    ``quantiles`` are those of ``QUANTILES``, ``None`` where too few members have a score;
    ``levels`` counts members by level, lowest first; ``weak`` is the share below ``Limits.weak``
    (0-1).
    """

    id: str
    members: int
    quantiles: tuple[float | None, ...]
    levels: tuple[int, ...]
    weak: float | None

    @property
    def median(self) -> float | None:
        """The middle member's score."""
        return self.quantiles[QUANTILES.index(0.5)]


@dataclass(frozen=True, slots=True)
class Item:
    """One question over all members it counts for.

    ``facility`` is the mean credit over its maximum (0-1), open answers credited 0 as in the score,
    and ``open`` the share of open answers; both ``None`` where too few members answered. ``cost``
    is what it costs in points of the index on average of the whole cohort, ``losers`` the number of
    members it costs at least ``Limits.costly`` points.
    """

    id: str
    practice: str
    members: int
    facility: float | None
    open: float | None
    cost: float
    losers: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One task or clause of the policy notice: spread of how far members answer it."""

    id: str
    task: str
    members: int
    quantiles: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate of a level; ``held`` members have the points for the level and fail this gate."""

    id: str
    level: int
    held: int


@dataclass(frozen=True)
class Cohort:
    """What can be said about all members together; arrays keep the order of the table."""

    questionnaire: Questionnaire
    members: Members
    limits: Limits
    levels: NDArray[np.int8]
    """Level of every member, ``scoring.engine.NO_LEVEL`` where nothing counts."""
    scores: Floats
    """(nodes, members): index first, then each dimension followed by its practices; NaN: none."""
    nodes: tuple[NodeSpread, ...]
    """In the order of ``scores``."""
    histogram: tuple[int, ...]
    """Members by index, in bars of ``BIN`` points; 100 belongs to the last."""
    provisional: int
    quick: int
    items: tuple[Item, ...]
    clauses: tuple[Clause, ...]
    gates: tuple[Gate, ...]
    groupings: tuple[Grouping, ...]
    by_level: Floats
    """(levels, nodes): median score of the members at each level; NaN where too few."""
    order: NDArray[np.intp] = field(repr=False)
    """Members from the highest index to the lowest, those without one last."""

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self.levels)

    def node(self, node_id: str) -> NodeSpread:
        """Return one node's spread."""
        return next(node for node in self.nodes if node.id == node_id)

    def bands(self, most: int = 20) -> tuple[tuple[int, ...], Floats]:
        """Return the members in bands of equal size from the highest index to the lowest.

        Sizes, and (bands, nodes) the medians in each; at most *most* bands, none smaller than
        ``limits.smallest``, so a small cohort may have none.
        """
        known = self.order[~np.isnan(self.scores[0][self.order])]
        count = min(most, len(known) // self.limits.smallest)
        parts = np.array_split(known, count) if count else []
        found = np.full((len(parts), len(self.scores)), np.nan)
        for row, part in enumerate(parts):
            found[row] = medians(self.scores[:, part], self.limits)
        return tuple(len(part) for part in parts), found

    def weakest_practices(self) -> tuple[NodeSpread, ...]:
        """Return the practices with the most weak members first; those of too few left out."""
        practices = {practice.id for practice in self.questionnaire.practices}
        known = [n for n in self.nodes if n.id in practices and n.weak is not None]
        return tuple(sorted(known, key=lambda n: (-(n.weak or 0.0), n.median or 0.0)))

    def hardest_items(self) -> tuple[Item, ...]:
        """Return the questions by facility, lowest first; those of too few members left out."""
        known = [item for item in self.items if item.facility is not None]
        return tuple(sorted(known, key=lambda item: item.facility or 0.0))

    def joint_actions(self) -> tuple[Item, ...]:
        """Return the questions that cost most members most points, dearest first."""
        known = [item for item in self.items if item.facility is not None and item.cost > 0]
        return tuple(sorted(known, key=lambda item: -item.cost))


def cohort(
    questionnaire: Questionnaire, table: ScoreTable, members: Members, limits: Limits | None = None
) -> Cohort:
    """Return what *table* says about all its firms together."""
    wanted = limits or Limits()
    ids = [ROOT]
    for dimension in questionnaire.dimensions:
        ids += [dimension.id, *(practice.id for practice in dimension.practices)]
    rows = [table.row(node) for node in ids]
    scores, levels = table.numbers.scores[rows], table.numbers.levels[rows]
    levels = np.where(np.isnan(scores), NO_LEVEL, levels).astype(np.int8)
    answers = table.answers()
    nodes = [
        _spread(*parts, questionnaire, wanted) for parts in zip(ids, scores, levels, strict=True)
    ]
    index = np.where(np.isnan(scores[0]), -1.0, scores[0])
    return Cohort(
        questionnaire=questionnaire,
        members=members,
        limits=wanted,
        levels=levels[0],
        scores=scores,
        nodes=tuple(nodes),
        histogram=_histogram(scores[0]),
        provisional=int(table.provisional.sum()),
        quick=int(table.quick.sum()),
        items=_items(questionnaire, answers, wanted),
        clauses=_clauses(questionnaire, table, answers, wanted),
        gates=_gates(questionnaire, table),
        groupings=groupings(questionnaire, table.facts, scores[0], levels[0], wanted),
        by_level=_by_level(questionnaire, scores, levels[0], wanted),
        order=np.argsort(-index, kind="stable"),
    )


def _spread(
    node: str,
    scores: Floats,
    levels: NDArray[np.int8],
    questionnaire: Questionnaire,
    limits: Limits,
) -> NodeSpread:
    known = int((~np.isnan(scores)).sum())
    weak = (
        float((scores < limits.weak - TOLERANCE).sum() / known)
        if known >= limits.smallest
        else None
    )
    counts = tuple(int((levels == level.level).sum()) for level in questionnaire.levels)
    return NodeSpread(node, known, quantiles(scores, limits), counts, weak)


def _histogram(index: Floats) -> tuple[int, ...]:
    known = index[~np.isnan(index)] + TOLERANCE
    counts, _ = np.histogram(known, bins=np.append(np.arange(0.0, 100.0, BIN), np.inf))
    return tuple(counts.tolist())


def _items(questionnaire: Questionnaire, answers: Answers, limits: Limits) -> tuple[Item, ...]:
    members = answers.counts.sum(axis=1)
    enough = members >= limits.smallest
    with np.errstate(invalid="ignore"):
        facility = np.nansum(answers.credits, axis=1) / 100.0 / members
        still_open = answers.open.sum(axis=1) / members
    cost = answers.lost.sum(axis=1) / max(1, answers.lost.shape[1])
    losers = (answers.lost >= limits.costly - TOLERANCE).sum(axis=1)
    return tuple(
        Item(
            id=question.id,
            practice=question.practice,
            members=int(members[row]),
            facility=float(facility[row]) if enough[row] else None,
            open=float(still_open[row]) if enough[row] else None,
            cost=float(cost[row]),
            losers=int(losers[row]),
        )
        for row, question in enumerate(questionnaire.questions)
    )


def _clauses(
    questionnaire: Questionnaire, table: ScoreTable, answers: Answers, limits: Limits
) -> tuple[Clause, ...]:
    ids = [(part, task.id) for task in questionnaire.tasks
           for part in (task.id, *(clause.id for clause in task.clauses))]  # fmt: skip
    found = table.clauses(answers)
    return tuple(
        Clause(part, task, int((~np.isnan(row)).sum()), quantiles(row, limits))
        for (part, task), row in zip(ids, found, strict=True)
    )


def _gates(questionnaire: Questionnaire, table: ScoreTable) -> tuple[Gate, ...]:
    """Count, per gate, the members kept below its level by gates alone."""
    numbers = table.numbers
    index = numbers.scores[table.row(ROOT)]
    found = []
    row = 0
    for level in questionnaire.levels:
        points = index >= level.threshold - TOLERANCE
        for gate in level.gates:
            held = points & ~numbers.gates[row]
            found.append(Gate(gate.id, level.level, int(held.sum())))
            row += 1
    return tuple(found)


def _by_level(
    questionnaire: Questionnaire, scores: Floats, levels: NDArray[np.int8], limits: Limits
) -> Floats:
    rows = [medians(scores[:, levels == level.level], limits) for level in questionnaire.levels]
    return np.array(rows)
