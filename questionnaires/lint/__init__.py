"""The linter: everything that is wrong with a questionnaire, with file, line and remedy.

Errors make a questionnaire unusable (``load`` refuses it); warnings are what a published one must
not have either, such as a missing translation or a threshold without a basis.
"""

from __future__ import annotations

import sys
from pathlib import Path

from questionnaires.errors import Problem, QuestionnaireError
from questionnaires.lint import checks, conditions, ids, levels, measures, questions, texts
from questionnaires.lint.report import Report
from questionnaires.loader import build, read
from questionnaires.model import Questionnaire
from questionnaires.source import Document

__all__ = ["faults", "lint"]


def lint(name: str | Path) -> list[Problem]:
    """Return all problems of a questionnaire given by name, folder or file; never raises."""
    try:
        document = read(name)
    except QuestionnaireError as error:
        return list(error.problems)
    questionnaire, problems = build(document)
    return problems if questionnaire is None else faults(questionnaire, document)


def faults(questionnaire: Questionnaire, document: Document) -> list[Problem]:
    """Return the problems of a questionnaire whose shape is right."""
    report = Report(questionnaire, document)
    ids.check(report)
    questions.check(report)
    conditions.check(report)
    levels.check(report)
    if not any(problem.severity == "error" for problem in report.problems):
        checks.check(report)
        measures.check(report)  # a faulty question would be reported again for every measure
    texts.check(report)
    return report.problems


def main() -> int:
    """Lint the questionnaires named on the command line; ``maturity lint`` is the full version."""
    found = [problem for name in sys.argv[1:] for problem in lint(name)]
    for problem in found:
        sys.stdout.write(problem.to("zh") + "\n")
    return 1 if found else 0
