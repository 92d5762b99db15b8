"""Measures: every reference leads somewhere, every move suits its question and its firms."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires import codes
from questionnaires.lint.reach import asked_of, kinds_of_firm, unreached
from questionnaires.lint.report import Path, Report
from questionnaires.measures import Catalogue, Measure, Move, Need, Range
from questionnaires.model import EDITORIAL, Question

__all__ = ["check", "check_measure"]

_EXPECTED = ("what", "cost", "months")


def check(report: Report) -> None:
    """Report measures that cannot work, and what no measure reaches."""
    before = len(report.problems)
    _catalogue(report)
    for m, measure in enumerate(report.questionnaire.measures):
        check_measure(report, ("measures", m), measure)
        for part in _missing(report, measure):
            report.warn("measure.without", ("measures", m), id=measure.id, part=part)
    _circles(report)
    if len(report.problems) == before and report.questionnaire.measures:
        for path, values in unreached(report):
            report.warn("measure.unreached", path, **values)


def check_measure(
    report: Report, path: Path, measure: Measure, *, extra: tuple[str, ...] = ()
) -> None:
    """Report what is wrong with one measure; *extra* are ids known beside the questionnaire's."""
    _references(report, path, measure, extra)
    for i, move in enumerate(measure.moves):
        _move(report, (*path, "moves", i), measure, move)


def _missing(report: Report, measure: Measure) -> Iterator[str]:
    yield from (part for part in _EXPECTED if getattr(measure, part) is None)
    if report.questionnaire.tasks and not measure.clauses:
        yield "clauses"


def _catalogue(report: Report) -> None:
    catalogue = report.questionnaire.catalogue
    if catalogue is None:
        return
    sources = sorted(s.id for s in (*catalogue.sources, *report.questionnaire.sources))
    for part in ("figures", "levers"):
        for i, item in enumerate(getattr(catalogue, part)):
            where: Path = ("catalogue", part, i, "source")
            _each(report, "id.unknown_source", where, (item.source,), sources)
    for i, lever in enumerate(catalogue.levers):
        path: Path = ("catalogue", "levers", i)
        _known(report, (*path, "processes"), lever.processes, list(codes.processes()))
        if lever.starts and lever.ends and lever.ends < lever.starts:
            report.error("lever.dates", path, id=lever.id)
    _figures_and_costs(report, catalogue)


def _figures_and_costs(report: Report, catalogue: Catalogue) -> None:
    figures = [*(figure.id for figure in catalogue.figures), EDITORIAL]
    for i, cost in enumerate(catalogue.costs):
        path: Path = ("catalogue", "costs", i)
        _each(report, "id.unknown_basis", (*path, "basis"), (cost.basis,), figures)
        for size in codes.sizes():
            _range(report, (*path, "ranges", size), cost.id, getattr(cost.ranges, size))
    used = {name for m in report.questionnaire.measures for name in _cited(m)}
    used |= {cost.basis for cost in catalogue.costs}
    for i, figure in enumerate(catalogue.figures):
        if figure.id not in used:
            report.warn("figure.unused", ("catalogue", "figures", i), id=figure.id)


def _cited(measure: Measure) -> Iterator[str]:
    yield from (*measure.figures, *measure.saving, *(move.basis for move in measure.moves))
    if measure.payback:
        yield measure.payback.basis
    if measure.cost:
        yield measure.cost.basis


def _references(report: Report, path: Path, measure: Measure, extra: tuple[str, ...]) -> None:
    questionnaire, catalogue = report.questionnaire, report.questionnaire.catalogue
    measures = [*(other.id for other in questionnaire.measures), *extra]
    clauses = [clause.id for task in questionnaire.tasks for clause in task.clauses]
    own = catalogue.figures if catalogue else ()
    figures = [*(figure.id for figure in (*own, *questionnaire.figures)), EDITORIAL]
    levers = [lever.id for lever in catalogue.levers] if catalogue else []
    _known(report, (*path, "processes"), measure.processes, list(codes.processes()))
    _each(report, "id.unknown_clause", (*path, "clauses"), measure.clauses, clauses)
    _each(report, "id.unknown_basis", path, tuple(_cited(measure)), figures)
    _each(report, "measure.unknown_lever", (*path, "funding"), measure.funding, levers)
    _each(report, "measure.unknown_measure", (*path, "excludes"), measure.excludes, measures)
    for n, need in enumerate(measure.needs):
        _need(report, (*path, "needs", n), measure, need, measures)
    if measure.cost is not None:
        classes = [cost.id for cost in catalogue.costs] if catalogue else []
        if measure.cost.class_ is not None and measure.cost.class_ not in classes:
            report.unknown("measure.unknown_cost", (*path, "cost"), measure.cost.class_, classes)
        ranges = (
            [getattr(measure.cost.by_size, size) for size in codes.sizes()]
            if measure.cost.by_size
            else []
        )
        for span in (measure.cost.range, *ranges):
            _range(report, (*path, "cost"), measure.id, span)


def _need(report: Report, path: Path, measure: Measure, need: Need, measures: list[str]) -> None:
    if need.measure is not None:
        _each(report, "measure.unknown_measure", path, (need.measure,), measures)
        if need.measure in measure.excludes:
            report.error("measure.contradiction", path, id=measure.id, other=need.measure)
        return
    question = _question(report, path, str(need.question))
    if question is not None:
        _option(report, path, question, str(need.reaches))


def _known(report: Report, path: Path, used: tuple[str, ...], known: list[str]) -> None:
    _each(report, "measure.unknown_value", path, used, known)


def _each(report: Report, code: str, path: Path, used: tuple[str, ...], known: list[str]) -> None:
    for name in used:
        if name not in known:
            report.unknown(code, path, name, known)


def _range(report: Report, path: Path, owner: str, span: Range | None) -> None:
    if span is not None and span[1] < span[0]:
        report.error("measure.cost_order", path, id=owner)


def _question(report: Report, path: Path, question_id: str) -> Question | None:
    if report.questionnaire.has(question_id):
        return report.questionnaire.question(question_id)
    ids = [question.id for question in report.questionnaire.questions]
    report.unknown("measure.unknown_question", path, question_id, ids)
    return None


def _option(report: Report, path: Path, question: Question, option: str) -> bool:
    options = [item.id for item in question.options]
    if option not in options:
        report.unknown("measure.unknown_option", path, option, options or [question.kind])
        return False
    return True


def _move(report: Report, path: Path, measure: Measure, move: Move) -> None:
    question = _question(report, (*path, "question"), move.question)
    if question is None:
        return
    kinds = kinds_of_firm(measure.processes, measure.sizes)
    if not any(asked_of(question, *kind) for kind in kinds):
        report.error("measure.never_asked", path, id=measure.id, question=question.id)
    worded = isinstance(move.to, str)
    fits = {
        "multiple": bool(move.ticks) and move.origin is None,
        "number": not worded and not move.ticks and move.origin is None,
        "count_of": not worded and not move.ticks and move.origin is None,
    }.get(question.kind, worded)
    if not fits:
        report.error(
            "measure.wrong_move", path, id=measure.id, question=question.id, kind=question.kind
        )
    elif question.is_quantity:
        _quantity(report, path, measure, move, question)
    else:
        named = (
            *move.ticks,
            *([str(move.to)] if worded else []),
            *([move.origin] if move.origin else []),
        )
        if all(_option(report, path, question, option) for option in named):
            _gain(report, path, measure, move, question)


def _gain(report: Report, path: Path, measure: Measure, move: Move, question: Question) -> None:
    order = [option.id for option in question.options]
    exclusive = {option.id for option in question.options if option.exclusive}
    start = order.index(move.origin) if move.origin else 0
    if exclusive & set(move.ticks) or (not move.ticks and order.index(str(move.to)) <= start):
        report.error("measure.no_gain", path, id=measure.id, question=question.id)


def _quantity(report: Report, path: Path, measure: Measure, move: Move, question: Question) -> None:
    low, high = question.range or (0.0, 0.0)
    for value in (move.to, move.until):
        if isinstance(value, (int, float)) and not low <= value <= high:
            values = {"low": f"{low:g}", "high": f"{high:g}", "value": f"{value:g}"}
            report.error("measure.out_of_range", path, id=measure.id, **values)
    change = move.by if move.by is not None else move.percent
    if change is not None and (change > 0) != (question.direction == "up"):
        report.error("measure.no_gain", path, id=measure.id, question=question.id)


def _circles(report: Report) -> None:
    """Report measures that need each other by name, directly or through others."""
    needs = {m.id: {n.measure for n in m.needs if n.measure} for m in report.questionnaire.measures}
    reach = {key: set(value) for key, value in needs.items()}
    changed = True
    while changed:
        changed = False
        for key, others in reach.items():
            more = set().union(*(reach.get(str(other), set()) for other in others)) - others
            if more:
                reach[key], changed = others | more, True
    for m, measure in enumerate(report.questionnaire.measures):
        if measure.id in reach[measure.id]:
            report.error("measure.cycle", ("measures", m), id=measure.id)
