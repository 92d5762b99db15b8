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

from assessment.counting import Counting
from assessment.disclosure import Limits
from assessment.figures import (
    BIN,
    Clause,
    Gate,
    Item,
    NodeSpread,
    clauses_of,
    gates_of,
    histogram,
    items_of,
    medians_by_level,
    spread,
)  # fmt: skip
from assessment.filters import EVERYBODY, Filter, Views
from assessment.groups import Group, Grouping, groupings
from assessment.quantiles import QUANTILES, medians, quantiles
from questionnaires.model import Questionnaire
from scoring import ScoreTable
from scoring.answers import Answers
from scoring.engine import NO_LEVEL
from scoring.plan import ROOT

__all__ = [
    "BIN", "QUANTILES", "Clause", "Cohort", "Filter", "Gate", "Group", "Grouping", "Item", "Limits",
    "Members", "NodeSpread", "cohort", "quantiles",
]  # fmt: skip

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Members:
    """Who the firms of a table are, in its order, and what their park may see of each.

    ``scores_shown`` is false where a member consented to its level being seen and no more. Such a
    member counts among the levels and in no figure of scores: the park knows all the others'
    scores, and any such figure less those would be the member's own. ``answers_shown`` is false
    where scores may be seen and answers may not; no figure of answers counts such a member.
    """

    names: Sequence[str]
    credit_codes: Sequence[str]
    fictional: bool = False
    scores_shown: Mask | None = None
    answers_shown: Mask | None = None

    def take(self, firms: NDArray[np.intp]) -> Members:
        """Return some of the members, by position and in that order."""
        return Members(
            [self.names[firm] for firm in firms.tolist()],
            [self.credit_codes[firm] for firm in firms.tolist()],
            self.fictional,
            None if self.scores_shown is None else self.scores_shown[firms],
            None if self.answers_shown is None else self.answers_shown[firms],
        )


@dataclass(frozen=True)
class Cohort:
    """What can be said about all members together; arrays keep the order of the table."""

    questionnaire: Questionnaire
    members: Members
    limits: Limits
    chosen: Filter
    """Which members of all these are; figures that would give one away are left out."""
    levels: NDArray[np.int8]
    """Level of every member, ``scoring.engine.NO_LEVEL`` where nothing counts."""
    scores: Floats
    """(nodes, members): index first, then each dimension followed by its practices; NaN: none."""
    counted: Floats = field(repr=False)
    """The same, NaN also where a score counts in no figure."""
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
    """Members from the highest index to the lowest, those without one, or who hide it, last."""

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self.levels)

    def node(self, node_id: str) -> NodeSpread:
        """Return one node's spread."""
        return next(node for node in self.nodes if node.id == node_id)

    def bands(self, most: int = 20) -> tuple[tuple[int, ...], Floats]:
        """Return the members in bands of equal size from the highest index to the lowest.

        Sizes, and (bands, nodes) the medians in each; at most *most* bands, none smaller than
        ``limits.smallest``, so a small cohort may have none; a filtered one has none either, since
        bands of several filters would cross.
        """
        if self.chosen != EVERYBODY:
            most = 0
        known = self.order[~np.isnan(self.counted[0][self.order])]
        count = min(most, len(known) // self.limits.smallest)
        parts = np.array_split(known, count) if count else []
        found = np.full((len(parts), len(self.scores)), np.nan)
        for row, part in enumerate(parts):
            found[row] = medians(self.counted[:, part], self.limits)
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
    questionnaire: Questionnaire,
    table: ScoreTable,
    members: Members,
    limits: Limits | None = None,
    chosen: Filter = EVERYBODY,
    views: Views | None = None,
    answers: Answers | None = None,
) -> Cohort:
    """Return what *table* says about its firms together, or about those *chosen* among them.

    *table* holds all members also for a filter: whether a figure may be shown depends on the rest.
    *views* and *answers*, if kept from another filter of the same table, save finding them again.
    """
    wanted = limits or Limits()
    views = views or Views(table.facts, wanted.smallest)
    found = np.flatnonzero(views.mask(chosen))
    firms = slice(None) if chosen == EVERYBODY else found  # a slice takes no copy
    ids = _ids(questionnaire)
    rows = [table.row(node) for node in ids]
    scores = table.numbers.scores[rows]
    levels = np.where(np.isnan(scores), NO_LEVEL, table.numbers.levels[rows]).astype(np.int8)
    shown = members.scores_shown, members.answers_shown
    counting = Counting(views, chosen, wanted.smallest, *shown)
    counted = np.where(counting.scores(~np.isnan(scores)), scores, np.nan)
    with_level = np.where(np.isnan(counted), NO_LEVEL, levels).astype(np.int8)[:, firms]
    with_level[0] = levels[0, firms]  # every member lets its level be seen
    answers = answers or table.answers()
    asked = counting.answers(answers.counts)
    policy = table.clauses(answers)
    policy = np.where(counting.answers(~np.isnan(policy)), policy, np.nan)
    held = np.where(counting.answers(~np.isnan(scores[:1])), scores[:1], np.nan)[0, firms]
    counted = counted[:, firms]
    return Cohort(
        questionnaire=questionnaire,
        members=members.take(found),
        limits=wanted,
        chosen=chosen,
        levels=levels[0, firms],
        scores=scores[:, firms],
        counted=counted,
        nodes=tuple(
            spread(*parts, questionnaire, wanted)
            for parts in zip(ids, counted, with_level, strict=True)
        ),
        histogram=histogram(counted[0]),
        provisional=int(table.provisional[firms].sum()),
        quick=int(table.quick[firms].sum()),
        items=items_of(questionnaire, answers.take(firms), asked[:, firms], len(found), wanted),
        clauses=clauses_of(questionnaire, policy[:, firms], wanted),
        gates=gates_of(questionnaire, held, table.numbers.gates[:, firms]),
        groupings=groupings(questionnaire, views, counting.open(scores[0]), levels[0], chosen),
        by_level=medians_by_level(
            questionnaire,
            counted if chosen == EVERYBODY else counted * np.nan,
            with_level[0],
            wanted,
        ),
        order=np.argsort(-np.nan_to_num(counting.open(scores[0])[firms], nan=-1.0), kind="stable"),
    )


def _ids(questionnaire: Questionnaire) -> list[str]:
    found = [ROOT]
    for dimension in questionnaire.dimensions:
        found += [dimension.id, *(practice.id for practice in dimension.practices)]
    return found
