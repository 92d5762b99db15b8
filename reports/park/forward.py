"""The summary an authority passes on as a file of its own; no member is named in it.

The same table stands in the park report and in its workbook. All three functions take the one
``ParkSummary``, and the same summary gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from reports.park import paint
from reports.park.sections.forward import Forward
from reports.park.summary import ParkSummary
from reports.park.workbook import form_columns, form_rows
from reports.sheets import Sheet, opened
from reports.word import front
from reports.word import paper as word
from reports.wording import Words

__all__ = ["to_excel", "to_pdf", "to_word"]

# Centimetres, and points: with them the table stays on one page.
_LABEL = {"zh-CN": 8.0, "en": 9.8}
_SIZE = 8.0
_GREY = "566675"
_ROOM_TO_SIGN = 3  # lines


def to_pdf(summary: ParkSummary, *, tagged: bool = True, archive: bool = False) -> bytes:
    """Return one page as PDF; options and errors are those of ``reports.pdf.render``."""
    return paint.render(summary, template="passed_on", tagged=tagged, archive=archive)


def to_excel(summary: ParkSummary) -> bytes:
    """Return one sheet as XLSX; text is never a formula."""
    words, target = Words(summary.lang), io.BytesIO()
    with opened(target, _title(summary)) as (book, formats):
        title = words("park.book.forward")
        Sheet(book, title, form_columns(words), formats, 1).fill(form_rows(summary.forward))
    return target.getvalue()


def to_word(summary: ParkSummary) -> bytes:
    """Return one page as DOCX, to edit, sign and seal."""
    form, footer = summary.forward, summary.page
    paper = word.Paper(
        _title(summary), summary.lang, summary.theme.palette,
        (footer.running, footer.before, footer.after),
    )  # fmt: skip
    stamps = (summary.cover.fictional, summary.cover.version, summary.cover.date)
    front.head(
        paper, summary.theme, (summary.cover.title, form.heading.title), summary.cover.park, stamps
    )
    paper.table((word.Column("", _LABEL[summary.lang]), word.Column("")), _table(form))
    paper.paragraph(word.Run(form.note, colour=_GREY, size=8))
    room = (word.Run(""),) * (_ROOM_TO_SIGN - 1)
    lines = tuple((word.Run(line), *room) for line in form.signatures)
    paper.table((word.Column(""),) * len(lines), [word.Row(lines)])
    return paper.to_bytes()


def _table(form: Forward) -> Iterator[word.Row]:
    for group in form.groups:
        yield word.Row((group.title, ""), group=True)
        for row in group.rows:
            yield word.Row((word.Run(row.label, size=_SIZE), word.Run(row.value, size=_SIZE)))


def _title(summary: ParkSummary) -> str:
    return f"{summary.cover.park} · {summary.forward.heading.title}"
