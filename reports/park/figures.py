"""Single figures of a park, each a table whose lines have a bar: for pages, pictures and CSV.

A figure that is held back has no lines and says why. What a cohort leaves out because it would give
a member away is left out here as well, in every form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.cohort import BIN, Clause, Group, Item, NodeSpread
from reports.charts import Shift
from reports.park.charts import Columns, Share, Spread
from reports.park.sections.spread import levels as index_levels
from reports.park.view import ParkView
from reports.sections.view import Heading
from scoring.plan import ROOT

__all__ = ["FIGURES", "Figure", "Line", "figure"]

_NOWHERE = Heading("", "", "")
_DIGITS = 4  # decimals of a number in a file: more than anybody needs, and no binary noise
Number = float | int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a name, a bar, and a cell per column, as shown and as a number.

    ``strong`` lines stand above those after them; a ``held`` one shows nothing but its name.
    """

    title: str
    bar: Spread | Share | Shift | None
    cells: tuple[str, ...]
    numbers: tuple[Number, ...]
    strong: bool = False
    held: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in one language; ``columns`` name the cells, ``named`` what the lines are."""

    key: str
    title: str
    lead: str
    named: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: Columns | None = None
    """The picture, where it is not bars on the lines."""
    held: str = ""
    """Why there is nothing to show."""

    def first(self, most: int | None) -> Figure:
        """Return the figure with its first *most* lines, all of them without a number."""
        return replace(self, lines=self.lines[:most])


def figure(view: ParkView, key: str) -> Figure:
    """Return the figure *key* of ``FIGURES``."""
    found = _BUILDERS[key](view)
    if any(not line.held for line in found.lines):
        return found
    return replace(found, lines=(), whole=None, held=view.words("park.figure.held"))


def _named(view: ParkView, key: str, lines: Sequence[Line], columns: str, named: str) -> Figure:
    words = view.words
    values = {"weak": f"{view.cohort.limits.weak:g}", "costly": f"{view.cohort.limits.costly:g}"}
    return Figure(
        key=key,
        title=words(f"park.figure.{key}"),
        lead=words(f"park.figure.{key}_lead", **values),
        named=words(f"park.{named}"),
        columns=tuple(
            words(f"park.{column}", weak=values["weak"]) if column == "weak_share"
            else words(f"park.{column}")
            for column in columns.split()
        ),
        lines=tuple(lines),
    )  # fmt: skip


def _levels(view: ParkView) -> Figure:
    counts = view.cohort.node(ROOT).levels
    shares = view.shares(counts)
    lines = []
    for level, count, share in zip(view.questionnaire.levels, counts, shares, strict=True):
        name, percent = view.level(level), view.words.percent(share)
        said = view.words("park.level_bar", level=name, n=count, share=percent)
        numbers = (count, _short(share))
        lines.append(Line(name, Share(share, said), (f"{count}", percent), numbers))
    few = len(view.cohort) < view.cohort.limits.smallest
    return _named(view, "levels", [] if few else lines[::-1], "members_short share", "level")


def _index(view: ParkView) -> Figure:
    lines = []
    for place, count in enumerate(view.cohort.histogram):
        title = f"{place * BIN:g}–{(place + 1) * BIN:g}"
        lines.append(Line(title, None, (f"{count}",), (count,)))
    few = view.cohort.node(ROOT).median is None
    found = _named(view, "index", [] if few else lines, "members_short", "index")
    section = index_levels(view, _NOWHERE)
    return replace(found, whole=section.columns if section else None)


def _node(view: ParkView, node: NodeSpread, *, strong: bool = False) -> Line:
    title = f"{view.numbers.get(node.id, '')} {view.titles[node.id]}".strip()
    values = (*node.quantiles[1:4], None if node.weak is None else node.weak)
    if node.median is None:
        return Line(title, None, (), (), strong, held=True, id=node.id)
    shown = (*map(view.words.score, node.quantiles[1:4]), view.words.percent(node.weak))
    numbers = (*map(_short, values), node.members)
    bar = view.spread(title, node.quantiles)
    return Line(title, bar, (*shown, f"{node.members}"), numbers, strong, id=node.id)


_NODE_COLUMNS = "q25 q50 q75 weak_share members_short"


def _dimensions(view: ParkView) -> Figure:
    ids = [dimension.id for dimension in view.questionnaire.dimensions]
    lines = [_node(view, view.cohort.node(key), strong=key == ROOT) for key in (ROOT, *ids)]
    return _named(view, "dimensions", lines, _NODE_COLUMNS, "node")


def _practices(view: ParkView) -> Figure:
    lines = [_node(view, node) for node in view.cohort.weakest_practices()]
    return _named(view, "practices", lines, _NODE_COLUMNS, "practice")


def _questions(view: ParkView) -> Figure:
    lines = [_item(view, item) for item in view.cohort.hardest_items()]
    columns = "facility open cost losers members_short"
    return _named(view, "questions", lines, columns, "question")


def _item(view: ParkView, item: Item) -> Line:
    words, title = view.words, f"{view.numbers[item.id]} {view.titles[item.id]}"
    share = item.facility or 0.0
    said = words("park.bar", title=title, share=words.percent(share))
    shown = (
        words.percent(item.facility), words.percent(item.open), words.score(item.cost),
        f"{item.losers}", f"{item.members}",
    )  # fmt: skip
    parts = (item.facility, item.open, item.cost)
    return Line(
        title, Share(share, said), shown, (*map(_short, parts), item.losers, item.members),
        id=item.id,
    )  # fmt: skip


def _tasks(view: ParkView) -> Figure:
    found = {clause.id: clause for clause in view.cohort.clauses}
    lines = []
    for task in view.questionnaire.tasks:
        title = f"{task.id} {view.words.text(task.title)}"
        lines.append(_clause(view, found[task.id], title, strong=True))
        lines += [
            _clause(view, found[clause.id], view.words.text(clause.title), strong=False)
            for clause in task.clauses
            if found[clause.id].members
        ]
    return _named(view, "tasks", lines, "q25 q50 q75 members_short", "task")


def _clause(view: ParkView, clause: Clause, title: str, *, strong: bool) -> Line:
    if clause.quantiles[2] is None:
        return Line(title, None, (), (), strong, held=True)
    quartiles = clause.quantiles[1:4]
    shown = (*map(view.words.score, quartiles), f"{clause.members}")
    numbers = (*map(_short, quartiles), clause.members)
    return Line(title, view.spread(title, clause.quantiles), shown, numbers, strong)


def _grouped(fact: str) -> Callable[[ParkView], Figure]:
    def build(view: ParkView) -> Figure:
        groups = next((g.groups for g in view.cohort.groupings if g.fact == fact), ())
        lines = [_group(view, fact, group) for group in groups]
        found = _named(view, fact, lines, "members_short q25 q50 q75", "group")
        levels = (view.words("common.level", n=level.level) for level in view.questionnaire.levels)
        return replace(found, columns=(*found.columns, *levels))

    return build


def _group(view: ParkView, fact: str, group: Group) -> Line:
    title = view.fact(fact, group.key)
    if group.members is None or group.quartiles is None or group.levels is None:
        return Line(title, None, (), (), held=True, id=group.key)
    shown = (f"{group.members}", *map(view.words.score, group.quartiles), *map(str, group.levels))
    numbers = (group.members, *map(_short, group.quartiles), *group.levels)
    bar = view.spread(title, (None, *group.quartiles, None))
    return Line(title, bar, shown, numbers, id=group.key)


def _short(value: float | None) -> Number:
    return None if value is None else round(value, _DIGITS)


_BUILDERS: Mapping[str, Callable[[ParkView], Figure]] = {
    "levels": _levels, "index": _index, "dimensions": _dimensions, "practices": _practices,
    "questions": _questions, "tasks": _tasks, "size": _grouped("size"),
    "processes": _grouped("processes"), "region": _grouped("region"),
}  # fmt: skip

FIGURES = tuple(_BUILDERS)
"""Keys of all figures, in the order in which a page shows them."""
