"""The sections of the report in Word: scores, losses, next level, comparisons, advice, details."""

from __future__ import annotations

from collections.abc import Iterator

from reports.sections.advice import AdviceSection
from reports.sections.comparison import Compared
from reports.sections.dimensions import Dimensions, Spread
from reports.sections.losses import Losses
from reports.sections.next_level import NextLevel
from reports.sections.peers import Peers
from reports.sections.quantities import Quantity
from reports.sections.scores import Scores
from reports.word.paper import Column, Paper, Row, Run
from reports.wording import Words

__all__ = [
    "advice",
    "comparison",
    "dimensions",
    "losses",
    "next_level",
    "peers",
    "scores",
]

_GREY = "566675"
_AMBER = "8A5300"
_NUMBER = Column("", 1.4)


def _numeric(header: str, width: float = 1.7) -> Column:
    return Column(header, width, number=True)


def scores(paper: Paper, section: Scores, t: Words) -> None:
    """Paint dimensions and practices with their bars."""
    paper.paragraph(t("scores.lead"))
    columns = (
        _NUMBER, Column(t("scores.practice"), 5.2), Column(""), _numeric(t("scores.score")),
        _numeric(t("scores.range"), 2.2), _numeric(t("scores.weight")),
        _numeric(t("scores.contribution")), Column(t("scores.level"), 1.2),
    )  # fmt: skip
    rows = (
        Row(
            (r.number, r.title, r.bar, r.score, r.span, r.weight, r.contribution, r.level),
            group=r is group.dimension,
        )
        if r.counts
        else Row((r.number, r.title, t("scores.not_counted"), "", "", "", "", ""))
        for group in section.groups
        for r in (group.dimension, *group.rows)
    )
    paper.table(columns, rows)


def losses(paper: Paper, section: Losses, t: Words) -> None:
    """Paint the costliest answers."""
    paper.paragraph(section.intro)
    columns = (
        _NUMBER, Column(t("losses.question")), _numeric(t("losses.credit")),
        _numeric(t("losses.lost")),
    )  # fmt: skip
    rows = (
        Row((r.number, _answered(r.question, r.answer, r.ahead), r.credit, r.lost))
        for r in section.rows
    )
    paper.table(columns, rows)


def _answered(question: str, answer: str, ahead: str) -> tuple[Run, ...]:
    runs = [Run(question), Run(answer, colour="1F3F68")]
    return (*runs, Run(f"→ {ahead}", colour=_GREY)) if ahead else tuple(runs)


def next_level(paper: Paper, section: NextLevel, t: Words) -> None:
    """Paint what the next level takes."""
    paper.paragraph(Run(f"{section.level} {section.name}  ", bold=True), section.meaning)
    paper.paragraph(Run(f"{section.outlook} ", bold=True), t("next.why"))
    columns = (
        Column("", 0.9), Column(t("next.condition")), Column(t("next.current"), 4.5),
        Column(t("next.needed"), 4.5),
    )  # fmt: skip
    rows = (
        Row(
            (
                "✓" if r.holds else "○",
                (Run(r.text, bold=True), Run(r.where, colour=_GREY)),
                r.current,
                r.needed,
            )
        )
        for r in (section.index, *section.blocking)
    )
    paper.table(columns, rows)
    if section.met:
        paper.heading(t("next.met"), 2)
        paper.listed((Run(f"{row.text} {row.level}"),) for row in section.met)


def comparison(paper: Paper, section: Compared, t: Words) -> None:
    """Paint what has changed since the previous round."""
    paper.paragraph(section.intro)
    if section.obstacle:
        paper.paragraph(Run(section.obstacle, bold=True, colour=_AMBER))
    if section.verdict:
        paper.paragraph(Run(section.verdict, bold=True))
    if section.nodes:
        columns = (
            _NUMBER, Column(t("comparison.scores")), _numeric(t("comparison.before"), 2.2),
            _numeric(t("comparison.now"), 2.2), _numeric(t("comparison.change"), 2.2),
            *([Column(t("comparison.verdict"), 3.6)] if section.verdict else ()),
        )  # fmt: skip
        paper.table(
            columns,
            (
                Row(
                    (r.number, r.title, r.before, r.now, r.change,
                     *([r.verdict] if section.verdict else ())),
                    group=r.kind != "practice",
                )
                for r in section.nodes
            ),
        )  # fmt: skip
    paper.heading(t("comparison.answers"), 2)
    paper.paragraph(section.tally)
    columns = (
        _NUMBER, Column(t("comparison.question")), Column(t("comparison.before"), 4.2),
        Column(t("comparison.now"), 4.2), _numeric(t("comparison.change")),
    )  # fmt: skip
    if section.answers:
        paper.table(
            columns,
            (Row((r.number, r.question, r.before, r.now, r.change)) for r in section.answers),
        )
    else:
        paper.paragraph(t("comparison.unchanged"))
    for note in section.notes:
        paper.paragraph(Run(note, colour=_GREY))


def peers(paper: Paper, section: Peers, t: Words) -> None:
    """Paint the firm among its peers, with how many they are and the rule."""
    paper.paragraph(Run(f"{section.intro} ", bold=True), section.rule)
    if section.suppressed:
        paper.paragraph(Run(section.suppressed, bold=True, colour=_AMBER))
        return
    names = ("firm", "low", "middle", "high", "below")
    columns = (_NUMBER, Column(t("peers.node")), *(_numeric(t(f"peers.{n}"), 2.1) for n in names))
    rows = (
        Row(
            (r.number, r.title, r.score, r.low, r.middle, r.high, r.below),
            group=r.kind != "practice",
        )
        for r in section.rows
    )
    paper.table(columns, rows)


def advice(paper: Paper, section: AdviceSection, t: Words) -> None:
    """Paint measures, roadmap and what other budgets buy."""
    paper.paragraph(section.intro)
    if section.roadmap:
        paper.heading(t("advice.roadmap"), 2)
        columns = (
            Column(t("advice.period"), 3), Column(t("advice.what")),
            _numeric(t("advice.cost"), 3.2), _numeric(t("advice.after"), 2.2),
        )  # fmt: skip
        paper.table(
            columns,
            (
                Row((Run(p.name, bold=True), tuple(map(Run, p.measures)) or "", p.cost, p.after))
                for p in section.roadmap
            ),
        )
    if section.frontier:
        paper.heading(t("advice.frontier"), 2)
        across = (Column(t("advice.across"), 5), _numeric(t("advice.up"), 4))
        points = section.frontier.points
        paper.table(across, (Row((p.under, Run(p.label, bold=p.chosen))) for p in points))
    if section.measures:
        paper.heading(t("advice.measures"), 2)
        columns = (
            Column("", 1), Column(t("advice.measure")), _numeric(t("advice.cost"), 3.2),
            _numeric(t("advice.points"), 1.8),
        )  # fmt: skip
        rows = (
            Row((m.number, (Run(m.title, bold=True), *_notes(m.why, t, basis=m.basis,
                 funding=m.funding, clauses=m.clauses)), m.cost, m.points))
            for m in section.measures
        )  # fmt: skip
        paper.table(columns, rows)


def _notes(why: str, t: Words, *, basis: str, funding: str, clauses: str) -> Iterator[Run]:
    if why:
        yield Run(why)
    pairs = (
        (t("advice.cost_basis"), basis), (t("advice.funding"), funding),
        (t("advice.clauses"), clauses),
    )  # fmt: skip
    for label, text in pairs:
        if text:
            yield Run(f"{label} · {text}", colour=_GREY, size=8)


def dimensions(paper: Paper, section: Dimensions, t: Words) -> None:
    """Paint every dimension in detail."""
    paper.paragraph(t("dimensions.lead"))
    for spread in section.spreads:
        row = spread.row
        paper.heading(f"{row.number} {row.title}  {row.score} {row.level}", 2)
        paper.paragraph(
            f"{row.about} {t('scores.range')} {row.span} · {t('scores.weight')} {row.weight} · "
            f"{t('scores.contribution')} {row.contribution}"
        )
        _rungs(paper, spread, t)
        if spread.quantities:
            paper.heading(t("dimensions.quantities"), 3)
            flat = (quantity for pair in spread.quantities for quantity in pair)
            scales = (_NUMBER, Column(t("answers.question")), _numeric(t("answers.credit")))
            paper.table(scales, (Row((q.number, _scale(q), q.credit)) for q in flat))
        paper.heading(t("dimensions.losses"), 3)
        if not spread.answers:
            paper.paragraph(t("dimensions.no_losses"))
            continue
        paper.paragraph(spread.answers_note)
        columns = (
            _NUMBER, Column(t("dimensions.answer")), Column(t("dimensions.evidence"), 5),
            _numeric(t("dimensions.lost"), 1.5),
        )  # fmt: skip
        rows = (
            Row((a.number, _answered(a.question, a.answer, a.ahead), a.evidence, a.lost))
            for a in spread.answers
        )
        paper.table(columns, rows)
        if spread.more_answers:
            paper.paragraph(Run(spread.more_answers, colour=_GREY))


def _rungs(paper: Paper, spread: Spread, t: Words) -> None:
    columns = (
        _NUMBER, Column("", 4.2), Column(""), _numeric(t("scores.score"), 1.5),
        Column(t("scores.level"), 1.2),
    )  # fmt: skip
    rows = (
        Row(
            (
                p.row.number,
                Run(p.row.title, bold=True),
                (Run(f"{t('dimensions.now')} {p.now}"),
                 Run(f"{t('dimensions.next')} {p.next_level} {p.next}", colour="1F3F68"))
                if p.now
                else "" if p.row.counts else t("scores.not_counted"),
                p.row.score,
                p.row.level,
            )
        )
        for p in spread.practices
    )  # fmt: skip
    paper.table(columns, rows)


def _scale(quantity: Quantity) -> tuple[Run, ...]:
    """Put a scale into words: the anchors with what they are worth, then the reference lines."""
    marks = "   ".join(f"{mark.label}: {mark.under}" for mark in quantity.scale.marks)
    lines = (
        Run(f"{line.key} {line.text} — {line.source} · {line.status}", size=8,
            colour=_AMBER if line.caution else _GREY)
        for line in quantity.lines
    )  # fmt: skip
    why = (Run(quantity.why, colour=_GREY, size=8),) if quantity.why else ()
    answer = Run(quantity.answer, bold=True, colour=_AMBER if quantity.open else "")
    return (Run(quantity.question), answer, Run(marks, colour=_GREY), *lines, *why)
