"""The rows of a register that were refused, in a register of their own to correct and hand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from questionnaires.cells import SEPARATOR
from questionnaires.errors import Problem
from questionnaires.workbook.book import cell_text
from questionnaires.workbook.layout import REGISTER_FACTS
from questionnaires.workbook.paper import Paper
from questionnaires.workbook.register import (
    FIRST_ROW,
    Column,
    columns_named,
    restrict,
    style_of,
    write_head,
    write_readme,
)
from questionnaires.workbook.register_table import Register
from questionnaires.workbook.words import word

__all__ = ["DO", "NUMERAL", "ROW", "WHAT", "marked_cells", "reasons", "write_corrections"]

ROW, WHAT, DO = "_row", "_what", "_do"
"""Columns that say which row of the file it was and what is wrong with it; private, so that
reading leaves them aside."""

NUMERAL = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$"
"""What a number looks like in a column that was read as text because of other cells."""

_RAGGED = "table.ragged_row"  # placed at the row's first cell, whatever that is
_GONE = frozenset(
    {"table.formula", "table.error_value", "table.merged", "table.duplicate_firm", _RAGGED}
)  # faults that a copy of the cell no longer shows
_TITLED = frozenset({*REGISTER_FACTS, "fictional"})
_WIDTH = 48.0
_NOTE = {"x_scale": 3, "y_scale": 1.5}


def reasons(problems: Iterable[Problem], lang: str) -> tuple[str, str]:
    """Return what is wrong with a row, cell by cell, and what to do about it, a line each.

    Cells are named by their column, whose letter may be another one where this is read.
    """
    what, todo = [], []
    for problem in problems:
        column = problem.place.field or problem.place.column or ""
        if "cell" in problem.values:
            problem = replace(problem, values={**problem.values, "cell": column})  # noqa: PLW2901
        named = word(f"fact.{column}", lang) if column in _TITLED else column
        said = problem.what(lang)
        what.append(said if named in said else word("correct.at", lang, column=named, what=said))
        todo.append(problem.todo(lang))
    return "\n".join(what), "\n".join(dict.fromkeys(todo))


def marked_cells(
    register: Register, faults: Mapping[int, Sequence[Problem]], lang: str
) -> dict[tuple[int, str], str]:
    """Return what stands in the cells whose fault is not in their content: a mark before it.

    A second row of the same firm, alone in a file, or the value of a formula would be taken for
    sound; so such a cell is refused until somebody has looked at it. Names may say anything.
    """
    found = {}
    for row, problems in faults.items():
        for problem in problems:
            column = problem.place.field or problem.place.column or ""
            if problem.code == _RAGGED:
                column = "credit_code"
            if problem.code in _GONE and column != "name" and column in register.original.columns:
                content = cell_text(_shown(register.original[column][row]))
                found[row, column] = word("correct.mark", lang, content=content)
    return found


def write_corrections(
    register: Register,
    faults: Mapping[int, Sequence[Problem]],
    target: Path | BinaryIO,
    *,
    lang: str = "zh",
    results: Iterable[str] = (),
) -> None:
    """Write the rows of *faults*, their wrong cells marked, in the layout of a register.

    All columns of the file come along, less those an earlier workbook of *results* added.
    """
    questionnaire = register.questionnaire
    title = word("correct.title", lang, title=questionnaire.title.to(lang))
    dropped = {ROW, WHAT, DO, *results}
    names = [name for name in register.original.columns if name not in dropped]
    first = [name for name in ("name", "credit_code") if name in names]
    names = [*first, *(name for name in names if name not in first)]
    own = columns_named(questionnaire, names, lang)
    said = [Column(key, word(f"correct.{key[1:]}", lang), ()) for key in (ROW, WHAT, DO)]
    columns = [*own[: len(first)], *said, *own[len(first) :]]
    paper = Paper(title)
    page = paper.sheet(word("sheet.register", lang), one_page_wide=False)
    write_head(paper, page, columns, questionnaire.ref)
    for place, column in enumerate(columns, start=1):
        if column in said[1:]:
            page.set_column(place, place, _WIDTH)
    marked = marked_cells(register, faults, lang)
    for number, row in enumerate(sorted(faults), start=FIRST_ROW):
        cells = register.original.row(row, named=True)
        cells |= dict(zip((WHAT, DO), reasons(faults[row], lang), strict=True))
        cells[ROW] = int(register.spots.rows[row])
        wrong = {p.place.field or p.place.column: p for p in reversed(faults[row])}
        for place, column in enumerate(columns, start=1):
            style = "help" if column in said else style_of(column)
            content = _shown(cells[column.id])
            if style == "cell" and isinstance(content, str) and re.match(NUMERAL, content):
                content = float(content)
            content = marked.get((row, column.id)) or content
            problem = wrong.get(column.id)
            style = "wrong" if problem else style
            paper.put(page, number, place, content, style)
            if problem:
                note = f"{problem.what(lang)}\n{problem.todo(lang)}"
                page.write_comment(number, place, note, _NOTE)
        paper.fit(page, number, [(cells[WHAT], _WIDTH), (cells[DO], _WIDTH)])
    restrict(paper, page, columns, FIRST_ROW + len(faults))
    write_readme(paper, title, own, lang)
    paper.save(target)


def _shown(cell: Any) -> Any:
    """Return what can stand in a cell; a Parquet file may hold lists, dates and NaN."""
    if isinstance(cell, list):
        return SEPARATOR.join(str(item) for item in cell)
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124  # so data frames write "nothing"
        return None
    return cell if cell is None or isinstance(cell, (str, int, float)) else str(cell)
