"""The register: a workbook with one row per firm and one column per question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from questionnaires import codes
from questionnaires.answers import AnswerSheet
from questionnaires.cells import (
    SEPARATOR,
    answer_cells,
    column_names,
    not_applicable_word,
    option_label,
    unknown_word,
)
from questionnaires.model import Question, Questionnaire
from questionnaires.profile import Profile
from questionnaires.text import pick
from questionnaires.workbook.asking import condition_note, may_be_asked
from questionnaires.workbook.layout import MARK, REGISTER_FACTS
from questionnaires.workbook.paper import Paper, Sheet
from questionnaires.workbook.words import word

__all__ = [
    "FIRST_ROW", "Column", "columns_named", "restrict", "style_of", "write_head", "write_readme",
    "write_register",
]  # fmt: skip

_IDS, _TITLES, _HINTS, FIRST_ROW = range(4)
_SPARE_ROWS = 500  # rows with drop-downs below those that are filled in
_WIDTHS = {"name": 26, "credit_code": 22, "processes": 26}
_FACT_WIDTH, _QUESTION_WIDTH, _MARK_WIDTH = 13, 24, 6
_README_WIDTHS = (4, 44, 60, 80)
_HEAD_HEIGHTS = {_IDS: 28, _TITLES: 56, _HINTS: 84}
_SHOWN = 6  # options listed in the heading; the note and the second sheet list all


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its id, what stands above it, and what its cells may hold."""

    id: str
    title: str
    write: tuple[str, ...]
    question: Question | None = None
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None
    strict: bool = True


def write_register(
    questionnaire: Questionnaire,
    target: BinaryIO | Path,
    *,
    lang: str = "zh",
    rows: Sequence[AnswerSheet] = (),
    profile: Profile | None = None,
) -> None:
    """Write the register, with one row for each of *rows*.

    With a *profile* it has only the columns of questions that may be asked of such firms, and of
    those that *rows* answer. The same arguments give the same bytes.
    """
    title = word("register.title", lang, title=questionnaire.title.to(lang))
    paper = Paper(title)
    facts = [*REGISTER_FACTS, *(["fictional"] if any(r.profile.fictional for r in rows) else [])]
    answered = {key for row in rows for key in row.answers}
    columns = [_fact_column(fact, lang) for fact in facts]
    for question in questionnaire.questions:
        if profile is None or question.id in answered or may_be_asked(question, profile):
            columns += _question_columns(question, questionnaire, lang)
    page = paper.sheet(word("sheet.register", lang), one_page_wide=False)
    write_head(paper, page, columns, questionnaire.ref)
    for number, sheet in enumerate(rows):
        _row(paper, page, FIRST_ROW + number, sheet, columns, lang)
    restrict(paper, page, columns, FIRST_ROW + len(rows) + _SPARE_ROWS)
    write_readme(paper, title, columns, lang)
    paper.save(target)


def columns_named(questionnaire: Questionnaire, names: Iterable[str], lang: str) -> list[Column]:
    """Return the columns called *names*; a private one has no title."""
    known = {fact: _fact_column(fact, lang) for fact in (*REGISTER_FACTS, "fictional")}
    for question in questionnaire.questions:
        known |= {c.id: c for c in _question_columns(question, questionnaire, lang)}
    return [known.get(name) or Column(name, "", ()) for name in names]


def _fact_column(fact: str, lang: str) -> Column:
    choices: tuple[str, ...] = ()
    hints: tuple[str, ...] = (word(f"fact_help.{fact}", lang),)
    if fact == "industry":
        choices = tuple(codes.industries())
    elif fact == "form":
        choices = ("full", "quick")
    elif fact == "fictional":
        choices = (word("register.true", lang), word("register.false", lang))
    elif fact == "processes":
        hints += tuple(f"{key}｜{pick(names, lang)}" for key, names in codes.processes().items())
    return Column(fact, word(f"fact.{fact}", lang), hints, choices=choices)


def _question_columns(
    question: Question, questionnaire: Questionnaire, lang: str
) -> Iterator[Column]:
    unit = question.unit.to(lang) if question.unit else ""
    note = condition_note(question, questionnaire, lang)
    title = question.text.to(lang) + (f" [{unit}]" if unit else "")
    last = [word("register.unknown", lang, unknown=unknown_word(lang))]
    if question.may_not_apply:
        last.append(word("register.na", lang, na=not_applicable_word(lang)))
    for name in column_names(question):
        part = {f"{question.id}:numerator": question.numerator,
                f"{question.id}:denominator": question.denominator}.get(name)  # fmt: skip
        half = name.rpartition(":")[2]
        label = word(f"answers.{half}", lang) if question.kind == "count_of" else ""
        if part:
            label = word("part", lang, whole=label, part=part.to(lang))
        write = [note, *_write(question, lang), *last]
        yield Column(
            id=name,
            title=f"{title}\n{label}" if label else title,
            write=tuple(line for line in write if line),
            question=question,
            choices=_choices(question, lang),
            bounds=question.range if question.kind == "number" else None,
            strict=not question.may_not_apply,
        )


def _write(question: Question, lang: str) -> list[str]:
    if question.kind == "number" and question.range:
        low, high = (f"{bound:g}" for bound in question.range)
        return [word("register.number", lang, low=low, high=high)]
    if question.is_quantity:
        return [word("register.count", lang)]
    first = [word("register.multiple", lang)] if question.kind == "multiple" else []
    return first + [option_label(question, option.id, lang) for option in question.options]


def _choices(question: Question, lang: str) -> tuple[str, ...]:
    if question.is_quantity or question.kind == "multiple":
        return ()
    return (*(option.id for option in question.options), unknown_word(lang))


def write_head(paper: Paper, page: Sheet, columns: Sequence[Column], ref: str) -> None:
    """Write the rows of ids, titles and hints, and set widths and formats of the columns."""
    paper.put(page, _IDS, 0, MARK, "mark")
    paper.put(page, _TITLES, 0, f"{MARK} {ref}", "mark")
    paper.put(page, _HINTS, 0, MARK, "mark")
    page.set_column(0, 0, _MARK_WIDTH, paper.style("mark"))
    for place, column in enumerate(columns, start=1):
        shown = column.write[:_SHOWN]
        more = ["…"] if len(column.write) > _SHOWN else []
        paper.put(page, _IDS, place, column.id, "id_head")
        paper.put(page, _TITLES, place, column.title, "head")
        paper.put(page, _HINTS, place, "\n".join([*shown, *more]), "subhead")
        if column.write:
            note = "\n".join(column.write)
            page.write_comment(_IDS, place, note, {"x_scale": 3, "y_scale": 2})
        fact = column.question is None
        width = _WIDTHS.get(column.id, _FACT_WIDTH if fact else _QUESTION_WIDTH)
        page.set_column(place, place, width, paper.style(style_of(column)))
    for row, height in _HEAD_HEIGHTS.items():
        page.set_row(row, height)
    page.freeze_panes(FIRST_ROW, 2)
    page.repeat_rows(_IDS, _TITLES)
    page.repeat_columns(0, 1)


def style_of(column: Column) -> str:
    """Return text for ids and codes, which a spreadsheet would turn into numbers or dates."""
    numeric = column.id in ("employees", "revenue") or (
        column.question is not None and column.question.kind != "multiple"
    )
    return "cell" if numeric else "cell_text"


def _row(
    paper: Paper, page: Sheet, row: int, sheet: AnswerSheet, columns: Sequence[Column], lang: str
) -> None:
    facts = {
        **sheet.profile.to_dict(),
        "processes": SEPARATOR.join(sheet.profile.processes),
        "form": sheet.form,
        "fictional": word("register.true", lang) if sheet.profile.fictional else None,
    }
    cells: dict[str, object] = {}
    for column in columns:
        question = column.question
        if question is None:
            cells[column.id] = facts[column.id]
        elif question.id in sheet.answers and column.id not in cells:
            found = answer_cells(question, sheet.answers[question.id], lang)
            names = column_names(question)
            cells |= {name: _plain(value) for name, value in zip(names, found, strict=False)}
    for place, column in enumerate(columns, start=1):
        if cells.get(column.id) not in (None, ""):
            paper.put(page, row, place, cells[column.id], style_of(column))


def _plain(value: str | float) -> str | float:
    """Return the rung of a ladder as a number, as people type it."""
    if isinstance(value, str) and len(value) == 1 and value in "123456789":
        return int(value)
    return value


def restrict(paper: Paper, page: Sheet, columns: Sequence[Column], last: int) -> None:
    """Give option columns their drop-down and number columns their range, with what to write."""
    for place, column in enumerate(columns, start=1):
        cells = (FIRST_ROW, place, last, place)
        hint = (column.title, "\n".join(column.write))
        if column.choices:
            paper.choices(page, cells, column.choices, hint=hint, strict=column.strict)
        elif column.bounds:  # the word for "unknown" may be typed as well
            paper.numbers(page, cells, column.bounds, hint=hint, strict=False)


def write_readme(paper: Paper, title: str, columns: Sequence[Column], lang: str) -> None:
    """Add the sheet that says how to fill in the register and what each column takes."""
    page = paper.sheet(word("sheet.readme", lang))
    paper.widths(page, _README_WIDTHS)
    paper.put(page, 0, 0, title, "title")
    row = 2
    for number, step in enumerate(word("register.steps", lang).splitlines(), start=1):
        paper.put(page, row, 0, number, "quiet")
        page.merge_range(row, 1, row, 3, "", paper.style("plain"))
        paper.put(page, row, 1, step, "plain")
        paper.fit(page, row, [(step, sum(_README_WIDTHS[1:]))])
        row += 1
    row += 1
    for place, key in enumerate(("column", "question", "write"), start=1):
        paper.put(page, row, place, word(f"register.head.{key}", lang), "head")
    for column in columns:
        row += 1
        write = "\n".join(column.write)
        paper.put(page, row, 1, column.id, "id")
        paper.put(page, row, 2, column.title, "text")
        paper.put(page, row, 3, write, "help")
        paper.fit(page, row, [(column.title, _README_WIDTHS[2]), (write, _README_WIDTHS[3])])
