"""One report as a workbook: result, scores, raw answers, figures and record, numbers unrounded."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from reports.sections.answers import Answers
from reports.sections.basis import Basis
from reports.sections.certainty import Certain
from reports.sections.scores import Scores
from reports.sheets import Cell, Column, Sheet, opened
from reports.summary import Summary
from reports.wording import Words

__all__ = ["render"]

_SCORES = (
    ("number", "text", 8.0), ("id", "text", 26.0), ("practice", "text", 30.0),
    ("score", "score", 9.0), ("low", "score", 9.0), ("high", "score", 9.0),
    ("coverage", "share", 10.0), ("level", "count", 8.0), ("weight", "share", 9.0),
    ("contribution", "score", 9.0),
)  # fmt: skip
_CERTAINTY = (
    ("number", "text", 8.0), ("id", "text", 26.0), ("node", "wrap", 46.0),
    ("score", "score", 9.0), ("band_low", "score", 12.0), ("median", "score", 9.0),
    ("band_high", "score", 12.0),
)  # fmt: skip
_ANSWERS = (
    ("number", "text", 8.0), ("id", "text", 34.0), ("question", "wrap", 46.0),
    ("answer", "wrap", 46.0), ("raw", "wrap", 30.0), ("state", "text", 14.0),
    ("credit", "score", 9.0), ("weight", "share", 9.0), ("contribution", "score", 9.0),
    ("lost", "score", 9.0), ("evidence", "wrap", 36.0), ("basis", "text", 18.0),
)  # fmt: skip
_FIGURES = (
    ("status", "text", 12.0), ("figure", "wrap", 60.0), ("source", "wrap", 50.0),
    ("used_by", "wrap", 24.0),
)  # fmt: skip
_PAIRS = (("entry", "wrap", 34.0), ("value", "wrap", 90.0))


def render(summary: Summary) -> bytes:
    """Return the report as XLSX; the same summary gives the same bytes.

    Sections the summary leaves out are left out here. Text is never a formula.
    """
    words, target = Words(summary.lang), io.BytesIO()
    with opened(target, summary.title) as (book, formats):

        def sheet(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
            named = [(words(f"book.column.{key}"), style, width) for key, style, width in columns]
            Sheet(book, words(f"book.{name}"), named, formats, 1).fill(rows)

        sheet("result", _PAIRS, _result(summary, words))
        if summary.scores:
            sheet("scores", _SCORES, _scores(summary.scores))
        if summary.certainty:
            sheet("certainty", _CERTAINTY, _certainty(summary.certainty, words))
        if summary.answers:
            sheet("answers", _ANSWERS, _answers(summary.answers, words))
        if summary.basis:
            sheet("figures", _FIGURES, _figures(summary.basis))
        if summary.record:
            sheet("record", _PAIRS, ((row.label, row.value) for row in summary.record.rows))
    return target.getvalue()


def _result(s: Summary, words: Words) -> Iterator[list[Cell]]:
    yield [words("book.column.firm"), s.cover.firm]
    for fact in s.cover.facts:
        yield [fact.label, fact.value]
    yield [words("result.level"), f"{s.result.level} {s.result.level_name}"]
    yield [words("result.index"), s.result.strip.value]
    yield [words("result.range"), s.result.span]
    yield [words("result.coverage"), s.result.coverage]
    yield [s.cover.form, s.cover.version]
    if s.cover.date:
        yield [words("book.column.date"), s.cover.date]
    if s.overview.change:
        change = s.overview.change
        yield [change.since, change.note or f"{change.index} {change.level}"]
    for notice in s.result.notices:
        yield [notice.title, notice.text]
    for said in s.overview.blocking:
        yield [words("overview.blocking"), said]
    for step in s.overview.steps:
        yield [s.overview.steps_from, f"{step.title} {step.text} {step.points}"]


def _scores(section: Scores) -> Iterator[list[Cell]]:
    for group in section.groups:
        for row in (group.dimension, *group.rows):
            n = row.numbers
            yield [
                row.number, row.id, row.title, n.score, n.low, n.high, n.coverage, n.level,
                n.weight, n.contribution,
            ]  # fmt: skip


def _certainty(section: Certain, words: Words) -> Iterator[list[Cell]]:
    """Give the bands of all nodes; chances, a second look and assumptions as lines below."""
    for row in (*section.rows, *section.practices):
        yield [row.number, row.id, row.title, *row.numbers]
    nothing: list[Cell] = [None] * 4
    for chance in section.chances:
        title = f"{chance.level} {chance.name} {chance.share}"
        yield ["", words("certainty.chance"), title, *nothing]
    for look in section.looks:
        yield ["", words("certainty.looks"), look.text, *nothing]
    for note in section.notes:
        yield ["", "", note, *nothing]


def _answers(section: Answers, words: Words) -> Iterator[list[Cell]]:
    for group in section.groups:
        for practice in group.practices:
            for row in practice.rows:
                n = row.numbers
                yield [
                    row.number, row.id, row.question, row.answer, row.raw, row.state_said,
                    n.credit, n.weight, n.contribution, n.lost, row.evidence, row.basis,
                ]  # fmt: skip
    nothing: list[Cell] = [None] * 6
    for absent in section.not_asked:
        for question_id in absent.ids:
            state = words("state.not_asked")
            yield [absent.number, question_id, "", "", "", state, *nothing]


def _figures(section: Basis) -> Iterator[list[Cell]]:
    for group in section.groups:
        for row in group.rows:
            yield [group.status, row.says, row.source, row.used_by]
