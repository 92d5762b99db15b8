"""Levels: thresholds ascend from zero, and every gate can be passed."""

from __future__ import annotations

from itertools import pairwise

from questionnaires.lint.report import Path, Report
from questionnaires.model import Gate, Question

__all__ = ["check"]


def check(report: Report) -> None:
    """Report levels out of order and gates that name nothing or that nobody can pass."""
    levels = report.questionnaire.levels
    if levels[0].threshold != 0:
        report.error("level.first_not_zero", ("levels", 0, "threshold"))
    if levels[0].gates:
        report.error("level.first_has_gates", ("levels", 0, "gates"))
    for i, (before, after) in enumerate(pairwise(levels), start=1):
        if after.threshold <= before.threshold or after.level <= before.level:
            report.error("level.order", ("levels", i), level=after.level)
    for n, level in enumerate(levels):
        if not level.basis and report.questionnaire.figures:
            report.warn("level.no_basis", ("levels", n), level=level.level)
        for g, gate in enumerate(level.gates):
            _gate(report, ("levels", n, "gates", g), gate)


def _gate(report: Report, path: Path, gate: Gate) -> None:
    tests = [gate.at_least is not None, gate.reaches is not None, bool(gate.without)]
    on_node = gate.node is not None
    if on_node == (gate.question is not None) or sum(tests) != 1 or (on_node and not tests[0]):
        report.error("gate.form", path, id=gate.id)
        return
    if on_node:
        nodes = [d.id for d in report.questionnaire.dimensions]
        nodes += [p.id for p in report.questionnaire.practices]
        if gate.node not in nodes:
            report.unknown("gate.unknown_node", (*path, "node"), str(gate.node), nodes)
        return
    ids = [question.id for question in report.questionnaire.questions]
    if gate.question not in ids:
        report.unknown("gate.unknown_question", (*path, "question"), str(gate.question), ids)
    else:
        _on_question(report, path, gate, report.questionnaire.question(str(gate.question)))


def _on_question(report: Report, path: Path, gate: Gate, question: Question) -> None:
    if gate.at_least is not None:
        return
    if question.is_quantity:
        report.error("gate.form", path, id=gate.id)
        return
    options = [option.id for option in question.options]
    for name in (*gate.without, *([gate.reaches] if gate.reaches is not None else [])):
        if name not in options:
            report.unknown("gate.unknown_option", path, name, options)
            return
    if gate.without and set(gate.without) >= set(options):
        report.error("gate.nobody", path, id=gate.id)
    elif gate.without and question.kind != "multiple":
        flags = [option_id in gate.without for option_id in options]
        if flags != sorted(flags, reverse=True):
            report.error("gate.flag_not_worst", path, id=gate.id)
