"""Where a campaign's members stand: the results its park may see, read at once and kept.

A look at the database says which results these are, each time; the numbers behind them are read
only when that has changed, so a consent taken back is gone from the next page. What is made of the
numbers is shared by pages, charts, documents and the interface of programs.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from api.assessments import service as assessments
from api.assessments.tables import Assessment, Result
from api.catalogue import service as catalogue
from api.parks import shown
from api.parks.shown import Numbers, Seen
from api.parks.tables import Campaign
from assessment import assess
from assessment.cohort import Cohort, Limits, Members, cohort
from assessment.filters import EVERYBODY, Filter, Views
from assessment.trend import Side
from questionnaires.canonical import digest
from questionnaires.model import Questionnaire
from scoring import ScoreTable
from scoring.answers import Answers
from scoring.certainty.flags import Flags, flags
from scoring.errors import ScoringError
from scoring.matrix import Facts
from scoring.packing import pack, unpack

__all__ = ["Standing", "forget", "standing"]

_KEPT = 6  # campaigns in memory: ten thousand members take some forty megabytes
_FILTERS = 24  # of each: less than a megabyte
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """The results of one campaign that its park may see.

    ``rows`` and ``table`` have the same order, that of the members' names. ``unread`` are results
    the park may see whose numbers are lost and cannot be found again: they count nowhere.
    """

    questionnaire: Questionnaire
    rows: tuple[Seen, ...]
    table: ScoreTable
    fictional: bool
    unread: int
    seen: tuple[Seen, ...] = field(repr=False)
    """All the park may see, as they were looked up."""
    numbers: dict[int, Numbers] = field(repr=False)
    """What was kept of their results, by assessment: a result once handed in never changes."""
    _cohorts: dict[Filter, Cohort] = field(default_factory=dict, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)

    @cached_property
    def members(self) -> Members:
        """Who the members are, and what of each the park may see."""
        return Members(
            names=[row.name for row in self.rows],
            credit_codes=[row.credit_code for row in self.rows],
            fictional=self.fictional,
            scores_shown=self.open,
            answers_shown=self.answers_open,
        )

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """Whose scores, and facts, the park may see."""
        return np.array([row.scope != "level" for row in self.rows], np.bool_)

    @cached_property
    def answers_open(self) -> NDArray[np.bool_]:
        """Whose answers the park may see."""
        return np.array([row.scope == "answers" for row in self.rows], np.bool_)

    @cached_property
    def views(self) -> Views:
        """All filters; facts of a member that shows its level only count as not given."""
        return Views(_open(self.table.facts, self.open), Limits().smallest)

    def cohort(self, chosen: Filter = EVERYBODY) -> Cohort:
        """Return what can be said about all members together, or about those *chosen*."""
        with self._lock:
            if chosen not in self._cohorts:
                while len(self._cohorts) >= _FILTERS:
                    self._cohorts.pop(next(iter(self._cohorts)))
                self._cohorts[chosen] = cohort(
                    self.questionnaire, self.table, self.members, chosen=chosen,
                    views=self.views, answers=self.answers,
                )  # fmt: skip
            return self._cohorts[chosen]

    def chosen(self, chosen: Filter) -> list[Seen]:
        """Return the members in a filter, in the order of its cohort."""
        return [self.rows[place] for place in np.flatnonzero(self.views.mask(chosen)).tolist()]

    @cached_property
    def flags(self) -> tuple[NDArray[np.intp], Flags]:
        """Whose answers the park may see, by place, and what in them to look at again.

        Compared are those who run the same processes, and nobody whose answers are hidden.
        """
        places = np.flatnonzero(self.answers_open)
        table = self.table.take(places)
        alike = np.unique(table.facts.processes, return_inverse=True)[1]
        return places, flags(self.questionnaire, table, alike)

    @cached_property
    def side(self) -> Side:
        """These members as one of two rounds."""
        names = tuple(row.member for row in self.rows)
        return Side(
            self.questionnaire, self.table, self.answers, names, self.open, self.answers_open
        )

    @cached_property
    def answers(self) -> Answers:
        """What every answer is worth; also of members who do not let their answers be seen."""
        return self.table.answers()


def _open(facts: Facts, shown: NDArray[np.bool_]) -> Facts:
    """Return the facts of the members *shown*; of the others nothing is known."""
    return Facts(
        processes=np.where(shown, facts.processes, 0),
        size=np.where(shown, facts.size, -1).astype(facts.size.dtype),
        employees=np.where(shown, facts.employees, np.nan),
        revenue=np.where(shown, facts.revenue, np.nan),
        industry=np.where(shown, facts.industry, ""),
        region=np.where(shown, facts.region, ""),
    )


_kept: OrderedDict[str, Standing] = OrderedDict()
_lock = Lock()


def standing(session: Session, campaign: Campaign) -> Standing:
    """Return where the members of a campaign stand; whoever asks has been given the campaign."""
    seen = tuple(shown.seen(session, campaign))
    with _lock:
        found = _kept.get(campaign.public_id)
    if found is None or found.seen != seen:
        found = _read(session, campaign, seen, found.numbers if found else {})
    with _lock:
        _kept[campaign.public_id] = found
        _kept.move_to_end(campaign.public_id)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Drop what is kept of all campaigns."""
    with _lock:
        _kept.clear()


def _read(
    session: Session, campaign: Campaign, seen: tuple[Seen, ...], before: Mapping[int, Numbers]
) -> Standing:
    questionnaire = catalogue.stored(campaign.questionnaire)
    known = {row.id: before[row.id] for row in seen if row.id in before}
    new = shown.numbers(session, campaign, {row.id for row in seen} - known.keys())
    for key, found in new.items():
        packed = _again(session, key) if found.packed is None else found.packed
        if packed is not None:
            known[key] = Numbers(packed, found.fictional)
    rows = [row for row in sorted(seen, key=_by_name) if row.id in known]
    rows, table = _table(questionnaire, rows, [known[row.id].packed or b"" for row in rows])
    return Standing(
        questionnaire=questionnaire,
        rows=tuple(rows),
        table=table,
        fictional=bool(rows) and all(known[row.id].fictional for row in rows),
        unread=len(seen) - len(rows),
        seen=seen,
        numbers={row.id: known[row.id] for row in rows},
    )


def _by_name(row: Seen) -> tuple[str, int]:
    return row.name, row.id


def _again(session: Session, assessment_id: int) -> bytes | None:
    """Score a result of before numbers were kept; nothing unless it comes out as it was frozen."""
    row, result = session.get(Assessment, assessment_id), session.get(Result, assessment_id)
    if row is None or result is None:
        return None
    draft = assessments.draft_of(row)
    found = assess(draft.questionnaire, [draft.sheet])
    same = digest(next(iter(found)).card.to_dict()) == result.digest
    return pack(found.table)[0] if same else None


def _table(
    questionnaire: Questionnaire, rows: list[Seen], blobs: Sequence[bytes]
) -> tuple[list[Seen], ScoreTable]:
    """Return the table of the rows whose bytes can be read, and these rows."""
    while True:
        try:
            return rows, unpack(questionnaire, blobs, [row.credit_code for row in rows])
        except ScoringError as error:
            damaged = {(problem.place.row or 0) - 1 for problem in error.problems}
            _log.warning("results cannot be read", extra={"count": len(damaged)})
            kept = [place for place in range(len(rows)) if place not in damaged]
            rows, blobs = [rows[place] for place in kept], [blobs[place] for place in kept]
