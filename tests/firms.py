"""Random firms: profiles and answers to any questionnaire, better answers, the best answers.

Numbers stand at the edges: anchors, ends of the range, limits of the size classes.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from questionnaires.answers import AnswerSheet, parse_sheet
from questionnaires.codes import processes
from questionnaires.model import Question, Questionnaire
from questionnaires.profile import Profile

PROCESSES = tuple(processes())


def profiles() -> st.SearchStrategy[Profile]:
    """Profiles with any fact missing; figures stand at the limits of the size classes."""
    chosen = st.sets(st.sampled_from(PROCESSES), max_size=4)
    return st.builds(
        Profile,
        processes=chosen.map(lambda found: tuple(p for p in PROCESSES if p in found)),
        employees=st.sampled_from([None, 0, 19, 20, 299, 300, 999, 1000, 5000]),
        revenue=st.sampled_from([None, 0.0, 299.9, 300.0, 1999.0, 2000.0, 2000.5, 40_000.0]),
        industry=st.sampled_from([None, "17", "1713", "1721", "1741", "1811"]),
        region=st.sampled_from([None, "37", "370202", "32", "330106"]),
    )


@cache
def _spread(low: float, high: float) -> tuple[float, ...]:
    parts = (0, 0.001, 0.1, 0.29, 1 / 3, 0.5, 0.7, 0.8, 0.905, 0.999, 1)
    return tuple(low + (high - low) * part for part in parts)


@cache
def _values(question: Question) -> tuple[Any, ...]:
    """Return answers with a value, from poor to good where that means something."""
    if not question.is_quantity:
        ids = [option.id for option in question.options]
        if question.kind != "multiple":
            return tuple(ids)
        free = [option.id for option in question.options if not option.exclusive]
        sets = [list(c) for n in (1, 2, len(free)) for c in combinations(free, min(n, len(free)))]
        alone = [[option.id] for option in question.options if option.exclusive]
        return (*alone, *(picked for i, picked in enumerate(sets) if picked not in sets[:i]))
    low, high = question.range
    points = {anchor.at for anchor in question.anchors}
    at = sorted({*_spread(low, high), *points})
    if question.kind == "number":
        return tuple(at)
    pairs = [{"numerator": round(x, 1), "denominator": 100} for x in at]
    pairs += [{"numerator": n, "denominator": 7} for n in range(8)]
    return tuple(p for p in pairs if low <= 100 * p["numerator"] / p["denominator"] <= high)


@cache
def _choices(question: Question) -> st.SearchStrategy[Any]:
    other = [None, {"unknown": True}]
    if question.may_not_apply:
        other.append({"not_applicable": "no such machine"})
    values = st.sampled_from(_values(question))
    return st.one_of(values, values, values, st.sampled_from(other))


def raw_answers(question: Question) -> st.SearchStrategy[Any]:
    """Anything a firm may enter for one question, ``None`` for nothing."""
    return _choices(question)


@st.composite
def answers(draw: st.DrawFn, questionnaire: Questionnaire) -> dict[str, Any]:
    """Answers as a caller hands them in."""
    found = {q.id: draw(raw_answers(q)) for q in questionnaire.questions}
    return {key: value for key, value in found.items() if value is not None}


@st.composite
def sheets(
    draw: st.DrawFn, questionnaire: Questionnaire, forms: tuple[str, ...] = ("full", "quick")
) -> AnswerSheet:
    """Accepted answers of a random firm, mostly to the full form."""
    form = draw(st.sampled_from([*[forms[0]] * 4, *forms]))
    raw = draw(answers(questionnaire))
    sheet, problems = parse_sheet(questionnaire, raw, draw(profiles()), form=form)
    assert not problems, [problem.to("en") for problem in problems]
    return sheet


def improvements(question: Question, raw: Any) -> list[Any]:
    """Return every answer we know to be better than (or as good as) *raw*."""
    values = list(_values(question))
    if question.kind == "multiple":
        worth = {option.id for option in question.options if option.credit > 0}
        mine = set(raw) & worth
        kept = set(raw) - {option.id for option in question.options if option.exclusive}
        return [v for v in values if mine < set(v) & worth and kept <= set(v)]
    if not question.is_quantity:
        return values[values.index(raw) + 1 :]
    mine, sign = _number(raw), 1 if question.direction == "up" else -1
    return [value for value in values if sign * (_number(value) - mine) > 0]


def _number(value: Any) -> float:
    return 100 * value["numerator"] / value["denominator"] if isinstance(value, dict) else value


def best_answers(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the best answer to every question, whatever the firm."""
    found: dict[str, Any] = {}
    for question in questionnaire.questions:
        if question.kind == "multiple":
            found[question.id] = [o.id for o in question.options if not o.exclusive]
        elif not question.is_quantity:
            found[question.id] = question.options[-1].id
        else:
            end = question.range[1 if question.direction == "up" else 0]
            ratio = {"numerator": end, "denominator": 100}
            found[question.id] = end if question.kind == "number" else ratio
    return found
