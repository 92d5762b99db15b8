"""Questions that an answer opens, on a questionnaire made for it."""

import pytest

from api.catalogue import service as catalogue
from tests.api.assessments.forms import form_of, texts_of
from tests.tiny import dimension, level, made, number, practice

PAGE = "d.p"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A questionnaire whose second question is asked once the first reaches rung 3."""
    found = made(
        dimension(
            "d",
            practice(
                PAGE, level("d.p.a"), number("d.p.b", asked_if={"question": "d.p.a", "ge": 3})
            ),
            practice("d.r", level("d.r.c")),
        )
    )
    monkeypatch.setattr(catalogue, "stored", lambda _: found)
    return found


def test_a_closed_question_is_not_shown(firm):
    """Before the first question is answered, the second is not on the page."""
    assert "d.p.b" not in firm.practice(PAGE).text


def test_saving_shows_what_the_answer_opened(firm):
    """After saving, the same page comes back with the new question and says so."""
    page = firm.answer(PAGE, a="4")

    assert page.url.path.endswith(f"/practices/{PAGE}")
    assert "根据您的回答，多了几道题，请接着填。" in texts_of(page)
    form = form_of(page, PAGE).set("d.p.b", "50")
    assert form.send(firm.browser).url.path.endswith("/practices/d.r")


def test_a_lower_answer_closes_it_again_and_keeps_what_was_said(firm):
    """The closed question's answer is kept, but not shown, asked or counted."""
    form_of(firm.answer(PAGE, a="4"), PAGE).set("d.p.b", "50").send(firm.browser)

    firm.answer(PAGE, a="1")

    assert "d.p.b" not in firm.practice(PAGE).text
    assert "已答 1 题，共 2 题" in texts_of(firm.get())
    firm.answer(PAGE, a="5")
    assert firm.form(PAGE).get("d.p.b") == ["50"]


def test_the_script_is_told_the_new_order(firm):
    """With JavaScript the page learns at once which questions are asked now."""
    form = firm.form(PAGE).set("d.p.a", "4")

    reply = form.send(firm.browser, headers={"accept": "application/json"}).json()

    assert reply["order"] == ["d.p.a", "d.p.b"]


def test_texts_in_one_language_only_are_shown(firm):
    """A questionnaire without Chinese is shown in the language it has."""
    assert "rung 3" in texts_of(firm.practice(PAGE))
