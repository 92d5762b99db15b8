"""Profile columns of a data frame -> fact arrays, validating every distinct value once."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from questionnaires import codes as code_lists
from questionnaires.credit_codes import plain_codes, valid_codes
from questionnaires.errors import Place, Problem
from questionnaires.profile import FACTS, MAX_NAME, parse_profile
from scoring.errors import Findings
from scoring.matrix import Facts, size_codes

__all__ = ["read_facts"]


def read_facts(frame: pl.DataFrame, findings: Findings) -> tuple[Facts, NDArray[np.bool_]]:
    """Return facts and which firms filled in the quick form; cells of no use go to *findings*."""
    rows = frame.height
    found = {fact: _fact(frame, fact, findings) for fact in FACTS if fact in frame.columns}
    bits = {process: 1 << i for i, process in enumerate(code_lists.processes())}
    masks = [sum(bits[process] for process in item or ()) for item in found.get("processes", ())]
    employees, revenue = (_floats(found.get(fact), rows) for fact in ("employees", "revenue"))
    facts = Facts(
        processes=np.array(masks, np.int64) if masks else _same(np.int64(0), rows),
        size=_sizes(employees, revenue, found),
        employees=employees,
        revenue=revenue,
        industry=_texts(found.get("industry"), rows),
        region=_texts(found.get("region"), rows),
    )
    return facts, _quick(frame, findings)


def _same(value: Any, rows: int) -> NDArray[Any]:
    """Return *value* for every row of a table that lacks the column, without taking memory."""
    return np.broadcast_to(value, (rows,))


def _floats(items: list[Any] | None, rows: int) -> NDArray[np.float64]:
    if items is None:
        return _same(np.float64(np.nan), rows)
    return np.array([np.nan if item is None else float(item) for item in items])


def _sizes(
    employees: NDArray[np.float64], revenue: NDArray[np.float64], given: Container[str]
) -> NDArray[np.int8]:
    if "employees" in given or "revenue" in given:
        return size_codes(employees, revenue)
    return _same(np.int8(-1), len(employees))


def _texts(items: list[Any] | None, rows: int) -> NDArray[np.object_]:
    if items is None:
        return _same(np.array("", dtype=np.object_), rows)
    return np.array([item or "" for item in items], dtype=np.object_)


def _fact(frame: pl.DataFrame, fact: str, findings: Findings) -> list[Any]:
    """Return one value per row (``None`` where missing or unusable)."""
    if fact in ("name", "credit_code") and frame[fact].dtype == pl.String:
        return _identity(frame[fact], findings)
    cells = frame[fact].to_list()
    known: dict[Any, tuple[Any, list[Problem]]] = {}
    values: list[Any] = []
    for row, cell in enumerate(cells, start=1):
        key = repr(cell) if isinstance(cell, (list, dict)) else cell
        if key is None or key != key:  # noqa: PLR0124  # NaN is how data frames write "nothing"
            values.append(None)
            continue
        if key not in known:
            profile, wrong = parse_profile({fact: cell})
            known[key] = (None if wrong else getattr(profile, fact), wrong)
        value, wrong = known[key]
        values.append(value)
        for problem in wrong:
            findings.add(Problem(problem.code, Place(row=row, column=fact), problem.values))
    return values


def _identity(cells: pl.Series, findings: Findings) -> list[Any]:
    """Look at doubtful cells only: a million names differ, and no score depends on them."""
    if cells.name == "name":
        doubtful = (cells.str.len_chars() > MAX_NAME).fill_null(value=False).to_numpy()
    else:
        doubtful = cells.is_not_null().to_numpy() & ~valid_codes(plain_codes(cells))
    for row in np.flatnonzero(doubtful).tolist():
        for problem in parse_profile({cells.name: cells[row]})[1]:
            place = Place(row=row + 1, column=cells.name)
            findings.add(Problem(problem.code, place, problem.values))
    return []


def _quick(frame: pl.DataFrame, findings: Findings) -> NDArray[np.bool_]:
    if "form" not in frame.columns:
        return np.zeros(frame.height, dtype=np.bool_)
    forms = frame["form"].cast(pl.String).fill_null("full").to_list()
    for row, form in enumerate(forms, start=1):
        if form not in ("full", "quick", ""):
            place = Place(row=row, column="form")
            findings.add(Problem("sheet.bad_form", place, {"form": form}))
    return np.array([form == "quick" for form in forms], dtype=np.bool_)
