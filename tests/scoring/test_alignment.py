"""How far a firm answers the notice: clauses weighted by their questions' share of the index."""

from __future__ import annotations

import pytest

from scoring import score
from tests.parts import TEXT
from tests.tiny import dimension, level, made, number, practice

TASKS = [
    {"id": "2.1", "title": TEXT, "clauses": [{"id": i, "title": TEXT} for i in ("2.1.a", "2.1.b")]},
    {"id": "2.2", "title": TEXT, "clauses": [{"id": "2.2.a", "title": TEXT}]},
]


def questionnaire(rule: str = "mean"):
    """Question a serves 2.1.a, b both clauses of 2.1 (three times the weight), c serves 2.2.a."""
    first = practice(
        "d.p",
        number("a", clauses=["2.1.a"]),
        number("b", clauses=["2.1.a", "2.1.b"], weight=3),
    )
    second = practice("d.q", level("c", clauses=["2.2.a"], may_not_apply=True), weight=4)
    return made(dimension("d", first, second, aggregate=rule), tasks=TASKS)


def found(answers: dict, rule: str = "mean") -> dict[str, tuple]:
    card = score(questionnaire(rule), answers)
    return {c.id: (c.score, c.high, c.coverage) for c in card.alignment}


def near(*values: float):
    return pytest.approx(values, rel=0, abs=1e-9)


@pytest.mark.parametrize("rule", ["mean", "weakest", "geometric"])
def test_clauses_and_tasks_by_hand(rule):
    """A question that serves two clauses counts in both, once in their task, under any rule."""
    clauses = found({"a": 20, "b": 60, "c": "5"}, rule)

    assert list(clauses) == ["2.1", "2.1.a", "2.1.b", "2.2", "2.2.a"]
    assert clauses["2.1"] == near(50, 50, 1)
    assert clauses["2.1.a"] == near(50, 50, 1)
    assert clauses["2.1.b"] == near(60, 60, 1)
    assert clauses["2.2.a"] == near(100, 100, 1)


def test_open_answers_leave_a_range():
    """An unanswered question is worth 0 to 100 in its clauses as well."""
    clauses = found({"a": 20})

    assert clauses["2.1.a"] == near(5, 80, 0.25)
    assert clauses["2.1.b"] == near(0, 100, 0)


def test_a_clause_nothing_of_which_applies_has_no_score():
    """``None``, not zero, and the questions that would have served it."""
    card = score(questionnaire(), {"c": {"not_applicable": "none here"}})
    clause = card.alignment[-1]

    assert (clause.score, clause.high, clause.coverage) == (None, None, None)
    assert clause.questions == ("c",)
