"""Questions: the parts their kind needs, credits in order, 100 within everybody's reach."""

from __future__ import annotations

from itertools import pairwise

from questionnaires.lint.report import Path, Report
from questionnaires.model import Anchor, Question

__all__ = ["MAX_OPTIONS", "check"]

RUNGS = 5
MAX_OPTIONS = 12
"""A set of ticked options is one code; twelve options make 4,096 codes."""
_FULL = 100.0
_SLACK = 1e-9  # rounding of sums of decimals
_DICTATOR = 0.5  # OECD/JRC Handbook 2008: nothing above half of the weight
_NEEDS = {
    "level": ("rungs",),
    "single": ("choices",),
    "multiple": ("choices",),
    "number": ("unit", "range", "anchors"),
    "count_of": ("numerator", "denominator", "range", "anchors"),
}
_PARTS = ("rungs", "choices", "unit", "range", "anchors", "numerator", "denominator", "lines")
_ALSO = {"count_of": ("unit", "lines"), "number": ("lines",)}


def check(report: Report) -> None:
    """Report questions that lack a part or whose credits do not make sense."""
    for path, question in report.questions():
        if not _has_its_parts(report, path, question):
            continue
        if question.is_quantity:
            _quantity(report, path, question)
        else:
            _options(report, path, question)
        _basis(report, path, question)
    _weights(report)


def _has_its_parts(report: Report, path: Path, question: Question) -> bool:
    complete = True
    for part in _PARTS:
        shown = "options" if part == "choices" else part
        needed = part in _NEEDS[question.kind]
        if needed and not getattr(question, part):
            report.error(
                "question.missing_part", path, id=question.id, kind=question.kind, part=shown
            )
            complete = False
        elif not needed and getattr(question, part) and part not in _ALSO.get(question.kind, ()):
            where = (*path, shown)
            report.error(
                "question.unused_part", where, id=question.id, kind=question.kind, part=shown
            )
    for part, used in (("credits", question.kind == "level"), ("direction", question.is_quantity)):
        if part in question.model_fields_set and not used:
            values = {"id": question.id, "kind": question.kind, "part": part}
            report.error("question.unused_part", (*path, part), **values)
    return complete


def _options(report: Report, path: Path, question: Question) -> None:
    where = (*path, "rungs" if question.kind == "level" else "options")
    if question.kind == "level":
        if len(question.rungs) != RUNGS or len(question.credits) != RUNGS:
            report.error("question.five_rungs", where, id=question.id, count=len(question.rungs))
            return
    elif not 2 <= len(question.options) <= MAX_OPTIONS:  # noqa: PLR2004  # a choice needs two
        report.error("question.option_count", where, id=question.id, limit=MAX_OPTIONS)
        return
    default = tuple(option.credit for option in question.options)
    own = "credits" in question.model_fields_set
    _credits(report, (*path, "credits") if own else where, question, default)
    for v, variant in enumerate(question.variants):
        spot = (*path, "variants", v)
        if variant.anchors or len(variant.credits) != len(default):
            report.error("variant.wrong_length", spot, id=question.id, count=len(default))
            continue
        _credits(report, spot, question, variant.credits)
        if any(mine < theirs for mine, theirs in zip(variant.credits, default, strict=True)):
            report.error("variant.stricter", spot, id=question.id)


def _credits(report: Report, path: Path, question: Question, credits: tuple[float, ...]) -> None:
    if question.kind == "multiple":
        total = sum(credits)
        if abs(total - _FULL) > _SLACK:
            report.error("question.credits_sum", path, id=question.id, total=f"{total:g}")
        for option, credit in zip(question.options, credits, strict=True):
            if option.exclusive and credit:
                report.error("question.exclusive_credit", path, id=question.id, option=option.id)
        return
    if any(later < earlier for earlier, later in pairwise(credits)):
        report.error("question.credits_order", path, id=question.id)
    if max(credits) != _FULL:
        report.error("question.cannot_reach_100", path, id=question.id, best=f"{max(credits):g}")


def _quantity(report: Report, path: Path, question: Question) -> None:
    low, high = question.range or (0.0, 0.0)
    if low >= high:
        report.error("question.range_order", (*path, "range"), id=question.id)
        return
    before = len(report.problems)
    _anchors(report, (*path, "anchors"), question, question.anchors)
    for v, variant in enumerate(question.variants):
        spot = (*path, "variants", v)
        if variant.credits or not variant.anchors:
            report.error("variant.needs_anchors", spot, id=question.id)
            continue
        _anchors(report, (*spot, "anchors"), question, variant.anchors)
        if len(report.problems) == before and _stricter(variant.anchors, question.anchors):
            report.error("variant.stricter", spot, id=question.id)


def _stricter(mine: tuple[Anchor, ...], default: tuple[Anchor, ...]) -> bool:
    """Whether some value earns less by *mine*; lines that bend at anchors differ most there."""
    values = {anchor.at for anchor in (*mine, *default)}
    return any(_credit(mine, at) < _credit(default, at) - _SLACK for at in values)


def _credit(anchors: tuple[Anchor, ...], value: float) -> float:
    """Return what *value* earns, linear between anchors and flat outside them."""
    for before, after in pairwise(anchors):
        if before.at <= value <= after.at:
            share = (value - before.at) / (after.at - before.at)
            return before.credit + share * (after.credit - before.credit)
    return anchors[0].credit if value < anchors[0].at else anchors[-1].credit


def _anchors(report: Report, path: Path, question: Question, anchors: tuple[Anchor, ...]) -> None:
    low, high = question.range or (0.0, 0.0)
    sign = 1 if question.direction == "up" else -1
    for i, (before, after) in enumerate(pairwise(anchors)):
        if after.at <= before.at:
            report.error("anchors.order", (*path, i + 1), id=question.id)
        if sign * (after.credit - before.credit) < 0:
            report.error(
                "anchors.direction", (*path, i + 1), id=question.id, direction=question.direction
            )
    for i, anchor in enumerate(anchors):
        if not low <= anchor.at <= high:
            values = {
                "id": question.id,
                "at": f"{anchor.at:g}",
                "low": f"{low:g}",
                "high": f"{high:g}",
            }
            report.error("anchors.outside_range", (*path, i), **values)
    best = max(anchor.credit for anchor in anchors)
    if best != _FULL:
        report.error("question.cannot_reach_100", path, id=question.id, best=f"{best:g}")
    if min(anchor.credit for anchor in anchors) > 0:
        report.warn("anchors.no_zero", path, id=question.id)


def _basis(report: Report, path: Path, question: Question) -> None:
    """Report thresholds without a basis, and lines drawn from figures that are not sure."""
    if not question.basis and report.questionnaire.figures:
        report.warn("question.no_basis", path, id=question.id)
    figures = {figure.id: figure for figure in report.questionnaire.figures}
    for i, name in enumerate(question.lines):
        figure = figures.get(name)
        if figure is not None and (figure.status == "unverified" or figure.value is None):
            report.error("line.not_drawable", (*path, "lines", i), id=question.id, figure=name)


def _weights(report: Report) -> None:
    dimensions = report.questionnaire.dimensions
    total = sum(dimension.weight for dimension in dimensions)
    for d, dimension in enumerate(dimensions):
        if len(dimensions) > 2 and dimension.weight > _DICTATOR * total:  # noqa: PLR2004
            report.warn("weight.dictator", ("dimensions", d, "weight"), id=dimension.id)
