"""Texts: every sentence in every declared language, and no question without help."""

from __future__ import annotations

from typing import Any

from questionnaires.lint.report import Path, Report
from questionnaires.text import Text

__all__ = ["check"]

_LOOKS_LIKE = 5


def check(report: Report) -> None:
    """Report missing and undeclared languages, and questions short of help, evidence or clause."""
    _walk(report, (), report.questionnaire)
    asks_for_clauses = bool(report.questionnaire.tasks)
    for path, question in report.questions():
        wanted = {"help": question.help, "evidence": question.evidence}
        if report.questionnaire.roles:
            wanted["who"] = question.who or None  # type: ignore[assignment]  # only its absence counts
        if asks_for_clauses:
            wanted["clauses"] = question.clauses or None  # type: ignore[assignment]  # likewise
        for part, value in wanted.items():
            if value is None:
                report.warn("question.without", path, id=question.id, part=part)
    for path, practice in report.practices():
        if practice.looks_like and len(practice.looks_like) != _LOOKS_LIKE:
            report.warn("practice.looks_like", path, id=practice.id)


def _walk(report: Report, path: Path, item: Any) -> None:
    if isinstance(item, Text):
        declared = report.questionnaire.languages
        for language in declared:
            if language not in item:
                report.warn("text.missing_language", path, language=language, text=item.to("zh"))
        for language in item:
            if language not in declared:
                report.warn("text.undeclared_language", path, language=language)
    elif isinstance(item, tuple):
        for index, part in enumerate(item):
            _walk(report, (*path, index), part)
    elif hasattr(type(item), "model_fields"):
        for name, field in type(item).model_fields.items():
            _walk(report, (*path, field.alias or name), getattr(item, name))
