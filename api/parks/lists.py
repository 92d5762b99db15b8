"""A park's list of members as a workbook or CSV: a blank one, and what one that is sent holds.

Any table will do that has a column of names and one of credit codes, a register as well; all other
columns but that of contacts are left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import Any

from api.kit.errors import Unusable
from api.kit.i18n import LANGUAGES, page_words
from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.numbers import clean_text
from questionnaires.profile import parse_profile
from questionnaires.workbook.book import cell_text, open_book
from questionnaires.workbook.layout import HEAD_ROWS, letter
from questionnaires.workbook.register_rows import is_marked
from reports.sheets import Sheet, opened

__all__ = ["COLUMNS", "SUFFIXES", "Listing", "blank_list", "read_list"]

COLUMNS = ("name", "credit_code", "contact")
SUFFIXES = (".xlsx", ".csv")

_NEEDED = COLUMNS[:2]
_WIDTHS = (36.0, 24.0, 30.0)
_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = ",;\t"
_OTHER_KINDS = ("PK", "%PDF", "\0")

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """Firms that can be taken over (name, valid credit code, contact), and what is wrong."""

    firms: tuple[tuple[str, str, str], ...]
    problems: tuple[Problem, ...]


def blank_list(lang: str) -> bytes:
    """Return a workbook to fill in; its columns are text, so that codes stay whole."""
    words, target = page_words(lang), BytesIO()
    columns = [
        (words(f"members.column.{key}"), "text", width)
        for key, width in zip(COLUMNS, _WIDTHS, strict=True)
    ]
    with opened(target, words("members.title")) as (book, formats):
        Sheet(book, words("members.title"), columns, formats, 1).finish()
    return target.getvalue()


def read_list(data: bytes, name: str) -> Listing:
    """Read a list; raises ``QuestionnaireError`` or ``Unusable`` for a file that holds none."""
    file = clean_text(PurePath(name).name)
    suffix = PurePath(file).suffix.lower()
    tables: list[tuple[str | None, Rows]]
    if suffix == ".xlsx":
        tables = [(grid.sheet, grid.rows) for grid in open_book(data, file).grids]
    elif suffix == ".csv":
        tables = [(None, _csv_rows(data, file))]
    else:
        values = {"suffix": suffix or "—", "allowed": ", ".join(SUFFIXES)}
        raise _refused("file.old_excel" if suffix == ".xls" else "file.unsupported", file, values)
    found = [
        (Place(file, sheet=sheet), rows, heading)
        for sheet, rows in tables
        if (heading := _heading(rows)) is not None
    ]
    if not found:
        raise Unusable("members_columns")
    place, rows, (start, columns) = found[0]
    return _listing(rows, start, columns, place)


def _refused(code: str, file: str, values: dict[str, Any]) -> QuestionnaireError:
    return QuestionnaireError([Problem(code, Place(file), values)])


def _csv_rows(data: bytes, file: str) -> Rows:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if text.startswith(_OTHER_KINDS):
            raise _refused("file.wrong_kind", file, {"expected": "CSV"})
        head = text.partition("\n")[0]
        try:
            return list(csv.reader(StringIO(text), delimiter=max(_SEPARATORS, key=head.count)))
        except csv.Error as error:
            raise _refused("table.broken_csv", file, {"why": error}) from error
    raise _refused("file.unknown_encoding", file, {})


def _heading(rows: Rows) -> tuple[int, dict[str, int]] | None:
    """Return the number of the row with headings, and the place of each column we use."""
    titles = _titles()
    for number, row in enumerate(rows[:HEAD_ROWS]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = titles.get(clean_text(cell_text(cell)).strip("*＊ ").casefold())
            if key is not None:
                found.setdefault(key, place)
        if all(key in found for key in _NEEDED):
            return number, found
    return None


def _titles() -> dict[str, str]:
    """Return what columns may be called, in any language, with whose column that is."""
    titles = {key: key for key in COLUMNS}
    for lang in LANGUAGES:
        words = page_words(lang)
        for key in COLUMNS:
            names = f"{words(f'members.column.{key}')};{words(f'members.also.{key}')}"
            titles |= {each.strip().casefold(): key for each in names.split(";")}
    return titles


def _listing(rows: Rows, start: int, columns: dict[str, int], place: Place) -> Listing:
    firms: dict[str, tuple[str, str, str]] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        cells = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
        if (row and is_marked(row[0])) or not any(clean_text(cell_text(c)) for c in row):
            continue
        faults = list(_faults(cells, number, columns, place))
        facts, _ = parse_profile({key: cells[key] for key in _NEEDED})
        code = facts.credit_code
        if not faults and code in first:
            spot = _spot(place, number, columns["credit_code"])
            values = {"code": code, "first": first[code]}
            faults.append(Problem("table.duplicate_firm", spot, values))
        problems += faults
        if not faults and code is not None:
            first[code] = number
            firms[code] = (facts.name, code, clean_text(cell_text(cells.get("contact", ""))))
    if not firms and not problems:
        raise QuestionnaireError([Problem("table.no_rows", place)])
    return Listing(tuple(firms.values()), tuple(problems))


def _spot(place: Place, row: int, column: int) -> Place:
    return Place(place.file, sheet=place.sheet, row=row, column=letter(column))


def _faults(
    cells: dict[str, Any], row: int, columns: dict[str, int], place: Place
) -> Iterator[Problem]:
    """Yield what is wrong with name and code of one row, placed in its cells."""
    for key, missing in zip(_NEEDED, ("table.no_name", "table.no_credit_code"), strict=True):
        spot = _spot(place, row, columns[key])
        if not clean_text(cell_text(cells[key])).strip("-— "):
            yield Problem(missing, spot)
            continue
        facts, problems = parse_profile({key: cells[key]})
        yield from (Problem(each.code, spot, each.values) for each in problems)
        if not problems and not getattr(facts, key):
            yield Problem(missing, spot)
