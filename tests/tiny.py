"""Questionnaires of a few lines, for cases small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from questionnaires import Questionnaire
from tests.parts import TEXT, Part
from tests.strategies import build

TWO_LEVELS = ((1, 0), (2, 50))


def level(id: str, **more: Any) -> Part:
    """Return a ladder of five rungs worth 0, 25, 50, 75, 100."""
    rungs = [{"en": f"rung {number_}"} for number_ in range(1, 6)]
    return {"id": id, "kind": "level", "text": TEXT, "rungs": rungs, **more}


def single(id: str, credits: Mapping[str, float], **more: Any) -> Part:
    """Return a choice of one among options, from poor to good."""
    return {"id": id, "kind": "single", "text": TEXT, "options": _options(credits), **more}


def multiple(id: str, credits: Mapping[str, float], *, none: str = "", **more: Any) -> Part:
    """Return boxes to tick, with an exclusive option called *none* if that is given."""
    options = _options(credits)
    if none:
        options.append({**_options({none: 0})[0], "exclusive": True})
    return {"id": id, "kind": "multiple", "text": TEXT, "options": options, **more}


def _options(credits: Mapping[str, float]) -> list[Part]:
    return [
        {"id": key, "text": {"en": f"option {key}"}, "credit": credit}
        for key, credit in credits.items()
    ]


def number(
    id: str, points: Sequence[tuple[float, float]] = ((0, 0), (100, 100)), **more: Any
) -> Part:
    """Return a quantity with the line through *points*; every value from 0 to 100 is its own credit."""
    anchors = [{"at": at, "credit": credit} for at, credit in points]
    falling = points[0][1] > points[-1][1]
    shape = {"unit": TEXT, "range": [0, 100], "anchors": anchors}
    direction = {"direction": "down"} if falling else {}
    return {"id": id, "kind": "number", "text": TEXT, **shape, **direction, **more}


def ratio(id: str, **more: Any) -> Part:
    """Return a ratio whose percentage is its credit."""
    return {**number(id), "kind": "count_of", "numerator": TEXT, "denominator": TEXT, **more}


def practice(id: str, *questions: Part, **more: Any) -> Part:
    return {"id": id, "title": TEXT, "questions": list(questions), **more}


def dimension(id: str, *practices: Part, **more: Any) -> Part:
    return {"id": id, "title": TEXT, "practices": list(practices), **more}


def made(
    *dimensions: Part,
    levels: Sequence[tuple[int, float]] = TWO_LEVELS,
    gates: Mapping[int, Sequence[Part]] | None = None,
    **more: Any,
) -> Questionnaire:
    """Build a questionnaire of *dimensions* with (level, threshold) pairs and gates by level."""
    rungs = [
        {
            "level": number_,
            "name": {"en": f"level {number_}"},
            "threshold": threshold,
            "gates": [{"text": TEXT, **gate} for gate in (gates or {}).get(number_, ())],
        }
        for number_, threshold in levels
    ]
    head = {"id": "tiny", "version": "1.0.0", "languages": ["en"], "title": TEXT}
    return build({**head, "levels": rungs, "dimensions": list(dimensions), **more})


def one(*questions: Part, rule: str = "mean", **more: Any) -> Questionnaire:
    """Build a questionnaire of a single practice ``d.p``; its score is the index."""
    return made(dimension("d", practice("d.p", *questions, aggregate=rule)), **more)
