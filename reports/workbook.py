"""Results of one or many firms as a workbook: a sheet per purpose, numbers left unrounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from assessment.outcome import Outcome
from questionnaires import codes
from questionnaires.text import pick
from reports.sections.next_level import GateRow, next_level
from reports.sections.view import Heading, View
from reports.sheets import Cell, Column, Sheet, opened
from reports.wording import Words

__all__ = ["write_results"]


def write_results(
    outcomes: Sequence[Outcome], target: Path | str | BinaryIO, lang: str, *, answers: bool = True
) -> None:
    """Write the results of *outcomes* to *target*; without *answers* the long sheet is left out.

    Sheets: overview (a row per firm), practices, answers, what blocks the next level.
    """
    words = Words(lang)
    views = [View(outcome, words) for outcome in outcomes]
    place = str(target) if isinstance(target, Path) else target
    with opened(place, words("book.title")) as (book, formats):

        def sheet(
            name: str, columns: Sequence[Column], rows: Iterator[list[Cell]], keep: int
        ) -> None:
            Sheet(book, words(f"book.{name}"), columns, formats, keep).fill(rows)

        sheet("overview", _overview_columns(words, views), _overview(views), 1)
        sheet("practices", _columns(words, _PRACTICES), _practices(views), 2)
        if answers:
            sheet("answers", _columns(words, _ANSWERS), _answers(views), 2)
        sheet("next", _columns(words, _NEXT), _next(views), 2)


_FIRM = (("firm", "text", 30.0), ("credit_code", "text", 21.0))
_PRACTICES = (
    *_FIRM, ("dimension", "text", 18.0), ("practice", "text", 26.0), ("id", "text", 24.0),
    ("score", "score", 9.0), ("low", "score", 9.0), ("high", "score", 9.0),
    ("coverage", "share", 10.0), ("level", "count", 8.0), ("weight", "share", 9.0),
    ("contribution", "score", 9.0),
)  # fmt: skip
_ANSWERS = (
    *_FIRM, ("number", "text", 9.0), ("id", "text", 32.0), ("question", "wrap", 48.0),
    ("answer", "wrap", 48.0), ("state", "text", 14.0), ("credit", "score", 9.0),
    ("weight", "share", 9.0), ("contribution", "score", 9.0), ("lost", "score", 9.0),
)  # fmt: skip
_NEXT = (
    *_FIRM, ("level", "count", 8.0), ("next_level", "text", 10.0), ("condition", "wrap", 40.0),
    ("where", "wrap", 40.0), ("current", "wrap", 36.0), ("needed", "wrap", 36.0),
)  # fmt: skip
_OVERVIEW = (
    *_FIRM, ("region", "text", 18.0), ("industry", "text", 20.0), ("size", "text", 8.0),
    ("form", "text", 9.0), ("index", "score", 9.0), ("low", "score", 9.0), ("high", "score", 9.0),
    ("coverage", "share", 10.0), ("level", "count", 8.0), ("level_name", "text", 12.0),
    ("status", "text", 14.0), ("to_next", "score", 12.0), ("gates", "count", 12.0),
)  # fmt: skip


def _columns(words: Words, columns: Sequence[Column]) -> list[Column]:
    return [(words(f"book.column.{name}"), style, width) for name, style, width in columns]


def _overview_columns(words: Words, views: Sequence[View]) -> list[Column]:
    found = _columns(words, _OVERVIEW)
    for title in _dimensions(views).values():
        found.append((title, "score", 11.0))
        found.append((words("book.level_of", title=title), "count", 11.0))
    return [*found, (words("book.column.digest"), "text", 18.0)]


def _dimensions(views: Sequence[View]) -> dict[str, str]:
    """Return id and title of every dimension of the questionnaires met, in order."""
    found: dict[str, str] = {}
    for view in views:
        for dimension in view.questionnaire.dimensions:
            found.setdefault(dimension.id, view.titles[dimension.id])
    return found


def _firm(view: View) -> list[Cell]:
    profile = view.outcome.sheet.profile
    name = view.words.line(profile.name)
    if profile.fictional:
        name = view.words("page.running_fictional", firm=name)
    return [name, profile.credit_code or ""]


def _overview(views: Sequence[View]) -> Iterator[list[Cell]]:
    dimensions = list(_dimensions(views))
    for view in views:
        words, card, profile = view.words, view.card, view.outcome.sheet.profile
        ahead = card.next_level
        flags = ("provisional", card.provisional), ("estimate", card.estimate)
        nodes = [card.nodes.get(dimension) for dimension in dimensions]
        yield [
            *_firm(view),
            codes.region_name(profile.region) if profile.region else "",
            _named(codes.industries(), profile.industry, words),
            _named(codes.sizes(), profile.size, words),
            words(f"cover.form.{card.form}"),
            card.score, card.low, card.high, card.coverage, card.level,
            view.level_name(card.level),
            words.join([words(f"notice.{name}_title") for name, is_set in flags if is_set]),
            None if ahead is None else ahead.distance,
            None if ahead is None else len(ahead.binding),
            *(cell for node in nodes
              for cell in ((None, None) if node is None else (node.score, node.level))),
            card.answers_digest,
        ]  # fmt: skip


def _named(names: dict[str, Any], code: str | None, words: Words) -> str:
    return "" if code is None else pick(names[code], words.lang)


def _practices(views: Sequence[View]) -> Iterator[list[Cell]]:
    for view in views:
        for dimension in view.questionnaire.dimensions:
            for practice in dimension.practices:
                node = view.card.nodes[practice.id]
                yield [
                    *_firm(view), view.titles[dimension.id], view.titles[practice.id], node.id,
                    node.score, node.low, node.high, node.coverage, node.level, node.weight,
                    node.contribution,
                ]  # fmt: skip


def _answers(views: Sequence[View]) -> Iterator[list[Cell]]:
    for view in views:
        for question in view.asked:
            scored = view.card.answers[question.id]
            counts = scored.credit is not None
            yield [
                *_firm(view), view.numbers[question.id], question.id,
                view.words.text(question.text), view.answer(question),
                view.words(f"state.{scored.state}"), scored.credit,
                scored.weight if counts else None, scored.contribution,
                scored.lost if counts else None,
            ]  # fmt: skip


def _next(views: Sequence[View]) -> Iterator[list[Cell]]:
    for view in views:
        ahead = next_level(view, Heading("", "", ""))
        if ahead is None:
            continue
        rows: list[GateRow] = [] if ahead.index.holds else [ahead.index]
        for row in (*rows, *ahead.blocking):
            yield [
                *_firm(view), view.card.level, ahead.level,
                row.text, row.where, row.current, row.needed,
            ]  # fmt: skip
