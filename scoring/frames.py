"""Whatever a caller calls a table -> a polars frame whose cells can be judged one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import narwhals as nw
import polars as pl

from questionnaires.cells import SEPARATOR
from questionnaires.errors import Place, Problem
from scoring.errors import ScoringError

__all__ = ["as_polars", "is_table"]

_DUPLICATES = (pl.exceptions.DuplicateError, nw.exceptions.DuplicateError)
# What polars and pyarrow raise for a column of mixed values (pyarrow: one of the first two).
_MIXED = (ValueError, TypeError, pl.exceptions.PolarsError)


def is_table(table: Any) -> bool:
    """Whether *table* is a data frame or offers the Arrow C stream."""
    if isinstance(table, (list, tuple)):
        return False
    return hasattr(table, "__arrow_c_stream__") or nw.dependencies.is_into_dataframe(table)


def as_polars(table: Any) -> pl.DataFrame:
    """Return *table* as a polars frame; raises ``ScoringError`` for a column given twice.

    Categories and columns of mixed values become text, for the validator to judge.
    """
    try:
        frame = _converted(table)
    except _DUPLICATES as error:
        problem = Problem("table.duplicate_column", Place(), {"name": _given_twice(table)})
        raise ScoringError([problem]) from error
    words = [s.cast(pl.String) for s in frame if s.dtype in (pl.Categorical, pl.Enum)]
    mixed = [_text(s.name, s.to_list()) for s in frame if s.dtype == pl.Object]
    return frame.with_columns(*words, *mixed) if words or mixed else frame


def _converted(table: Any) -> pl.DataFrame:
    if isinstance(table, pl.DataFrame):
        return table
    if not nw.dependencies.is_into_dataframe(table):
        return pl.DataFrame(table)
    try:
        return nw.from_native(table, eager_only=True).to_polars()
    except _DUPLICATES:
        raise
    except _MIXED:
        if not nw.dependencies.is_pandas_dataframe(table):
            raise
    return pl.DataFrame([_column(str(name), table[name]) for name in table.columns])


def _column(name: str, column: Any) -> pl.Series:
    """Return one pandas column, as text when its values are mixed."""
    try:
        return pl.Series(name, pl.from_pandas(column))
    except _MIXED:
        missing = column.isna().tolist()
        cells = zip(column.tolist(), missing, strict=True)
        return _text(name, [None if absent else cell for cell, absent in cells])


def _text(name: str, cells: list[Any]) -> pl.Series:
    return pl.Series(name, [_written(cell) for cell in cells], dtype=pl.String)


def _written(cell: Any) -> str | None:
    """Return what a spreadsheet would show; ticked options as a person would list them."""
    if cell is None or cell != cell:  # noqa: PLR0124  # NaN is how data frames write "nothing"
        return None
    if isinstance(cell, (list, tuple, set, frozenset)):
        return SEPARATOR.join(str(item) for item in cell)
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _given_twice(table: Any) -> str:
    names: Iterable[Any] = getattr(table, "column_names", getattr(table, "columns", ()))
    counts = Counter(str(name) for name in names)
    return next((name for name, count in counts.items() if count > 1), "?")
