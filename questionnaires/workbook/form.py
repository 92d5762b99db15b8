"""The form: a workbook in which one firm fills in its profile and its answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from questionnaires import codes
from questionnaires.answers import AnswerSheet, Form
from questionnaires.model import Questionnaire
from questionnaires.profile import Profile
from questionnaires.text import pick
from questionnaires.workbook.answer_rows import WIDTHS, AnswerRows
from questionnaires.workbook.asking import may_be_asked
from questionnaires.workbook.layout import ANSWER_COLUMNS, FORM_MARK, PROFILE_COLUMNS, PROFILE_MARK
from questionnaires.workbook.paper import Paper, Sheet
from questionnaires.workbook.words import word

__all__ = ["write_form"]

_README_WIDTHS = (4, 110)
_PROFILE_WIDTHS = (14, 30, 44, 60)
_TITLE = 28  # its height in points
_HEAD = 18
_HEAD_ROW = 2  # below the two hidden rows
_STAFF = (0, 2_000_000)
_REVENUE = (0, 1e9)


def write_form(
    questionnaire: Questionnaire,
    target: BinaryIO | Path,
    *,
    lang: str = "zh",
    profile: Profile | None = None,
    sheet: AnswerSheet | None = None,
    form: Form | None = None,
    mark: str = "",
    confidence: Mapping[str, str] | None = None,
) -> None:
    """Write the form for one firm, blank or filled in from *sheet* and *confidence*.

    With a *profile* it holds only the questions that may be asked of that firm (and those that
    *sheet* answers); ``form="quick"`` keeps the short form's. *mark* is out of sight and comes
    back when the form is read. The same arguments give the same bytes.
    """
    form = form or (sheet.form if sheet else "full")
    sheet, sure = sheet or AnswerSheet(), confidence or {}
    paper = Paper(word("form.title", lang, title=questionnaire.title.to(lang)))
    _readme(paper, questionnaire, lang)
    _profile(paper, profile or sheet.profile, form, lang)
    page = paper.sheet(word("sheet.answers", lang))
    marks = [FORM_MARK, questionnaire.ref, form, *([mark] if mark else [])]
    _top(paper, page, marks, ANSWER_COLUMNS, "answers", lang)
    paper.widths(page, WIDTHS)
    rows = AnswerRows(paper, page, questionnaire, lang, first=_HEAD_ROW + 1)
    for dimension in questionnaire.dimensions:
        for practice in dimension.practices:
            questions = [
                question
                for question in practice.questions
                if question.id in sheet.answers
                or (
                    (question.quick or form == "full")
                    and (profile is None or may_be_asked(question, profile))
                )
            ]
            if questions:
                rows.heading(dimension, practice)
            for question in questions:
                rows.question(question, sheet.answers.get(question.id), sure.get(question.id))
    page.print_area(0, 1, rows.last, len(ANSWER_COLUMNS) - 1)
    paper.save(target)


def _readme(paper: Paper, questionnaire: Questionnaire, lang: str) -> None:
    page = paper.sheet(word("sheet.readme", lang))
    page.hide_gridlines(2)
    paper.widths(page, _README_WIDTHS)
    paper.put(page, 0, 0, word("form.title", lang, title=questionnaire.title.to(lang)), "title")
    page.set_row(0, _TITLE)
    paper.put(page, 1, 0, word("form.ref", lang, ref=questionnaire.ref), "mark")
    for number, step in enumerate(word("form.steps", lang).splitlines(), start=1):
        paper.put(page, number + 2, 0, number, "quiet")
        paper.put(page, number + 2, 1, step, "plain")
        paper.fit(page, number + 2, [(step, _README_WIDTHS[1])])
    page.protect()


def _profile(paper: Paper, profile: Profile, form: Form, lang: str) -> None:
    page = paper.sheet(word("sheet.profile", lang))
    _top(paper, page, [PROFILE_MARK], PROFILE_COLUMNS, "profile", lang)
    paper.widths(page, _PROFILE_WIDTHS)
    row = _HEAD_ROW + 1
    for fact, value in _facts(profile, form):
        style = "input" if fact in ("employees", "revenue") else "input_text"
        name, _, process = fact.partition(":")
        label = word(f"fact.{name}", lang)
        if process:
            title = pick(codes.processes()[process], lang)
            label = word("part", lang, whole=label, part=title)
        explained = word("fact_help.process" if process else f"fact_help.{name}", lang)
        paper.put(page, row, 0, fact, "id")
        paper.put(page, row, 1, label, "text")
        paper.put(page, row, 2, _shown(fact, value, lang), style)
        paper.put(page, row, 3, explained, "help")
        _restrict(paper, page, row, fact, (label, explained), lang)
        paper.fit(page, row, [(explained, _PROFILE_WIDTHS[3])])
        row += 1
    page.print_area(0, 1, row - 1, len(PROFILE_COLUMNS) - 1)


def _facts(profile: Profile, form: Form) -> list[tuple[str, object]]:
    """Return the rows of the profile sheet: one per fact, one per process."""
    ticked = [(f"processes:{key}", key in profile.processes or None) for key in codes.processes()]
    return [
        ("name", profile.name),
        ("credit_code", profile.credit_code),
        ("region", profile.region),
        ("industry", profile.industry),
        *ticked,
        ("employees", profile.employees),
        ("revenue", profile.revenue),
        ("form", form),
        ("fictional", profile.fictional or None),
    ]


def _shown(fact: str, value: object, lang: str) -> object:
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if fact == "industry" and isinstance(value, str):
        return f"{value}｜{pick(codes.industries().get(value, {}), lang)}"
    return f"{value}｜{word(f'form.{value}', lang)}" if fact == "form" else value


def _restrict(
    paper: Paper, page: Sheet, row: int, fact: str, hint: tuple[str, str], lang: str
) -> None:
    """Give the cell of one fact its drop-down or its range."""
    cell = (row, 2, row, 2)
    choices = {
        "industry": lambda: [str(_shown("industry", code, lang)) for code in codes.industries()],
        "form": lambda: [str(_shown("form", form, lang)) for form in ("full", "quick")],
        "fictional": lambda: [word("yes", lang), word("no", lang)],
        "processes": lambda: [word("yes", lang), word("no", lang)],
    }
    name = fact.partition(":")[0]
    if name in choices:
        paper.choices(page, cell, choices[name](), hint=hint)
    elif name in ("employees", "revenue"):
        paper.numbers(page, cell, _STAFF if name == "employees" else _REVENUE, hint=hint)


def _top(
    paper: Paper, page: Sheet, mark: list[str], columns: tuple[str, ...], key: str, lang: str
) -> None:
    """Write the two hidden rows for the program and the heading for people, and protect."""
    for column, text in enumerate(mark):
        paper.put(page, 0, column, text, "mark")
    for column, name in enumerate(columns):
        paper.put(page, 1, column, name, "mark")
        paper.put(page, _HEAD_ROW, column, word(f"{key}.head.{name}", lang), "head")
    page.set_row(_HEAD_ROW, _HEAD)
    for row in (0, 1):
        page.set_row(row, None, None, {"hidden": True})
    page.freeze_panes(_HEAD_ROW + 1, 2)
    page.repeat_rows(_HEAD_ROW)
    page.protect("", {"format_columns": True, "format_rows": True})
