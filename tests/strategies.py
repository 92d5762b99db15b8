"""Random questionnaires that the linter accepts. Sizes lean to the small side.

The firms that answer them stand in ``tests/firms.py`` (and are offered here as well).
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from questionnaires import load
from questionnaires.lint import faults
from questionnaires.model import Questionnaire
from questionnaires.source import Document
from tests.firms import answers, best_answers, improvements, profiles, raw_answers, sheets
from tests.parts import ANSWER_SPACES, CREDITS, FACT_CONDITIONS, FACT_LEAVES, TEXT, Part, upward

__all__ = [
    "answers", "any_questionnaire", "best_answers", "build", "improvements", "profiles",
    "questionnaires", "raw_answers", "sheets",
]  # fmt: skip

RULES = ("mean", "geometric", "weakest")

_FEW = st.sampled_from([1, 1, 2, 2, 3, 4])
_SOME = st.sampled_from([1, 2, 2, 3, 4, 5])
_WEIGHTS = st.sampled_from([1, 2, 3, 0.17, 0.1, 7, 33.3, 1.36, 0.001, 12_345.6])
_SPACES = st.sampled_from(ANSWER_SPACES)
_FACTS = st.sampled_from(FACT_CONDITIONS)
_LEAVES = st.sampled_from(FACT_LEAVES)
_CREDIT = st.sampled_from(CREDITS)
_FLAGS = st.sampled_from([{}, {"quick": True}, {"may_not_apply": True}, {"quick": True, "may_not_apply": True}])  # fmt: skip
_CLAUSES = st.sampled_from([[], ["t1.a"], ["t1.b"], ["t2.a"], ["t1.a", "t2.a"]])
_SHAPES = st.sampled_from(["none"] * 4 + ["fact", "answer", "answer", "all", "any", "nested"])
_GATE_FORMS = st.sampled_from(["node", "at_least", "reaches", "without"])
_CUTS = st.lists(
    st.sampled_from([5, 10, 20, 25, 40, 50, 60, 75, 80, 95, 100]),
    min_size=1, max_size=5, unique=True,
).map(sorted)  # fmt: skip
_NONE_TO_TWO = st.integers(0, 2)


def build(data: dict[str, Any]) -> Questionnaire:
    """Build a questionnaire from plain data, as ``load`` would: a linter error fails the test."""
    questionnaire = Questionnaire.model_validate(data)
    wrong = [p for p in faults(questionnaire, Document(data)) if p.severity == "error"]
    assert not wrong, [problem.to("en") for problem in wrong]
    return questionnaire


@st.composite
def questionnaires(draw: st.DrawFn, rules: tuple[str, ...] = RULES) -> Questionnaire:
    """Draw a questionnaire of 1-4 dimensions of 1-4 practices of 1-5 questions."""
    rule = st.sampled_from(rules)
    asked: list[Part] = []
    dimensions: list[Part] = []
    for d in range(draw(_FEW)):
        practices: list[Part] = []
        for p in range(draw(_FEW)):
            own = [_question(draw, f"d{d}.p{p}.q{q}", asked) for q in range(draw(_SOME))]
            practices.append(_branch(draw, f"d{d}.p{p}", rule, questions=own))
        dimensions.append(_branch(draw, f"d{d}", rule, practices=practices))
    nodes = [node["id"] for d in dimensions for node in (d, *d["practices"])]
    return build(
        {
            "id": "made",
            "version": "1.0.0",
            "languages": ["en"],
            "title": TEXT,
            "aggregate": draw(rule),
            "tasks": [_task("t1", "t1.a", "t1.b"), _task("t2", "t2.a")],
            "levels": _levels(draw, asked, nodes),
            "dimensions": dimensions,
        }
    )


def any_questionnaire(rules: tuple[str, ...] = RULES) -> st.SearchStrategy[Questionnaire]:
    """Draw a made questionnaire three times out of four, else the published one (all means)."""
    made = questionnaires(rules)
    return st.one_of(made, made, made, st.builds(load, st.just("textile")))


def _branch(draw: st.DrawFn, id: str, rule: st.SearchStrategy[str], **inside: Any) -> Part:
    return {"id": id, "title": TEXT, "weight": draw(_WEIGHTS), "aggregate": draw(rule), **inside}


def _task(id: str, *clauses: str) -> Part:
    return {"id": id, "title": TEXT, "clauses": [{"id": c, "title": TEXT} for c in clauses]}


def _question(draw: st.DrawFn, id: str, asked: list[Part]) -> Part:
    question = {"id": id, "text": TEXT, "weight": draw(_WEIGHTS), "clauses": draw(_CLAUSES)}
    question |= {**draw(_SPACES), **draw(_FLAGS)}
    shape = draw(_SHAPES)
    if shape == "fact" or (shape != "none" and not asked):
        question["asked_if"] = draw(_FACTS)
    elif shape != "none":
        question["asked_if"] = _on_answers(draw, shape, asked)
    asked.append(question)
    return question


def _on_answers(draw: st.DrawFn, shape: str, asked: list[Part]) -> Part:
    def leaf() -> Part:
        earlier = asked[draw(st.integers(0, len(asked) - 1))]
        return draw(st.sampled_from(upward(earlier)))

    if shape == "answer":
        return leaf()
    if shape == "nested":
        return {"all": [leaf(), {"any": [leaf(), draw(_LEAVES)]}]}
    return {shape: [leaf(), draw(_FACTS)]}


def _levels(draw: st.DrawFn, asked: list[Part], nodes: list[str]) -> list[Part]:
    first = draw(st.integers(0, 1))
    return [
        {
            "level": first + number,
            "name": {"en": f"level {first + number}"},
            "threshold": threshold,
            "gates": [
                _gate(draw, f"g{number}_{i}", asked, nodes)
                for i in range(draw(_NONE_TO_TWO) if number else 0)
            ],
        }
        for number, threshold in enumerate([0, *draw(_CUTS)])
    ]


def _gate(draw: st.DrawFn, id: str, asked: list[Part], nodes: list[str]) -> Part:
    """Return a gate that the best answers pass and that no better answer can break."""
    gate = {"id": id, "text": TEXT}
    form = draw(_GATE_FORMS)
    if form == "node":
        return {**gate, "node": draw(st.sampled_from(nodes)), "at_least": draw(_CREDIT)}
    question = asked[draw(st.integers(0, len(asked) - 1))]
    gate["question"] = question["id"]
    good, bad = _sorted_options(question)
    if form == "reaches" and good:
        return {**gate, "reaches": draw(st.sampled_from(good))}
    if form == "without" and bad:
        return {**gate, "without": bad[: draw(st.integers(1, len(bad)))]}
    return {**gate, "at_least": draw(_CREDIT)}


def _sorted_options(question: Part) -> tuple[list[str], list[str]]:
    """Return the options a gate may ask for, and those it may flag.

    Of a multiple choice only the exclusive option may be flagged: a flag on a ticked option that
    is worth something would make a better answer break the gate.
    """
    if question["kind"] == "level":
        return ["1", "2", "3", "4", "5"], ["1", "2", "3", "4"]
    options = question.get("options", [])
    ids = [option["id"] for option in options]
    if question["kind"] == "single":
        return ids, ids[:-1]
    exclusive = [option["id"] for option in options if option.get("exclusive")]
    return [option_id for option_id in ids if option_id not in exclusive], exclusive
