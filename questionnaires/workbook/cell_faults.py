"""What makes a filled-in cell unreliable: error values, formulas, merged cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from questionnaires.workbook.layout import cell_name
from questionnaires.workbook.sheetxml import Cell, SheetScan

__all__ = ["cell_faults"]

_LIMIT = 10_000  # rows of merged areas that are reported


def cell_faults(
    found: SheetScan, rows: Collection[int], columns: Collection[int]
) -> Iterator[tuple[Cell, str, dict[str, Any]]]:
    """Yield cell, code and values of every fault in these rows and columns (counted from 0).

    What stands elsewhere, in a park's own notes, is nobody's fault. Of merged cells every row is
    named: the content belongs to the first one only.
    """
    for cell, value in found.errors.items():
        if cell.row in rows and cell.column in columns:
            yield cell, "table.error_value", {"value": value}
    for cell in found.formulas:
        if cell.row in rows and cell.column in columns:
            yield cell, "table.formula", {"cell": cell_name(cell.row + 1, cell.column)}
    yield from _merged(found, rows, columns)


def _merged(
    found: SheetScan, rows: Collection[int], columns: Collection[int]
) -> Iterator[tuple[Cell, str, dict[str, Any]]]:
    low, high = min(rows, default=0), max(rows, default=-1)
    left = _LIMIT
    for first, last in found.merges:
        inside = [column for column in columns if first.column <= column <= last.column]
        corners = [cell_name(cell.row + 1, cell.column) for cell in (first, last)]
        for row in range(max(first.row, low), min(last.row, high) + 1) if inside else ():
            if row in rows:
                yield Cell(row, min(inside)), "table.merged", {"cell": ":".join(corners)}
            left -= 1
            if not left:
                return
