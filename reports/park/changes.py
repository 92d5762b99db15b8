"""What changed between two rounds of a park, as figures like the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.trend import Change, Trend
from reports.charts import Shift
from reports.park.figures import Figure, Line
from reports.park.view import ParkView
from scoring.plan import ROOT

__all__ = ["CHANGES", "change_figure"]

CHANGES = ("changed", "answered")
"""Keys: changes of the index, dimensions and practices; changes of questions."""

_COLUMNS = ("before", "now", "change", "rose", "fell", "members_short")


def change_figure(view: ParkView, found: Trend, key: str) -> Figure:
    """Return one of ``CHANGES``; questions stand by how much they changed, the best first."""
    words = view.words
    if key == CHANGES[0]:
        lines = list(_lines(view, found.nodes))
    else:
        known = [change for change in found.questions if change.change is not None]
        known.sort(key=lambda change: (-(change.change or 0.0), -change.rose))
        lines = list(_lines(view, known))
    shown = any(not line.held for line in lines)
    held = "park.figure.other_version" if not found.same_version else "park.figure.held"
    return Figure(
        key=key,
        title=words(f"park.figure.{key}"),
        lead=words(f"park.figure.{key}_lead"),
        named=words("park.node" if key == CHANGES[0] else "park.question"),
        columns=tuple(words(f"park.{column}") for column in _COLUMNS),
        lines=tuple(lines) if shown else (),
        held="" if shown else words(held if key == CHANGES[0] else "park.figure.held"),
    )


def _lines(view: ParkView, changes: Sequence[Change]) -> Iterator[Line]:
    words = view.words
    dimensions = {ROOT, *(dimension.id for dimension in view.questionnaire.dimensions)}
    for change in changes:
        title = f"{view.numbers.get(change.id, '')} {view.titles[change.id]}".strip()
        strong = change.id in dimensions
        if change.before is None or change.now is None or change.change is None:
            yield Line(title, None, (), (), strong, held=True, id=change.id)
            continue
        medians = change.before, change.now
        said = words(
            "park.change_bar", title=title, before=words.score(medians[0]),
            now=words.score(medians[1]),
        )  # fmt: skip
        counts = change.rose, change.fell, change.firms
        shown = (*map(words.score, medians), words.change(change.change), *map(str, counts))
        numbers = (*(round(value, 4) for value in (*medians, change.change)), *counts)
        bar = Shift(*medians, view.thresholds, said)
        yield Line(title, bar, shown, numbers, strong, id=change.id)
