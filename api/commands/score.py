"""``maturity score``: answer files in; text, JSON, workbook and PDFs out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from api.commands.files import file_stem, put
from assessment import Outcome, assess, doubts
from questionnaires import Problem, Questionnaire, QuestionnaireError
from questionnaires.files import read_answers
from reports.errors import ReportError
from scoring.text import render_line, render_text

__all__ = ["Outputs", "score_files"]

DONE, SOME_REJECTED, NOTHING_USABLE = 0, 1, 2
_IN_FULL = 4  # firms shown at length; more are shown a line each


@dataclass(frozen=True)
class Outputs:
    """Where results go besides the terminal; *pdf* is a folder when there are several firms."""

    json: Path | None = None
    xlsx: Path | None = None
    pdf: Path | None = None
    date: str | None = None


def score_files(
    files: Sequence[Path], questionnaire: Questionnaire, lang: str, outputs: Outputs
) -> int:
    """Score every usable firm of *files*, write what was asked for, and return the exit code."""
    problems: list[Problem] = []
    outcomes: list[Outcome] = []
    for path in files:
        found, wrong = _assess_file(path, questionnaire)
        outcomes += found
        problems += wrong
    _show(outcomes, questionnaire, lang)
    for problem in problems:
        click.echo(problem.to(lang), err=True)
    if not outcomes:
        return NOTHING_USABLE
    failed = _write(outcomes, lang, outputs)
    return SOME_REJECTED if problems or failed else DONE


def _assess_file(
    path: Path, questionnaire: Questionnaire
) -> tuple[Iterable[Outcome], Iterable[Problem]]:
    """Return the outcomes of one file; a firm with a problem is left out, the others go on."""
    try:
        found = read_answers(path, lambda _: questionnaire)
    except QuestionnaireError as error:
        return (), error.problems
    if found.register is not None:
        if any(problem.place.row is None for problem in found.problems):
            return (), found.problems
        outcomes = assess(questionnaire, found.register.frame)
        return outcomes, (*found.problems, *found.register.place(outcomes.problems))
    if found.problems:
        return (), found.problems
    outcomes = assess(questionnaire, found.sheets)
    return [replace(outcome, confidence=found.confidence) for outcome in outcomes], ()


def _show(outcomes: Sequence[Outcome], questionnaire: Questionnaire, lang: str) -> None:
    if len(outcomes) <= _IN_FULL:
        for outcome in outcomes:
            click.echo(render_text(outcome.card, questionnaire, lang))
    else:
        for outcome in outcomes:
            click.echo(render_line(outcome.card, lang))


def _write(outcomes: Sequence[Outcome], lang: str, outputs: Outputs) -> bool:
    """Write the files asked for; return whether any report could not be made."""
    from reports.workbook import write_results  # noqa: PLC0415  # scoring alone needs no reports

    if outputs.json is not None:
        cards = [outcome.card.to_dict() for outcome in outcomes]
        text = json.dumps(cards[0] if len(cards) == 1 else cards, ensure_ascii=False, indent=2)
        put(outputs.json, lambda path: path.write_text(text + "\n", encoding="utf-8"))
    if outputs.xlsx is not None:
        put(outputs.xlsx, lambda path: write_results(outcomes, path, lang))
    if outputs.pdf is None:
        return False
    targets = _pdf_targets(outputs.pdf, outcomes)
    pairs = zip(outcomes, targets, strict=True)
    failed = [_pdf(outcome, lang, outputs.date, target) for outcome, target in pairs]
    return any(failed)


def _pdf(outcome: Outcome, lang: str, date: str | None, target: Path) -> bool:
    """Write one report; return whether it failed (the reason is printed)."""
    from reports.pdf import render  # noqa: PLC0415  # WeasyPrint takes most of a second to import
    from reports.summary import summarise  # noqa: PLC0415  # likewise

    try:
        data = render(summarise(outcome, lang, date=date, doubts=doubts(outcome)))
    except ReportError as error:
        for problem in error.problems:
            click.echo(problem.to(lang), err=True)
        return True
    put(target, lambda path: path.write_bytes(data))
    return False


def _pdf_targets(target: Path, outcomes: Sequence[Outcome]) -> Iterable[Path]:
    """Return one path per firm: *target* itself for one firm, else files in that folder."""
    if len(outcomes) == 1 and target.suffix.lower() == ".pdf":
        return [target]
    target.mkdir(parents=True, exist_ok=True)
    seen: dict[str, int] = {}
    paths = []
    for outcome in outcomes:
        stem = _stem(outcome)
        seen[stem] = seen.get(stem, 0) + 1
        number = f"-{seen[stem]}" if seen[stem] > 1 else ""
        paths.append(target / f"{stem}{number}.pdf")
    return paths


def _stem(outcome: Outcome) -> str:
    profile = outcome.sheet.profile
    form = "-quick" if outcome.sheet.form == "quick" else ""
    return file_stem(profile.name or profile.credit_code or "") + form
