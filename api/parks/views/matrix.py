"""The map of members and practices: one member a row, ordered by any column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from api.kit.i18n import PageWords
from api.parks.shown import Seen
from api.parks.standing import Standing
from api.parks.views import filtering
from api.parks.views.dashboard import notes, park_view
from api.parks.views.filtering import Choice, Question
from api.parks.views.heads import CampaignHead
from api.parks.views.paging import SIZE, Pager, pager, start_of
from assessment.filters import Filter
from reports.park.exports import map_picture
from reports.park.sections.heat import Cell, cell
from reports.park.view import ParkView
from scoring.engine import NO_LEVEL
from scoring.plan import ROOT

__all__ = ["Matrix", "MatrixView", "matrix", "matrix_picture", "matrix_rows", "matrix_view"]

_FIRST = ("name", "level", ROOT)
_HELP = "help"
"""Order by who needs help first (``api.parks.attention``)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands on top, what that means, and how to order by it."""

    label: str
    title: str
    href: str
    sorted: str
    """``ascending``, ``descending`` or nothing."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A member."""

    name: str
    href: str
    level: str
    index: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The members that are listed, by place in the cohort, in the order asked for."""

    view: ParkView
    rows: Sequence[Seen]
    """The members of the cohort."""
    practices: tuple[str, ...]
    places: NDArray[np.intp]
    hidden: int
    """Members whose scores may not be seen: counted, not listed."""
    sort: str
    down: bool
    level: int | None


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The page."""

    head: CampaignHead
    base: str
    lead: str
    notes: tuple[str, ...]
    hidden: str
    form: tuple[Question, ...]
    filtered: bool
    columns: tuple[Column, ...]
    groups: tuple[tuple[str, int], ...]
    rows: tuple[MatrixRow, ...]
    keys: tuple[tuple[str, str], ...]
    pager: Pager
    svg: str
    csv: str
    sort: str


def matrix(
    found: Standing, chosen: Filter, name: str, words: PageWords, *, sort: str, level: int | None
) -> Matrix:
    """Return the members in *chosen*, at *level* if given; a *sort* with ``-`` goes down."""
    view = park_view(found, chosen, name, words)
    cohort, rows = view.cohort, found.chosen(chosen)
    practices = tuple(practice.id for practice in found.questionnaire.practices)
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key not in (*_FIRST, _HELP, *practices):
        key, down = ROOT, True
    shown = np.array([row.scope != "level" for row in rows], np.bool_)
    wanted = shown if level is None else shown & (cohort.levels == level)
    places = np.flatnonzero(wanted)
    values = _values(view, key)[places]
    empty = np.isnan(values)  # last, whichever way
    order = np.lexsort((np.where(empty, 0.0, -values if down else values), empty))
    return Matrix(
        view=view, rows=rows, practices=practices, places=places[order],
        hidden=int((~shown).sum()), sort=key, down=down, level=level,
    )  # fmt: skip


def _values(view: ParkView, key: str) -> NDArray[np.float64]:
    cohort = view.cohort
    if key == "name":
        return np.arange(len(cohort), dtype=np.float64)  # they stand by name
    if key == "level":
        return np.where(cohort.levels == NO_LEVEL, np.nan, cohort.levels.astype(np.float64))
    if key == _HELP:
        return np.asarray(_values(view, "level") * 1000.0 + cohort.scores[0])  # levels first
    return np.asarray(cohort.scores[[node.id for node in cohort.nodes].index(key)])


def matrix_view(
    found: Matrix, standing: Standing, head: CampaignHead, page: int, words: PageWords
) -> MatrixView:
    """Return one page of the map."""
    view, chosen = found.view, found.view.cohort.chosen
    base = f"{head.base}/dashboard/members"
    asked = {"sort": _order(found.sort, down=found.down), "level": f"{found.level or ''}"}
    kept = filtering.parts(chosen) | asked
    start = start_of(page)
    links = pager(words, base, kept, page, len(found.places))
    ends = filtering.query(chosen, **asked)
    dimensions = standing.questionnaire.dimensions
    return MatrixView(
        head=head,
        base=base,
        lead=words("dashboard.listed", n=len(found.places)),
        notes=tuple(notes(standing, chosen, words)),
        hidden=words("dashboard.hidden", n=found.hidden) if found.hidden else "",
        form=(*filtering.form(standing.views, chosen, view, words), _levels(found, words)),
        filtered=bool(filtering.parts(chosen)) or found.level is not None,
        columns=tuple(_columns(found, base, words)),
        groups=tuple((view.titles[each.id], len(each.practices)) for each in dimensions),
        rows=tuple(_rows(found, found.places[start : start + SIZE], f"{head.park.base}/results")),
        keys=tuple((view.numbers[key], view.titles[key]) for key in found.practices),
        pager=links,
        svg=f"{head.base}/dashboard/members.svg{filtering.query(chosen, **asked, page=page)}",
        csv=f"{head.base}/dashboard/members.csv{ends}",
        sort=asked["sort"] if asked["sort"] != f"-{ROOT}" else "",
    )


def _levels(found: Matrix, words: PageWords) -> Question:
    levels = found.view.questionnaire.levels
    return Question(
        "level",
        words("dashboard.filter.level"),
        (
            Choice("", words("dashboard.filter.all"), found.level is None),
            *(
                Choice(f"{each.level}", found.view.level(each), found.level == each.level)
                for each in levels
            ),
        ),
    )


def _columns(found: Matrix, base: str, words: PageWords) -> Iterator[Column]:
    chosen = found.view.cohort.chosen
    firsts = {
        "name": words("park.member"),
        "level": words("park.level"),
        ROOT: words("park.index_short"),
    }
    for key in (*_FIRST, *found.practices):
        current = key == found.sort
        down = not found.down if current else key != "name"
        asked = {"sort": _order(key, down=down), "level": f"{found.level or ''}"}
        yield Column(
            label=firsts.get(key) or found.view.numbers[key],
            title="" if key in firsts else found.view.titles[key],
            href=f"{base}{filtering.query(chosen, **asked)}",
            sorted=("descending" if found.down else "ascending") if current else "",
        )


def _order(key: str, *, down: bool) -> str:
    return f"-{key}" if down else key


def _rows(found: Matrix, places: NDArray[np.intp], results: str) -> Iterator[MatrixRow]:
    view, cohort = found.view, found.view.cohort
    ids = [node.id for node in cohort.nodes]
    wanted = [ids.index(practice) for practice in found.practices]
    for place in places.tolist():
        scores = cohort.scores[:, place]
        level = int(cohort.levels[place])
        yield MatrixRow(
            name=view.member(place),
            href=f"{results}/{found.rows[place].assessment}",
            level="" if level == NO_LEVEL else view.words("common.level", n=level),
            index=view.words.score(None if np.isnan(scores[0]) else float(scores[0])),
            cells=tuple(cell(view, float(scores[row])) for row in wanted),
        )


def matrix_picture(found: Matrix, page: int) -> Markup:
    """Return one page of the map as a picture."""
    view, start = found.view, start_of(page)
    lines = [
        (row.name, (row.level, row.index), row.cells)
        for row in _rows(found, found.places[start : start + SIZE], "")
    ]
    columns = [view.numbers[practice] for practice in found.practices]
    return map_picture(view.words("dashboard.map"), columns, lines, view)


def matrix_rows(found: Matrix) -> tuple[list[str], Iterator[list[str | float | int | None]]]:
    """Return all rows of the map as numbers, for a file: columns, and a row per member."""
    view, cohort = found.view, found.view.cohort
    words = view.words
    names = [f"{view.numbers.get(node.id, '')} {view.titles[node.id]}" for node in cohort.nodes]
    columns = [
        words("park.column.member"), words("park.column.credit_code"), words("park.level"), *names
    ]  # fmt: skip

    def rows() -> Iterator[list[str | float | int | None]]:
        scores = np.round(cohort.scores, 4)
        for place in found.places.tolist():
            level = int(cohort.levels[place])
            values = (None if np.isnan(value) else value for value in scores[:, place].tolist())
            row = found.rows[place]
            shown = None if level == NO_LEVEL else level
            yield [view.member(place), row.credit_code, shown, *values]

    return [column.strip() for column in columns], rows()
