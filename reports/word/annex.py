"""The sections for those who check: policy tasks, method, all answers, figures, record."""

from __future__ import annotations

from reports.sections.alignment import Alignment
from reports.sections.answers import AnswerRow, Answers
from reports.sections.basis import Basis
from reports.sections.method import Method
from reports.sections.record import Record
from reports.word.paper import Column, Paper, Row, Run
from reports.wording import Words

__all__ = ["alignment", "answers", "basis", "method", "record"]

_GREY = "566675"
_AMBER = "8A5300"


def alignment(paper: Paper, section: Alignment, t: Words) -> None:
    """Paint the tasks of the notice and by which answers they are served."""
    paper.paragraph(t("alignment.lead", notice=section.notice))
    columns = (
        Column("", 1.4), Column(t("alignment.task")), Column("", 4),
        Column(t("alignment.score"), 1.7, number=True),
        Column(t("alignment.questions"), 1.7, number=True),
    )  # fmt: skip
    rows = []
    for task in section.tasks:
        head = task.task
        rows.append(
            Row((task.number, head.title, head.bar, head.score, head.questions), group=True)
        )
        for clause in task.clauses:
            served = t("alignment.served_by", numbers=clause.served_by) if clause.served_by else ""
            title = (Run(clause.title), Run(served, colour=_GREY, size=7))
            rows.append(
                Row(
                    (
                        "",
                        title if served else clause.title,
                        clause.bar,
                        clause.score,
                        clause.questions,
                    )
                )
            )
    paper.table(columns, rows)


def method(paper: Paper, section: Method, t: Words) -> None:
    """Paint the method."""
    for point in section.points:
        paper.paragraph(Run(f"{point.title}  ", bold=True), point.text)
    paper.paragraph(Run(f"{t('method.weights')}  ", bold=True), section.weights)
    paper.heading(t("method.levels"), 2)
    columns = (
        Column(t("method.level_column"), 3), Column(t("method.band_column"), 2),
        Column(t("method.gates_column")),
    )  # fmt: skip
    paper.table(
        columns,
        (
            Row(
                (
                    Run(f"{x.level} {x.name}", bold=x.reached),
                    x.band,
                    x.gates or t("method.no_gates"),
                )
            )
            for x in section.levels
        ),
    )
    paper.paragraph(Run(f"{t('method.bases')}  ", bold=True), section.bases)
    paper.heading(t("method.states"), 2)
    columns = (
        Column(t("method.state"), 5), Column(t("method.treatment")),
        Column(t("method.count"), 3, number=True),
    )  # fmt: skip
    paper.table(columns, (Row((x.state, x.treatment, x.count)) for x in section.states))


def answers(paper: Paper, section: Answers, t: Words) -> None:
    """Paint every question asked with its answer, and the ids of the others."""
    paper.paragraph(section.intro)
    columns = (
        Column("", 1.4), Column(t("answers.question")),
        *(Column(t(f"answers.{name}"), 1.6, number=True)
          for name in ("credit", "weight", "contribution", "lost")),
    )  # fmt: skip
    for group in section.groups:
        paper.heading(f"{group.number} {group.title}", 2)
        rows = []
        for practice in group.practices:
            score = t("answers.practice_score", score=practice.score)
            rows.append(Row((practice.number, practice.title, "", "", "", score), group=True))
            rows += [_answer(row, t) for row in practice.rows]
        paper.table(columns, rows)
    if section.not_asked:
        paper.heading(t("answers.not_asked"), 2)
        paper.table(
            (Column("", 1.4), Column("", 4), Column("")),
            (Row((x.number, x.title, Run(" ".join(x.ids), size=8))) for x in section.not_asked),
        )


def _answer(row: AnswerRow, t: Words) -> Row:
    small = f"{row.id} · {t('answers.basis', basis=row.basis)}"
    small += f" · {t('answers.evidence', evidence=row.evidence)}" if row.evidence else ""
    said = (
        Run(row.question),
        Run(row.answer, colour=_AMBER if row.open else "1F3F68"),
        Run(small, colour=_GREY, size=7),
    )
    return Row((row.number, said, row.credit, row.weight, row.contribution, row.lost))


def basis(paper: Paper, section: Basis, t: Words) -> None:
    """Paint the figures by how sure they are."""
    paper.paragraph(f"{t('basis.lead')} {section.editorial}")
    columns = (Column(t("basis.says")), Column(t("basis.source"), 6), Column(t("basis.used_by"), 3))
    for group in section.groups:
        paper.heading(group.status, 2)
        paper.paragraph(
            Run(group.meaning, bold=group.caution, colour=_AMBER if group.caution else "")
        )
        paper.table(columns, (Row((x.says, x.source, x.used_by)) for x in group.rows))


def record(paper: Paper, section: Record, t: Words) -> None:
    """Paint versions and digests."""
    paper.paragraph(t("record.lead"))
    paper.table(
        (Column("", 5.5), Column("")), (Row((x.label, Run(x.value, size=8))) for x in section.rows)
    )
    paper.paragraph(Run(section.check, colour=_GREY))
