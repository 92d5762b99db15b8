"""What a firm says about the measures: own costs and times, own measures, what it rules out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from questionnaires.errors import Place, Problem
from questionnaires.lint.measures import check_measure
from questionnaires.lint.report import Report
from questionnaires.measures import Measure
from questionnaires.model import EDITORIAL, Questionnaire
from questionnaires.source import Document
from scoring.errors import ScoringError

__all__ = ["FIRM", "Adjustments", "cost_of", "parse_adjustments"]

FIRM = "firm"
"""The basis of a cost that the firm has entered itself."""

_KEYS = ("excluded", "planned", "done", "edits", "own")
_ALLOWED = ", ".join(_KEYS)
_EDITS = ("cost", "months")


@dataclass(frozen=True)
class Adjustments:
    """A firm's say. Every plan holds the ``planned`` measures; ``done`` ones cost nothing more."""

    excluded: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    measures: tuple[Measure, ...] = field(default=())
    """All measures, with the firm's own costs and times and its own measures in place."""


def parse_adjustments(questionnaire: Questionnaire, data: Any = None) -> Adjustments:
    """Check plain data ``{excluded, planned, done, edits, own}`` and return the adjustments.

    ``excluded``, ``planned`` and ``done`` list measure ids, ``edits`` maps a measure id to ``cost``
    (``[least, most]`` in 10,000 yuan) and ``months``, ``own`` lists measures written as in
    ``measures.yaml``. Raises ``ScoringError`` listing everything that cannot be used.
    """
    if isinstance(data, Adjustments):
        return data
    given = {} if data is None else data
    if not isinstance(given, Mapping):
        raise ScoringError([Problem("advice.bad_shape", Place(field="measures"), {"key": given})])
    problems = [
        Problem("advice.unknown_key", Place(field=str(key)), {"key": key, "allowed": _ALLOWED})
        for key in given if key not in _KEYS
    ]  # fmt: skip
    own, found = _own(questionnaire, given.get("own") or ())
    problems += found
    measures = {m.id: m for m in (*questionnaire.measures, *own)}
    named: dict[str, frozenset[str]] = {}
    for key in _KEYS[:3]:
        named[key], found = _ids(given.get(key) or (), key, measures)
        problems += found
    problems += list(_twice(named))
    measures, found = _edited(given.get("edits") or {}, measures)
    problems += found
    if problems:
        raise ScoringError(problems)
    return Adjustments(**named, measures=tuple(measures.values()))


def _ids(
    raw: Any, key: str, measures: Mapping[str, Measure]
) -> tuple[frozenset[str], list[Problem]]:
    if isinstance(raw, (str, Mapping)) or not hasattr(raw, "__iter__"):
        return frozenset(), [Problem("advice.bad_shape", Place(field=key), {"key": raw})]
    wanted = [str(item) for item in raw]
    unknown = [
        Problem("advice.unknown_measure", Place(field=key), {"id": item})
        for item in wanted if item not in measures
    ]  # fmt: skip
    return frozenset(wanted) & frozenset(measures), unknown


def _twice(named: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    both = [(a, b) for a in named for b in named if a < b]
    for first, second in both:
        for item in sorted(named[first] & named[second]):
            values = {"id": item, "first": first, "second": second}
            yield Problem("advice.said_twice", Place(field=first), values)


def _edited(raw: Any, measures: dict[str, Measure]) -> tuple[dict[str, Measure], list[Problem]]:
    if not isinstance(raw, Mapping):
        return measures, [Problem("advice.bad_shape", Place(field="edits"), {"key": raw})]
    found, problems = dict(measures), []
    for key, change in raw.items():
        place = Place(field=f"edits.{key}")
        if key not in measures:
            problems.append(Problem("advice.unknown_measure", place, {"id": key}))
        elif not isinstance(change, Mapping) or set(change) - set(_EDITS):
            values = {"key": change, "allowed": ", ".join(_EDITS)}
            problems.append(Problem("advice.unknown_key", place, values))
        else:
            data = measures[key].model_dump(by_alias=True, exclude_unset=True)
            data |= {"months": change["months"]} if "months" in change else {}
            data |= {"cost": {"range": change["cost"], "basis": FIRM}} if "cost" in change else {}
            measure = _measure(data, place, problems)
            found[key] = measure or measures[key]
    return found, problems


def _measure(data: Any, place: Place, problems: list[Problem]) -> Measure | None:
    try:
        measure = Measure.model_validate(data)
    except ValidationError as error:
        for detail in error.errors():
            path = ".".join(str(step) for step in detail["loc"])
            spot = replace(place, field=f"{place.field}.{path}" if path else place.field)
            values = {"value": detail["input"], "why": detail["msg"]}
            problems.append(Problem("schema.bad_value", spot, values))
        return None
    span = measure.cost.range if measure.cost else None
    if span is not None and span[1] < span[0]:
        problems.append(Problem("measure.cost_order", place, {"id": measure.id}))
    return measure


def _own(questionnaire: Questionnaire, raw: Any) -> tuple[list[Measure], list[Problem]]:
    """Return the firm's own measures, checked like those of the catalogue."""
    if isinstance(raw, (str, Mapping)) or not hasattr(raw, "__iter__"):
        return [], [Problem("advice.bad_shape", Place(field="own"), {"key": raw})]
    problems: list[Problem] = []
    parsed = [_measure(item, Place(field=f"own.{n}"), problems) for n, item in enumerate(raw)]
    measures = [measure for measure in parsed if measure is not None]
    known = {measure.id for measure in questionnaire.measures}
    for n, measure in enumerate(measures):
        place = Place(field=f"own.{n}")
        if measure.id in known:
            problems.append(Problem("id.repeated", place, {"id": measure.id}))
        known.add(measure.id)
    report = Report(questionnaire, Document(None))
    for measure in measures:
        check_measure(report, (), measure, extra=tuple(other.id for other in measures))
    faults = [*problems, *(p for p in report.problems if p.severity == "error")]
    return [_as_said(measure) for measure in measures], faults


def _as_said(measure: Measure) -> Measure:
    """Say that a cost without a source is the firm's own."""
    cost = measure.cost
    if cost is None or cost.basis != EDITORIAL or cost.class_ is not None:
        return measure
    return measure.model_copy(update={"cost": cost.model_copy(update={"basis": FIRM})})


def cost_of(
    measure: Measure, questionnaire: Questionnaire, size: str
) -> tuple[float, float] | None:
    """Return the range of what *measure* costs a firm of this size, ``None`` if nobody knows."""
    cost = measure.cost
    if cost is None:
        return None
    if cost.range is not None:
        return cost.range
    if cost.by_size is not None:
        span: tuple[float, float] = getattr(cost.by_size, size)
        return span
    catalogue = questionnaire.catalogue
    classes = {item.id: item for item in catalogue.costs} if catalogue else {}
    return getattr(classes[str(cost.class_)].ranges, size)
