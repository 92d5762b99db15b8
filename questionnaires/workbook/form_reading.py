"""A filled-in form -> one firm's answers, and what is wrong with which cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from questionnaires.answers import Answer, AnswerSheet, nearest, parse_answer
from questionnaires.cells import cell_answer, state_answer
from questionnaires.confidence import CONFIDENCES, parse_confidence
from questionnaires.errors import Place, Problem
from questionnaires.model import Question, Questionnaire
from questionnaires.profile import Profile, parse_profile
from questionnaires.workbook.book import Grid, cell_text
from questionnaires.workbook.form_page import Page, open_page
from questionnaires.workbook.layout import (
    ANSWER_COLUMNS,
    FORM_MARK,
    ID,
    PROFILE_COLUMNS,
    TEXT_FACTS,
    percent_columns,
)
from questionnaires.workbook.words import said

__all__ = ["quoted_form", "read_form"]

_YES = said("yes") | {"y", "true", "1", "√", "✓", "✔", "x"}
_NO = said("no") | {"n", "false", "0", "×"}
_FIGURES = ("numerator", "denominator")

Raw = Any


def quoted_form(answers: Grid) -> tuple[str | None, str, str]:
    """Return the questionnaire and the form (full, quick) that the answer sheet quotes.

    The third is the mark it was written with, empty without one.
    """
    marked = next(row for row in answers.head if row and row[0] == FORM_MARK)
    quoted = [cell_text(cell).strip() for cell in (*marked[1:4], "", "", "")]
    return quoted[0] or None, quoted[1], quoted[2]


def read_form(
    questionnaire: Questionnaire, answers: Grid, profile: Grid | None
) -> tuple[AnswerSheet, Mapping[str, str], list[Problem]]:
    """Return the usable answers and facts, how sure the firm is, and what is wrong, by cell."""
    facts, form, problems = _profile(profile) if profile else (Profile(), "", [])
    form = form or quoted_form(answers)[1] or "full"
    if form not in ("full", "quick"):
        problems.append(Problem("sheet.bad_form", Place(answers.file), {"form": form}))
    page = open_page(answers, ANSWER_COLUMNS)
    _show_percents(page, questionnaire)
    parts = _parts(page, questionnaire)
    found: dict[str, Answer] = {}
    sure: dict[str, str] = {}
    for question in questionnaire.questions:
        answer = _answer(page, question, parts[question.id])
        if answer is not None:
            found[question.id] = answer
        if word := _confidence(page, question):
            sure[question.id] = word
    sheet = AnswerSheet(found, facts, "quick" if form == "quick" else "full")
    return sheet, sure, [*problems, *page.problems]


def _confidence(page: Page, question: Question) -> str | None:
    """Return how sure the firm says it is; a word that is none costs no answer."""
    row = page.rows.get(question.id)
    shown = page.text(row, "confidence").lower() if row is not None else ""
    raw = next((name for name in CONFIDENCES if shown in said(f"confidence.{name}")), shown)
    place = page.place(row, "confidence", question.id) if row is not None else None
    word = parse_confidence(question, raw, place)
    if isinstance(word, Problem):
        page.problems.append(replace(word, severity="warning"))
        return None
    return word


def _show_percents(page: Page, questionnaire: Questionnaire) -> None:
    """Take the number that a percentage cell shows: 75 for a stored 0.75."""
    percent = percent_columns(questionnaire)
    for cell, shown in page.grid.percent_values():
        if cell.column == page.columns.get("answer") and page.text(cell.row, ID) in percent:
            page.grid.rows[cell.row][cell.column] = shown


def _parts(page: Page, questionnaire: Questionnaire) -> dict[str, dict[str, int]]:
    """Return for every question the rows of its options or figures; report ids it has not."""
    parts: dict[str, dict[str, int]] = defaultdict(dict)
    for key, row in page.rows.items():
        question_id, colon, part = key.partition(":")
        known = questionnaire.has(question_id)
        if known and colon and part in _part_names(questionnaire.question(question_id)):
            parts[question_id][part] = row
        elif colon or not known:
            near = nearest(questionnaire, question_id)
            page.report("answer.unknown_question", row, ID, key, id=key, near=near)
    return parts


def _part_names(question: Question) -> tuple[str, ...]:
    if question.kind == "multiple":
        return tuple(option.id for option in question.options)
    return _FIGURES if question.kind == "count_of" else ()


def _answer(page: Page, question: Question, parts: Mapping[str, int]) -> Answer | None:
    """Return the accepted answer in the question's rows, after reporting what is wrong."""
    own = page.rows.get(question.id)
    rows = [*parts.values(), *([] if own is None else [own])]
    given = _given(page, question, own, parts)
    if not rows or any(row in page.refused for row in rows):
        return None
    raw, row, column = _with_state(page, question, given, rows[-1] if own is None else own)
    if row in page.refused:
        return None
    if column == "answer" and question.kind == "count_of" and parts:
        row = min(parts.values())
    answer = parse_answer(question, raw, page.place(row, column, question.id))
    if isinstance(answer, Problem):
        page.problems.append(answer)
        return None
    return answer


def _given(page: Page, question: Question, own: int | None, parts: Mapping[str, int]) -> Raw:
    """Return what the answer cells say, ``None`` for nothing."""
    if question.kind == "multiple":
        titles = {option.id: dict(option.text) for option in question.options}
        ticked = [part for part, row in parts.items() if _is_yes(page, row, "answer", titles[part])]
        return ticked or None
    if question.kind == "count_of":
        figures = [page.cell(parts[part], "answer") if part in parts else "" for part in _FIGURES]
        top, bottom = (None if figure == "" else figure for figure in figures)
        raw = cell_answer(question, top, bottom)
        one_missing = isinstance(raw, dict) and None in raw.values() and len(raw) > 1
        return (top if bottom is None else bottom) if one_missing else raw
    cell = "" if own is None else page.cell(own, "answer")
    return None if cell == "" else cell_answer(question, cell)


def _is_yes(page: Page, row: int, column: str, title: Mapping[str, str]) -> bool:
    word = page.text(row, column).lower()
    if word and word not in _YES | _NO and row not in page.refused:
        page.report("form.yes_or_no", row, column, page.text(row, ID), option=title, value=word)
    return word in _YES


def _with_state(page: Page, question: Question, given: Raw, row: int) -> tuple[Raw, int, str]:
    """Join the answer with "unknown", "n/a" and the reason; return it with its row and column."""
    word, reason = page.text(row, "state"), page.text(row, "reason")
    title = dict(question.text)
    state = state_answer(word) if word else None
    if word and state is None:
        page.report("form.bad_state", row, "state", question.id, question=title, value=word)
    elif state and given is not None and not _is_state(given):
        page.report("form.two_answers", row, "state", question.id, question=title, state=word)
    elif state is None and given is None and reason:
        return {"not_applicable": reason}, row, "reason"
    column = "state" if state else "answer"
    raw = state or given
    if _is_state(raw) and "not_applicable" in raw:
        return {"not_applicable": raw["not_applicable"] or reason}, row, column
    if reason and given is not None and row not in page.refused:
        place = page.place(row, "reason", question.id)
        values = {"question": title, "value": reason}
        page.problems.append(Problem("form.reason_unused", place, values, severity="warning"))
    return raw, row, column


def _is_state(raw: Raw) -> bool:
    return isinstance(raw, dict) and len(raw) == 1


def _profile(grid: Grid) -> tuple[Profile, str, list[Problem]]:
    """Return the facts, the form chosen on the profile sheet, and what is wrong with them."""
    page = open_page(grid, PROFILE_COLUMNS)
    profile, form = Profile(), ""
    processes: list[str] = []
    for key, row in page.rows.items():
        if row in page.refused:
            continue
        fact, _, process = key.partition(":")
        if process:
            title = {"zh": page.text(row, "label")}
            if _is_yes(page, row, "value", title):
                processes.append(process)
        elif fact == "form":
            form = _id_of_label(page.text(row, "value"))
        else:
            profile = _fact(page, fact, row, profile)
    rows = [row for key, row in page.rows.items() if key.startswith("processes:")]
    if rows:
        place = page.place(rows[0], "value", "processes")
        found, problems = parse_profile({"processes": processes}, place)
        page.problems += problems
        profile = replace(profile, processes=found.processes)
    return profile, form, page.problems


def _fact(page: Page, fact: str, row: int, profile: Profile) -> Profile:
    """Return the profile with one fact more, or report why it cannot be used."""
    value = page.cell(row, "value")
    if fact == "fictional":
        value = _is_yes(page, row, "value", {"zh": page.text(row, "label")}) or None
    elif fact == "industry":
        value = _id_of_label(page.text(row, "value"))
    elif fact in TEXT_FACTS and not (fact == "credit_code" and isinstance(value, float)):
        value = cell_text(value)
    found, problems = parse_profile({fact: value}, page.place(row, "value", fact))
    page.problems += [replace(p, place=page.place(row, "value", fact)) for p in problems]
    if problems or value in (None, ""):
        return profile
    return replace(profile, **{fact: getattr(found, fact)})


def _id_of_label(text: str) -> str:
    """Return ``1713`` for ``1713｜棉印染精加工``."""
    return text.replace("|", "｜").partition("｜")[0].strip()
