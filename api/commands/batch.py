"""``maturity batch``: a park's register in; results, reports and what to correct out, no server."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from api.commands.files import put
from api.kit.i18n import page_words
from assessment.cohort import Members, cohort
from assessment.register import Batch, assess_register
from questionnaires import Problem, Questionnaire, QuestionnaireError
from questionnaires.errors import Place
from questionnaires.files import read_register
from reports.errors import ReportError

__all__ = ["BatchOutputs", "run_batch"]

DONE, SOME_REJECTED, NOTHING_USABLE, STOPPED = 0, 1, 2, 130
_SHOWN = 20  # problems; the results workbook has all
_REPORTS = (".pdf", ".xlsx")


@dataclass(frozen=True)
class BatchOutputs:
    """Where things go besides the terminal, and how they are made."""

    results: Path | None = None
    to_correct: Path | None = None
    pdf_dir: Path | None = None
    report: Path | None = None
    park: str | None = None
    date: str | None = None
    processes: int | None = None


def run_batch(path: Path, questionnaire: Questionnaire, lang: str, outputs: BatchOutputs) -> int:
    """Assess the register at *path*, write what was asked for, and return the exit code.

    Raises ``QuestionnaireError`` for a file that cannot be used as a whole.
    """
    if outputs.report is not None and outputs.report.suffix.lower() not in _REPORTS:
        values = {"suffix": outputs.report.suffix or "—", "allowed": ", ".join(_REPORTS)}
        raise QuestionnaireError([Problem("file.unsupported", Place(outputs.report.name), values)])
    try:
        return _run(path, questionnaire, lang, outputs)
    except KeyboardInterrupt:
        click.echo(page_words(lang)("command.batch_stopped"), err=True)
        return STOPPED


def _run(path: Path, questionnaire: Questionnaire, lang: str, outputs: BatchOutputs) -> int:
    # invented firms, as in the sample register, have no credit code, and no list needs one here
    batch = assess_register(read_register(path, lambda _: questionnaire), keyed=False)
    _show(batch, lang, outputs.results)
    _write_workbooks(batch, lang, outputs)
    if not len(batch):
        return NOTHING_USABLE
    failed = [*_report(batch, path.stem, lang, outputs), *_pdfs(batch, lang, outputs)]
    for problem in failed:
        click.echo(problem.to(lang), err=True)
    return SOME_REJECTED if batch.faults or failed else DONE


def _show(batch: Batch, lang: str, results: Path | None) -> None:
    """Say how many were assessed, and the first problems."""
    words = page_words(lang)
    for problem in batch.problems[:_SHOWN]:
        click.echo(problem.to(lang), err=True)
    more = len(batch.problems) - _SHOWN
    if more > 0:
        key = "command.batch_more_in" if results else "command.batch_more"
        click.echo(words(key, n=more, path=results), err=True)
    done, wrong = len(batch), len(batch.faults)
    click.echo(words("command.batch_summary", done=f"{done:,}", n=wrong))
    if partial := done - int(batch.complete.sum()):
        click.echo(words("command.batch_partial", n=partial))


def _write_workbooks(batch: Batch, lang: str, outputs: BatchOutputs) -> None:
    from reports.register import (  # noqa: PLC0415  # not needed to look at the summary
        write_register_results,
        write_rows_to_correct,
    )

    words = page_words(lang)
    if outputs.results is not None:
        put(outputs.results, lambda path: write_register_results(batch, path, lang))
        click.echo(words("command.batch_results", path=outputs.results))
    if outputs.to_correct is not None and batch.faults:
        put(outputs.to_correct, lambda path: write_rows_to_correct(batch, path, lang))
        click.echo(words("command.batch_to_correct", path=outputs.to_correct))


def _report(batch: Batch, named: str, lang: str, outputs: BatchOutputs) -> Sequence[Problem]:
    """Write the report on the whole park; return why it could not be made, if so."""
    target = outputs.report
    if target is None:
        return ()
    from reports import park  # noqa: PLC0415  # WeasyPrint takes most of a second to import
    from reports.park.view import Place as Park  # noqa: PLC0415  # likewise

    fictional = bool(batch.fictional.any())
    members = Members(batch.names, batch.credit_codes, fictional=fictional)
    found = cohort(batch.register.questionnaire, batch.outcomes.table, members)
    place = Park(
        outputs.park or named, invited=batch.register.frame.height, date=outputs.date or ""
    )
    try:
        if target.suffix.lower() == ".xlsx":
            put(target, lambda path: park.write_workbook(found, path, lang, place))
        else:
            data = park.render(park.summarise(found, lang, place))
            put(target, lambda path: path.write_bytes(data))
    except ReportError as error:
        return error.problems
    click.echo(page_words(lang)("command.batch_report", path=target))
    return ()


def _pdfs(batch: Batch, lang: str, outputs: BatchOutputs) -> list[Problem]:
    """Make the firms' reports; return why some could not be made."""
    if outputs.pdf_dir is None:
        return []
    from api.commands import shelf  # noqa: PLC0415  # likewise
    from reports.pool import Pool  # noqa: PLC0415  # likewise

    words = page_words(lang)
    folder, pool = shelf.Shelf(outputs.pdf_dir), Pool(outputs.processes)
    documents = shelf.firm_documents(batch.outcomes, lang, outputs.date)
    label = words("command.batch_working")
    try:
        with click.progressbar(
            length=len(batch), label=label, show_pos=True, file=sys.stderr
        ) as bar:
            tally = shelf.make_reports(documents, folder, pool, bar.update)
    finally:
        pool.shutdown(cancel_futures=True)
    numbers = {"made": tally.made, "reused": tally.reused, "failed": len(tally.failed)}
    click.echo(words("command.batch_pdfs", folder=outputs.pdf_dir, **numbers))
    return [
        Problem(problem.code, Place(field=name), problem.values)
        for name, problems in tally.failed
        for problem in problems
    ]
