"""Random questionnaires that the linter accepts. Sizes lean to the small side.

The firms that answer them stand in ``tests/firms.py`` (and are offered here as well).
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from questionnaires.codes import processes, sizes
from questionnaires.lint import faults
from questionnaires.model import Questionnaire
from questionnaires.source import Document
from tests.firms import answers, best_answers, improvements, profiles, raw_answers, sheets

__all__ = [
    "answers", "best_answers", "build", "improvements", "profiles", "questionnaires",
    "raw_answers", "sheets",
]  # fmt: skip

PROCESSES = tuple(processes())
SIZES = tuple(sizes())
RULES = ("mean", "geometric", "weakest")
KINDS = ("single", "multiple", "number", "count_of", "level")
WEIGHTS = st.sampled_from([1, 2, 3, 0.5, 0.1, 7, 33.3, 0.001, 12_345.6])
CREDITS = st.sampled_from([0, 0, 5, 12.5, 20, 25, 33.3, 40, 50, 60, 66.7, 75, 99.9, 100])

text = {"en": "x"}


# --- conditions ---------------------------------------------------------------------------------


def fact_leaves() -> st.SearchStrategy[dict[str, Any]]:
    some_processes = st.sets(st.sampled_from(PROCESSES), min_size=1, max_size=3).map(sorted)
    some_sizes = st.sets(st.sampled_from(SIZES), min_size=1, max_size=3).map(sorted)
    return st.one_of(
        st.builds(lambda v: {"profile": "processes", "in": v}, some_processes),
        st.builds(lambda v: {"profile": "size", "in": v}, some_sizes),
        st.builds(lambda v: {"profile": "employees", "ge": v}, st.sampled_from([20, 300, 1000])),
        st.builds(lambda v: {"profile": "revenue", "le": v}, st.sampled_from([300, 2000.5])),
        st.builds(lambda v: {"profile": "industry", "in": v}, st.sampled_from([["17"], ["1713"]])),
        st.builds(
            lambda v: {"profile": "region", "in": v}, st.sampled_from([["37"], ["3702", "32"]])
        ),
    )


@st.composite
def fact_conditions(draw: st.DrawFn) -> dict[str, Any]:
    """Conditions on the profile that can hold: parts of a pair look at different facts."""
    first = draw(fact_leaves())
    if draw(st.booleans()):
        first = {"not": first}
    shape = draw(st.sampled_from(["leaf", "leaf", "answered", "all", "any", "not any"]))
    if shape == "leaf":
        return first
    if shape == "answered":
        return {"profile": draw(st.sampled_from(["size", "region", "processes"])), "answered": True}
    inside = first.get("not", first)["profile"]
    kin = {"size", "employees", "revenue"}  # a size class excludes most figures

    def other(leaf: dict[str, Any]) -> bool:
        return leaf["profile"] != inside and not {leaf["profile"], inside} <= kin

    second = draw(fact_leaves().filter(other))
    return {"not": {"any": [first, second]}} if shape == "not any" else {shape: [first, second]}


@st.composite
def answer_leaves(draw: st.DrawFn, earlier: dict[str, Any]) -> dict[str, Any]:
    """One upward look at an earlier question: a better answer can never close it again."""
    about = {"question": earlier["id"]}
    kind = earlier["kind"]
    if draw(st.integers(0, 4)) == 4:
        return {**about, "answered": True}
    if kind in ("number", "count_of"):
        at = draw(st.sampled_from([anchor["at"] for anchor in earlier["anchors"]]))
        return {**about, "ge" if earlier["direction"] == "up" else "le": at}
    if kind == "level":
        rung = draw(st.integers(1, 5))
        if draw(st.booleans()):
            return {**about, "ge": rung}
        return {**about, "in": [str(number) for number in range(rung, 6)]}
    ids = [option["id"] for option in earlier["options"] if not option.get("exclusive")]
    if kind == "single":
        return {**about, "in": ids[draw(st.integers(0, len(ids) - 1)) :]}
    if len(ids) == len(earlier["options"]) and draw(st.booleans()):
        return {**about, "ge": draw(st.integers(1, len(ids)))}
    return {**about, "in": draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))}


@st.composite
def conditions(draw: st.DrawFn, earlier: list[dict[str, Any]]) -> dict[str, Any] | None:
    shape = draw(st.sampled_from(["none"] * 5 + ["fact", "answer", "answer", "all", "any", "both"]))
    if shape == "none":
        return None
    if shape == "fact" or not earlier:
        return draw(fact_conditions())
    leaf = draw(answer_leaves(draw(st.sampled_from(earlier))))
    if shape == "answer":
        return leaf
    other = draw(answer_leaves(draw(st.sampled_from(earlier)))) if shape == "both" else None
    part = draw(fact_conditions()) if other is None else {"any": [other, draw(fact_leaves())]}
    return {"any" if shape == "any" else "all": [leaf, part]}


# --- questions ----------------------------------------------------------------------------------


def ladder(draw: st.DrawFn, count: int) -> list[float]:
    return [*sorted(draw(CREDITS) for _ in range(count - 1)), 100]


def kinder(draw: st.DrawFn, credits: list[float]) -> list[float]:
    """Return credits that are nowhere stricter, still in order."""
    ease = draw(st.sampled_from([0, 0.25, 0.5, 1]))
    return [100 - (100 - credit) * (1 - ease) for credit in credits]


def anchors(draw: st.DrawFn, direction: str) -> list[dict[str, float]]:
    count = draw(st.integers(1, 4))
    positions = st.sampled_from([0, 1, 5, 10, 29, 33.3, 50, 60, 80, 99.5, 100])
    at = sorted(draw(st.lists(positions, min_size=count, max_size=count, unique=True)))
    credits = ladder(draw, count)
    return [
        {"at": x, "credit": credit}
        for x, credit in zip(at, credits if direction == "up" else credits[::-1], strict=True)
    ]


@st.composite
def questions(draw: st.DrawFn, id: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    question: dict[str, Any] = {
        "id": id,
        "kind": kind,
        "text": text,
        "weight": draw(WEIGHTS),
        "quick": draw(st.booleans()),
        "may_not_apply": draw(st.booleans()),
        "clauses": draw(
            st.lists(st.sampled_from(["t1.a", "t1.b", "t2.a"]), max_size=2, unique=True)
        ),
        **draw(_answer_space(kind)),
    }
    asked_if = draw(conditions(earlier))
    if asked_if is not None:
        question["asked_if"] = asked_if
    if kind != "multiple":
        question["variants"] = [
            _variant(draw, question) for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2])))
        ]
    return question


@st.composite
def _answer_space(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    if kind == "level":
        return {"rungs": [text] * 5, "credits": ladder(draw, 5)}
    if kind == "single":
        credits = ladder(draw, draw(st.integers(2, 5)))
        return {"options": [_option(f"o{i}", credit) for i, credit in enumerate(credits)]}
    if kind == "multiple":
        credits = draw(
            st.sampled_from([[100], [50, 50], [0, 100], [20, 30, 50], [12.5, 25, 25, 37.5]])
        )
        options = [_option(f"o{i}", credit) for i, credit in enumerate(credits)]
        if len(options) == 1 or draw(st.booleans()):
            options.append({**_option("none", 0), "exclusive": True})
        return {"options": options}
    direction = draw(st.sampled_from(["up", "down"]))
    space = {"range": [0, 100], "direction": direction, "anchors": anchors(draw, direction)}
    if kind == "number":
        return {**space, "unit": text}
    return {**space, "numerator": text, "denominator": text}


def _option(id: str, credit: float) -> dict[str, Any]:
    return {"id": id, "text": text, "credit": credit}


def _variant(draw: st.DrawFn, question: dict[str, Any]) -> dict[str, Any]:
    when = draw(fact_conditions())
    if "anchors" in question:
        kind = kinder(draw, [anchor["credit"] for anchor in question["anchors"]])
        ease = draw(st.sampled_from([1, 0.5])) if question["direction"] == "up" else 1
        pairs = zip(question["anchors"], kind, strict=True)
        return {"when": when, "anchors": [{"at": ease * a["at"], "credit": c} for a, c in pairs]}
    default = question.get("credits") or [option["credit"] for option in question["options"]]
    return {"when": when, "credits": kinder(draw, default)}


# --- the tree, levels and gates -----------------------------------------------------------------


@st.composite
def gates(
    draw: st.DrawFn, id: str, asked: list[dict[str, Any]], nodes: list[str]
) -> dict[str, Any]:
    """A gate of any form that the best answers pass and that no better answer can break."""
    gate: dict[str, Any] = {"id": id, "text": text}
    forms = ["node", "at_least", "reaches", "without"]
    form = draw(st.sampled_from(forms))
    if form == "node":
        return {**gate, "node": draw(st.sampled_from(nodes)), "at_least": draw(CREDITS)}
    question = draw(st.sampled_from(asked))
    gate["question"] = question["id"]
    if question["kind"] == "level":
        good, bad = ["1", "2", "3", "4", "5"], ["1", "2", "3", "4"]
    elif question["kind"] == "single":
        good = [option["id"] for option in question["options"]]
        bad = good[:-1]
    else:  # ticking more must not break a gate: flags are worth nothing
        options = question.get("options", [])
        good = [o["id"] for o in options if not o.get("exclusive")]
        bad = [o["id"] for o in options if o.get("exclusive")]
    if form == "reaches" and good:
        return {**gate, "reaches": draw(st.sampled_from(good))}
    if form == "without" and bad:
        return {**gate, "without": bad[: draw(st.integers(1, len(bad)))]}
    return {**gate, "at_least": draw(CREDITS)}


@st.composite
def levels(draw: st.DrawFn, asked: list[dict[str, Any]], nodes: list[str]) -> list[dict[str, Any]]:
    count = draw(st.integers(2, 6))
    first = draw(st.integers(0, 1))
    cuts = st.sampled_from([5, 10, 20, 25, 40, 50, 60, 75, 80, 95, 100])
    thresholds = sorted(draw(st.lists(cuts, min_size=count - 1, max_size=count - 1, unique=True)))
    return [
        {
            "level": first + number,
            "name": {"en": f"level {first + number}"},
            "threshold": threshold,
            "gates": [
                draw(gates(f"g{number}_{i}", asked, nodes))
                for i in range(0 if number == 0 else draw(st.integers(0, 2)))
            ],
        }
        for number, threshold in enumerate([0, *thresholds])
    ]


@st.composite
def questionnaires(draw: st.DrawFn, rules: tuple[str, ...] = RULES) -> Questionnaire:
    """A questionnaire without linter errors: 1-4 dimensions of 1-4 practices of 1-5 questions."""
    few = st.sampled_from([1, 1, 2, 2, 3, 4])
    some = st.sampled_from([1, 2, 2, 3, 4, 5])
    rule = st.sampled_from(rules)
    asked: list[dict[str, Any]] = []
    dimensions: list[dict[str, Any]] = []
    for d in range(draw(few)):
        practices: list[dict[str, Any]] = []
        for p in range(draw(few)):
            own = []
            for q in range(draw(some)):
                own.append(draw(questions(f"d{d}.p{p}.q{q}", asked)))
                asked.append(own[-1])
            practices.append(_branch(draw, f"d{d}.p{p}", rule, questions=own))
        dimensions.append(_branch(draw, f"d{d}", rule, practices=practices))
    nodes = [node["id"] for d in dimensions for node in (d, *d["practices"])]
    return build(
        {
            "id": "made",
            "version": "1.0.0",
            "languages": ["en"],
            "title": text,
            "aggregate": draw(rule),
            "tasks": [
                {"id": "t1", "title": text, "clauses": [_clause("t1.a"), _clause("t1.b")]},
                {"id": "t2", "title": text, "clauses": [_clause("t2.a")]},
            ],
            "levels": draw(levels(asked, nodes)),
            "dimensions": dimensions,
        }
    )


def _branch(
    draw: st.DrawFn, id: str, rule: st.SearchStrategy[str], **inside: Any
) -> dict[str, Any]:
    return {"id": id, "title": text, "weight": draw(WEIGHTS), "aggregate": draw(rule), **inside}


def _clause(id: str) -> dict[str, Any]:
    return {"id": id, "title": text}


def build(data: dict[str, Any]) -> Questionnaire:
    """Build a questionnaire from plain data, as ``load`` would: any linter error fails the test."""
    questionnaire = Questionnaire.model_validate(data)
    wrong = [p for p in faults(questionnaire, Document(data)) if p.severity == "error"]
    assert not wrong, [problem.to("en") for problem in wrong]
    return questionnaire
