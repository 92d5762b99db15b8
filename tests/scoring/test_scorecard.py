"""The result as a document: complete, stable, valid JSON, safe HTML, rounded once."""

from __future__ import annotations

import json
import math

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import answer_states, score
from scoring.schema import result_schema
from scoring.scorecard import ENGINE_VERSION, POLICIES
from tests.strategies import any_questionnaire, sheets
from tests.tiny import level, number, one

NONE_HERE = {"not_applicable": "none here"}


@given(data=st.data())
def test_every_card_is_a_valid_document(data):
    """The JSON follows its published schema, holds no NaN, and is the same each time."""
    questionnaire = data.draw(any_questionnaire())
    sheet = data.draw(sheets(questionnaire))
    text = score(questionnaire, sheet).to_json()

    def refuse(constant: str):
        raise AssertionError(constant)

    document = json.loads(text, parse_constant=refuse)
    jsonschema.validate(document, result_schema())
    assert score(questionnaire, sheet).to_json() == text
    assert document == json.loads(json.dumps(score(questionnaire, sheet).to_dict()))


@given(data=st.data())
def test_states_alone_are_those_of_the_card(data):
    """What becomes of each question is the same whether the firm is scored or not."""
    questionnaire = data.draw(any_questionnaire())
    sheet = data.draw(sheets(questionnaire))
    card = score(questionnaire, sheet)

    assert answer_states(questionnaire, sheet) == {k: a.state for k, a in card.answers.items()}


def test_a_card_says_what_it_was_made_from():
    """Questionnaire, version, digest, engine, answers digest, profile, form and policies."""
    questionnaire = one(level("a"))
    document = score(questionnaire, {"a": "3"}, {"name": "示例", "employees": 5}).to_dict()

    assert document["engine"] == ENGINE_VERSION
    assert document["questionnaire"]["id"] == "tiny"
    assert document["questionnaire"]["version"] == "1.0.0"
    assert document["questionnaire"]["digest"] == questionnaire.digest
    assert len(document["answers_digest"]) == 64
    assert document["profile"]["size"] == "micro"
    assert document["policies"] == POLICIES
    assert document["index"] == {"score": 50, "low": 50, "high": 50, "coverage": 1, "level": 2}


def test_the_answers_digest_knows_answers_and_nothing_else():
    """The same answers in another order have one digest; another answer or fact has another."""
    questionnaire = one(level("a"), level("b"))

    def digest(answers: dict, profile: dict | None = None, **more: str) -> str:
        return score(questionnaire, answers, profile, **more).answers_digest

    first = digest({"a": "3", "b": "4"})
    assert digest({"b": 4, "a": 3.0}) == first
    others = [
        digest({"a": "3", "b": "5"}),
        digest({"a": "3"}),
        digest({"a": "3", "b": "4"}, {"employees": 5}),
        digest({"a": "3", "b": "4"}, form="quick"),
    ]
    assert len({first, *others}) == 5


def test_chinese_stands_as_written():
    """JSON is for people too: no escapes instead of characters."""
    assert "示例织造厂" in score(one(level("a")), {}, {"name": "示例织造厂"}).to_json()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12.25, "12.2"), (12.75, "12.8"), (0.051, "0.1"), (0.049, "0.0"), (99.95, "100.0"),
        (39.96, "40.0"), (100, "100.0"), (0, "0.0"),
    ],
)  # fmt: skip
def test_numbers_are_rounded_once_at_display(value, shown):
    """Half-even to one decimal when shown; the number itself stays as it is."""
    card = score(one(number("q")), {"q": value})

    assert f"<b></b> {shown} (" in card._repr_html_()
    assert math.isclose(card.score, value, abs_tol=1e-12)


def test_html_escapes_what_people_wrote():
    """A firm called like a script tag, or a level named like one, is only shown."""
    questionnaire = one(level("a"))
    evil = '<script>alert("1")</script>&'
    card = score(questionnaire, {"a": "3"}, {"name": evil})
    object.__setattr__(card, "level_name", {"zh": evil})
    shown = card._repr_html_()

    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 2


def test_html_of_a_card_without_a_score():
    """Nothing applies: dashes, no error."""
    card = score(one(level("a", may_not_apply=True)), {"a": NONE_HERE})

    assert "—" in card._repr_html_()
    assert "provisional" in card._repr_html_()


@pytest.mark.parametrize(
    ("answers", "provisional"),
    [
        ({"a": "1", "b": "5"}, False),
        ({"a": "1", "b": {"unknown": True}}, False),  # declared unknown is an answer
        ({"a": "1", "b": NONE_HERE}, False),
        ({"a": "1"}, True),
        ({}, True),
    ],
)
def test_provisional_until_everything_asked_is_answered(answers, provisional):
    """Unknown ends the waiting, leaving out does not."""
    questionnaire = one(level("a"), level("b", may_not_apply=True))

    assert score(questionnaire, answers).provisional is provisional


def test_a_card_cannot_be_changed():
    """Accepted results are frozen documents."""
    card = score(one(level("a")), {"a": "3"})

    with pytest.raises(AttributeError):
        card.score = 100
    with pytest.raises(AttributeError):
        card.nodes["index"].score = 100
