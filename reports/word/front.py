"""The first page in Word: result, notices, strengths and weaknesses, next steps."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from reports.sections.overview import Standing
from reports.summary import Summary
from reports.theme import Theme
from reports.word.paper import Column, Paper, Row, Run
from reports.wording import Words

__all__ = ["head", "paint"]

_AMBER = "8A5300"
_GREY = "566675"
_PNG = "data:image/png;base64,"


def paint(paper: Paper, s: Summary, t: Words) -> None:
    """Paint the first page."""
    stamps = (s.cover.fictional, s.cover.form, s.cover.version, s.cover.date)
    head(paper, s.theme, (s.cover.title, s.cover.kind), s.cover.firm, stamps)
    facts = [f"{fact.label} {fact.value}" for fact in s.cover.facts]
    paper.paragraph(Run("   ".join(facts), colour=_GREY))
    _result(paper, s, t)
    for notice in s.result.notices:
        paper.paragraph(Run(f"{notice.title}  ", bold=True, colour=_AMBER), notice.text)
    rows = (Row((r.title, r.bar, r.score, r.level)) for r in s.overview.dimensions)
    paper.table((Column("", 5), Column(""), Column("", 2, number=True), Column("", 1.6)), rows)
    if s.overview.more_dimensions:
        paper.paragraph(Run(s.overview.more_dimensions, colour=_GREY))
    _standings(paper, t("overview.strongest"), s.overview.strongest)
    _standings(paper, t("overview.weakest"), s.overview.weakest)
    paper.heading(t("overview.blocking"), 2)
    blocking = [*s.overview.blocking, s.overview.more_blocking]
    paper.listed((Run(said),) for said in blocking if said)
    if not s.overview.blocking:
        paper.paragraph(t("overview.top"))
    paper.heading(s.overview.steps_from, 2)
    paper.listed(
        (
            (Run(f"{x.title} "), Run(f"{x.text} ", bold=True), Run(x.points, colour=_AMBER))
            for x in s.overview.steps
        ),
        numbered=True,
    )
    if not s.overview.steps:
        paper.paragraph(t("overview.nothing_lost"))
    paper.paragraph(Run(t("word.edited"), colour=_GREY, size=8))


def head(
    paper: Paper, theme: Theme, kicker: Sequence[str], name: str, stamps: Sequence[str]
) -> None:
    """Write what stands above everything: logo, kind of document, the name, what must be known."""
    if theme.logo.startswith(_PNG):  # Word cannot show an SVG by itself
        paper.picture(base64.b64decode(theme.logo.removeprefix(_PNG)), theme.name)
    paper.paragraph(Run(" · ".join(filter(None, (theme.name, *kicker))), colour=_GREY))
    paper.heading(name, 0)
    paper.paragraph(Run(" · ".join(filter(None, stamps)), bold=True))


def _result(paper: Paper, s: Summary, t: Words) -> None:
    shown, change = s.result, s.overview.change
    level = f"{shown.level} {shown.level_name}"
    labels = [t("result.level"), t("result.index"), t("result.range"), t("result.coverage")]
    values = [level, shown.index, shown.span, shown.coverage]
    if change and change.index:
        labels.append(change.since)
        values.append(f"{change.index}  {change.level}")
    cells = tuple(Run(value, bold=True, size=14) for value in values)
    paper.table([Column(label) for label in labels], [Row(cells)])
    paper.paragraph(f"{shown.meaning} ", Run(shown.outlook, bold=True))
    if change and change.note:
        paper.paragraph(Run(f"{t('overview.change')}  ", bold=True, colour=_AMBER), change.note)


def _standings(paper: Paper, title: str, standings: tuple[Standing, ...]) -> None:
    if standings:
        paper.heading(title, 2)
        rows = (Row((r.number, r.title, r.bar, r.score, r.level)) for r in standings)
        columns = (
            Column("", 1.3),
            Column("", 5.5),
            Column(""),
            Column("", 2, number=True),
            Column("", 1.6),
        )
        paper.table(columns, rows)
