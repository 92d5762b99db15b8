"""Ids: given once, and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.lint.report import Path, Report
from questionnaires.model import EDITORIAL
from questionnaires.profile import FACTS

__all__ = ["check"]

_RESERVED = frozenset((*FACTS, "size", "form", "index"))  # columns of tables and results


def check(report: Report) -> None:
    """Report repeated ids and references to ids nobody declared."""
    _repeated(report)
    _references(report)
    _unused(report)


def _declared(report: Report) -> Iterator[tuple[str, str, Path]]:
    """Yield (name space, id, path) of everything that has an id."""
    questionnaire = report.questionnaire
    for name in ("roles", "sources", "figures", "measures", "checks", "tasks"):
        for i, item in enumerate(getattr(questionnaire, name)):
            yield name, item.id, (name, i, "id")
    for t, task in enumerate(questionnaire.tasks):
        for c, clause in enumerate(task.clauses):
            yield "tasks", clause.id, ("tasks", t, "clauses", c, "id")
    yield from _declared_in_tree(report)
    for n, level in enumerate(questionnaire.levels):
        for g, gate in enumerate(level.gates):
            yield "gates", gate.id, ("levels", n, "gates", g, "id")


def _declared_in_tree(report: Report) -> Iterator[tuple[str, str, Path]]:
    for d, dimension in enumerate(report.questionnaire.dimensions):
        yield "tree", dimension.id, ("dimensions", d, "id")
    for path, practice in report.practices():
        yield "tree", practice.id, (*path, "id")
    for path, question in report.questions():
        yield "tree", question.id, (*path, "id")
        for o, option in enumerate(question.choices):
            yield f"options of {question.id}", option.id, (*path, "options", o, "id")


def _repeated(report: Report) -> None:
    seen: set[tuple[str, str]] = set()
    for space, name, path in _declared(report):
        if (space == "tree" and name in _RESERVED) or (space, name) == ("figures", EDITORIAL):
            report.error("id.reserved", path, id=name)
        if (space, name) in seen:
            report.error("id.repeated", path, id=name)
        seen.add((space, name))


def _references(report: Report) -> None:
    questionnaire = report.questionnaire
    roles = {role.id for role in questionnaire.roles}
    clauses = {clause.id for task in questionnaire.tasks for clause in task.clauses}
    sources = {source.id for source in questionnaire.sources}
    bases = {figure.id for figure in questionnaire.figures} | {EDITORIAL}
    for i, figure in enumerate(questionnaire.figures):
        if figure.source not in sources:
            report.unknown("id.unknown_source", ("figures", i, "source"), figure.source, sources)
    if questionnaire.policy is not None and questionnaire.policy not in sources:
        report.unknown("id.unknown_source", ("policy",), questionnaire.policy, sources)
    for n, level in enumerate(questionnaire.levels):
        _each(report, "id.unknown_basis", ("levels", n, "basis"), level.basis, bases)
    for path, question in report.questions():
        _each(report, "id.unknown_role", (*path, "who"), question.who, roles)
        _each(report, "id.unknown_clause", (*path, "clauses"), question.clauses, clauses)
        _each(report, "id.unknown_basis", (*path, "basis"), question.basis, bases)
        _each(report, "id.unknown_basis", (*path, "lines"), question.lines, bases - {EDITORIAL})
        for a, anchor in enumerate(question.anchors):
            _each(report, "id.unknown_basis", (*path, "anchors", a), (anchor.basis,), bases)
        for v, variant in enumerate(question.variants):
            where = (*path, "variants", v)
            used = (*variant.basis, *(anchor.basis for anchor in variant.anchors))
            _each(report, "id.unknown_basis", where, used, bases)


def _each(report: Report, code: str, path: Path, used: tuple[str, ...], known: set[str]) -> None:
    for i, name in enumerate(used):
        if name not in known:
            report.unknown(code, (*path, i), name, sorted(known))


def _unused(report: Report) -> None:
    """Report figures nobody uses, and policy clauses no question answers."""
    questionnaire = report.questionnaire
    used: set[str] = set()
    for level in questionnaire.levels:
        used.update(level.basis)
    for question in questionnaire.questions:
        used.update(question.basis, question.lines, (a.basis for a in question.anchors))
        for variant in question.variants:
            used.update(variant.basis, (anchor.basis for anchor in variant.anchors))
    for i, figure in enumerate(questionnaire.figures):
        if figure.id not in used:
            report.warn("figure.unused", ("figures", i), id=figure.id)
    covered = {clause for question in questionnaire.questions for clause in question.clauses}
    for t, task in enumerate(questionnaire.tasks):
        for c, clause in enumerate(task.clauses):
            if clause.id not in covered:
                report.warn("clause.uncovered", ("tasks", t, "clauses", c), id=clause.id)
