"""Plausibility checks: they look at real answers, and their quantities can be compared."""

from __future__ import annotations

from questionnaires.lint.conditions import check_condition
from questionnaires.lint.report import Report

__all__ = ["check"]


def check(report: Report) -> None:
    """Report checks that look at nothing or compare what cannot be compared."""
    ids = [question.id for question in report.questionnaire.questions]
    for c, item in enumerate(report.questionnaire.checks):
        path = ("checks", c)
        if item.when is not None:
            check_condition(report, (*path, "when"), item.when, item.id)
        for name in item.not_above or ():
            if name not in ids:
                report.unknown("check.unknown_question", (*path, "not_above"), name, ids)
            elif not report.questionnaire.question(name).is_quantity:
                report.error("check.not_a_quantity", (*path, "not_above"), id=name)
