"""What to look at again in the answers of many firms: plausibility as arrays, for cohorts.

The same findings as ``plausibility`` has of each sheet (a test compares them); outliers are told
within each group of comparable firms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.conditions import leaves
from questionnaires.model import Check, Questionnaire
from scoring.certainty.plausibility import (
    FAR,
    LADDERS,
    PEERS,
    SAME,
    TO_SIGMA,
    Finding,
    outlier,
    straight_line,
)
from scoring.table import ScoreTable

__all__ = ["Flags", "flags"]

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Flags:
    """Rows are what can be wrong, columns firms.

    ``names``: ids of declared checks, then ``straight_line``, then ``outlier:<question>`` of every
    quantity; ``raised`` (names, firms). ``finding`` and ``findings`` put one into words.
    """

    names: tuple[str, ...]
    raised: Mask
    _questionnaire: Questionnaire
    _table: ScoreTable
    _medians: Floats
    """(quantities, firms): of the group that a firm belongs to."""
    _counts: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """(firms): how many findings each firm has."""
        found: NDArray[np.int64] = self.raised.sum(axis=0)
        return found

    def findings(self, firm: int) -> tuple[Finding, ...]:
        """Return what to look at again in the answers of one firm (by position)."""
        return tuple(self._finding(int(row), firm) for row in np.flatnonzero(self.raised[:, firm]))

    def _finding(self, row: int, firm: int) -> Finding:
        checks = self._questionnaire.checks
        if row < len(checks):
            return _declared(checks[row], self._table, firm)
        if row == len(checks):
            return _straight(self._questionnaire, self._table, firm)
        question, place = self.names[row].partition(":")[2], row - len(checks) - 1
        value, median = self._table.values(question)[firm], self._medians[place, firm]
        return outlier(question, float(value), float(median), int(self._counts[place, firm]))


def flags(
    questionnaire: Questionnaire, table: ScoreTable, groups: NDArray[np.int64] | None = None
) -> Flags:
    """Return what to look at again in all answers behind *table*.

    *groups* (firms) numbers the groups of comparable firms; without it all are comparable. 10,000
    firms take about 0.1 s.
    """
    quantities = [question.id for question in questionnaire.questions if question.is_quantity]
    names = [check.id for check in questionnaire.checks]
    names += ["straight_line", *(f"outlier:{name}" for name in quantities)]
    labels = np.zeros(len(table), np.int64) if groups is None else groups
    far, medians, counts = _outliers(table, quantities, labels)
    declared = [_raised(check, table) for check in questionnaire.checks]
    raised = np.stack([*declared, _straight_lines(questionnaire, table), *far])
    return Flags(tuple(names), raised, questionnaire, table, medians, counts)


def _raised(check: Check, table: ScoreTable) -> Mask:
    if check.when is not None:
        return table.holds(check.when)
    first, second = (table.values(name) for name in check.not_above or ())
    with np.errstate(invalid="ignore"):
        found: Mask = first > second + check.slack
    return found


def _declared(check: Check, table: ScoreTable, firm: int) -> Finding:
    text = dict(check.text)
    if check.not_above is not None:
        return Finding("quantities", check.id, check.not_above, text)
    asked = (leaf.question for leaf, _ in leaves(check.when) if leaf.question)
    known = tuple(dict.fromkeys(name for name in asked if table.answered(name)[firm]))
    return Finding("contradiction", check.id, known, text)


def _ladders(
    questionnaire: Questionnaire, table: ScoreTable
) -> tuple[list[str], NDArray[np.int64]]:
    names = [question.id for question in questionnaire.questions if question.kind == "level"]
    rungs = [table.options(name) for name in names]
    return names, np.stack(rungs) if rungs else np.full((0, len(table)), -1)


def _straight_lines(questionnaire: Questionnaire, table: ScoreTable) -> Mask:
    _, rungs = _ladders(questionnaire, table)
    answered = (rungs >= 0).sum(axis=0)
    most = np.zeros(len(table), np.int64)
    for rung in range(int(rungs.max(initial=-1)) + 1):
        most = np.maximum(most, (rungs == rung).sum(axis=0))
    found: Mask = (answered >= LADDERS) & (most >= SAME * answered)
    return found


def _straight(questionnaire: Questionnaire, table: ScoreTable, firm: int) -> Finding:
    names, rungs = _ladders(questionnaire, table)
    own = rungs[:, firm]
    rung = int(np.bincount(own[own >= 0]).argmax())
    same = tuple(name for name, value in zip(names, own.tolist(), strict=True) if value == rung)
    return straight_line(same, str(rung + 1))


def _outliers(
    table: ScoreTable, quantities: list[str], groups: NDArray[np.int64]
) -> tuple[list[Mask], Floats, NDArray[np.int64]]:
    """Return by quantity who is far off, with the median and size of everybody's group."""
    shape = len(quantities), len(table)
    medians, counts = np.full(shape, np.nan), np.zeros(shape, np.int64)
    far: list[Mask] = []
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    for row, name in enumerate(quantities):
        values = table.values(name)
        raised = np.zeros(len(table), np.bool_)
        for group in members:
            own = values[group]
            known = own[~np.isnan(own)]
            if len(known) <= PEERS:  # the firm itself is no peer of its own
                continue
            median = _median(known)
            spread = TO_SIGMA * _median(np.abs(known - median))
            medians[row, group], counts[row, group] = median, len(known) - 1
            if spread > 0:
                with np.errstate(invalid="ignore"):
                    raised[group] = np.abs(own - median) > FAR * spread
        far.append(raised)
    return far, medians, counts


def _median(values: Floats) -> float:
    """Return the median; ``numpy.median`` takes longer to begin than for a few hundred values."""
    ordered = np.sort(values)
    half = len(ordered) // 2
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)
