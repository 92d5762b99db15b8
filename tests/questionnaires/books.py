"""Workbooks to test with: fill in forms and registers as people do, and damage them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from questionnaires import QuestionnaireError
from questionnaires.files import read_answers
from questionnaires.workbook import write_form, write_register

SHEETS = {
    "zh": {"profile": "企业概况", "answers": "答题", "register": "登记表"},
    "en": {"profile": "Profile", "answers": "Answers", "register": "Register"},
}


def written(write: Callable[..., None], *arguments: Any, **options: Any) -> bytes:
    """Return the bytes that one of the writers produces."""
    target = io.BytesIO()
    write(*arguments, target, **options)
    return target.getvalue()


def form(questionnaire: Any, **options: Any) -> bytes:
    return written(write_form, questionnaire, **options)


def register(questionnaire: Any, **options: Any) -> bytes:
    return written(write_register, questionnaire, **options)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def columns_of(sheet: Any, row: int) -> dict[str, int]:
    """Return the column of every id in a row (counted from 1)."""
    return {cell.value: cell.column for cell in sheet[row] if cell.value}


def row_of(sheet: Any, key: str) -> int:
    """Return the row whose first cell is *key*."""
    return next(cell.row for cell in sheet["A"] if cell.value == key)


def filled(
    data: bytes, cells: Mapping[tuple[str, str, str], Any], lang: str = "zh"
) -> tuple[bytes, dict[tuple[str, str, str], str]]:
    """Fill a form in: ``{(page, id, column): value}``; return it and each cell's name."""
    book = opened(data)
    names = {}
    for (page, key, column), value in cells.items():
        sheet = book[SHEETS[lang][page]]
        cell = sheet.cell(row_of(sheet, key), columns_of(sheet, 2)[column])
        cell.value = value
        names[page, key, column] = cell.coordinate
    return saved(book), names


def answered(key: str, value: Any) -> dict[tuple[str, str, str], Any]:
    return {("answers", key, "answer"): value}


def read(data: bytes, questionnaire: Any, name: str = "f.xlsx") -> Any:
    """Read bytes as the door does."""
    return read_answers(data, lambda _: questionnaire, name=name)


def refused(data: bytes, questionnaire: Any, name: str = "f.xlsx") -> Any:
    """Return the problems of a file that cannot be read at all."""
    try:
        found = read(data, questionnaire, name)
    except QuestionnaireError as error:
        return said(error.problems)
    raise AssertionError(f"was read: {found}")


def said(problems: Any) -> list[Any]:
    """Return the problems after making sure that each can be said in both languages."""
    for problem in problems:
        for lang in ("zh", "en"):
            assert problem.what(lang), problem
            assert problem.todo(lang), problem
            assert "{" not in problem.to(lang), problem.to(lang)
    return list(problems)


def spots(problems: Any) -> list[tuple[Any, ...]]:
    """Return code, sheet, row and column of every problem."""
    return [(p.code, p.place.sheet, p.place.row, p.place.column) for p in said(problems)]


def repacked(data: bytes, changes: Mapping[str, Callable[[str], str] | bytes | None]) -> bytes:
    """Return the archive with some of its parts rewritten, replaced, added or left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in [*old.namelist(), *(key for key in changes if key not in old.namelist())]:
            change = changes.get(name, lambda text: text)
            if callable(change):
                new.writestr(name, change(old.read(name).decode()))
            elif change is not None:
                new.writestr(name, change)
    return target.getvalue()


def register_of(
    ids: list[str], rows: list[list[Any]], path: Path | None = None, sheet: str = "r"
) -> bytes:
    """Return a bare workbook: the ids, then the rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in [ids, *rows]:
        page.append(row)
    return saved(book)
