"""Conditions are data with four outcomes."""

from itertools import product

import pytest
from pydantic import TypeAdapter, ValidationError

from questionnaires.conditions import (
    All,
    Any_,
    Condition,
    Leaf,
    Not,
    Truth,
    evaluate,
    leaves,
    negate,
)

PARSE = TypeAdapter(Condition).validate_python
LEAF = {"profile": "size", "in": ["small"]}
N, F, M, T = Truth


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (LEAF, Leaf),
        ({"question": "a.b", "ge": 3}, Leaf),
        ({"question": "a.b", "answered": True}, Leaf),
        ({"all": [LEAF]}, All),
        ({"any": [LEAF, {"not": LEAF}]}, Any_),
        ({"not": {"all": [LEAF, LEAF]}}, Not),
    ],
)
def test_the_four_forms_are_told_apart(raw, kind):
    """A condition is a leaf, all, any or not, and comes out as it went in."""
    condition = PARSE(raw)

    assert type(condition) is kind
    assert condition.model_dump(by_alias=True, exclude_unset=True, mode="json") == raw


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({"profile": "size", "question": "a", "ge": 1}, id="two subjects"),
        pytest.param({"in": ["small"]}, id="no subject"),
        pytest.param({"profile": "size"}, id="no operator"),
        pytest.param({"profile": "size", "in": ["small"], "ge": 1}, id="two operators"),
        pytest.param({"profile": "size", "in": []}, id="empty list"),
        pytest.param({"profile": "colour", "in": ["red"]}, id="unknown fact"),
        pytest.param({"profile": "size", "answered": False}, id="answered: false"),
        pytest.param({"profile": "size", "eq": "small"}, id="unknown operator"),
        pytest.param({"all": []}, id="nothing to join"),
        pytest.param({"all": [LEAF], "any": [LEAF]}, id="two forms"),
        pytest.param({"not": [LEAF]}, id="not takes one"),
        pytest.param("processes == 'dyeing'", id="an expression is not data"),
        pytest.param({}, id="empty"),
        pytest.param(None, id="null"),
    ],
)
def test_a_mistake_is_reported_once(raw):
    """Each mistake gives one error, for the form that was meant."""
    with pytest.raises(ValidationError) as caught:
        PARSE(raw)

    assert caught.value.error_count() == 1


def test_joining_takes_the_least_and_the_greatest():
    """``all`` is settled by its least part and ``any`` by its greatest, for every pair of outcomes."""
    first, second = Leaf(question="a", answered=True), Leaf(question="b", answered=True)
    for one, two in product(Truth, repeat=2):
        told = {"a": one, "b": two}

        assert evaluate(All(all=(first, second)), lambda leaf, t=told: t[leaf.question]) is min(
            one, two
        )
        assert evaluate(Any_(any=(first, second)), lambda leaf, t=told: t[leaf.question]) is max(
            one, two
        )


def test_negation_turns_a_fact_around():
    """Not takes a question away from firms that meet the fact; a missing answer stays missing."""
    assert [negate(truth) for truth in (N, F, M, T)] == [T, T, M, N]
    assert evaluate(Not.model_validate({"not": LEAF}), lambda _: T) is N


def test_leaves_know_whether_they_are_negated():
    """Every leaf is found, with an odd number of nots above it marked."""
    condition = PARSE(
        {"all": [LEAF, {"not": {"any": [{"question": "a", "ge": 1}, {"not": LEAF}]}}]}
    )

    assert [(leaf.question, negated) for leaf, negated in leaves(condition)] == [
        (None, False), ("a", True), (None, False),
    ]  # fmt: skip
    assert list(leaves(None)) == []
