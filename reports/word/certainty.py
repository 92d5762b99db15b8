"""How sure a result is, in Word."""

from __future__ import annotations

from reports.sections.certainty import Certain, Look
from reports.word.paper import Column, Paper, Row, Run
from reports.wording import Words

__all__ = ["certainty"]

_GREY = "566675"


def certainty(paper: Paper, section: Certain, t: Words) -> None:
    """Paint bands, chances, what the result hangs on, and what to look at again."""
    paper.paragraph(Run(f"{section.said} ", bold=True), section.open)
    columns = (
        Column("", 1.4), Column(t("certainty.node")), _numeric(t("certainty.score"), 2.2),
        _numeric(t("certainty.band"), 3.2),
    )  # fmt: skip
    paper.table(
        columns,
        (Row((r.number, r.title, r.score, r.band), group=r.kind == "index") for r in section.rows),
    )
    paper.heading(t("certainty.chances"), 2)
    levels = (Column(t("certainty.level")), _numeric(t("certainty.chance"), 3))
    paper.table(
        levels,
        (Row((Run(f"{c.level} {c.name}", bold=c.reached), c.share)) for c in section.chances),
    )
    if section.hinges:
        paper.heading(t("certainty.hinges"), 2)
        shares = (
            Column(t("certainty.hinge")), _numeric(t("certainty.of_index"), 2.6),
            _numeric(t("certainty.of_level"), 2.6),
        )  # fmt: skip
        paper.table(shares, (Row((h.text, h.index, h.level)) for h in section.hinges))
        paper.paragraph(Run(t("certainty.hinge_note"), colour=_GREY))
    if section.looks:
        paper.heading(t("certainty.looks"), 2)
        paper.paragraph(t("certainty.looks_lead"))
        paper.listed((Run(look.text), Run(_numbers(look), colour=_GREY)) for look in section.looks)
    for note in section.notes:
        paper.paragraph(Run(note, colour=_GREY))


def _numbers(look: Look) -> str:
    return " ".join((*(question.number for question in look.questions), look.more)).strip()


def _numeric(header: str, width: float) -> Column:
    return Column(header, width, number=True)
