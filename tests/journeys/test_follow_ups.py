"""Questions that an answer opens appear at once, and go again."""

import pytest

from api.catalogue import service as catalogue
from tests.tiny import dimension, level, made, number, practice

PAGE = "d.p"


@pytest.fixture
def small(monkeypatch):
    """A questionnaire whose middle question is asked once the first reaches rung 3."""
    follow_up = number("d.p.b", asked_if={"question": "d.p.a", "ge": 3})
    found = made(dimension("d", practice(PAGE, level("d.p.a"), follow_up, level("d.p.c"))))
    monkeypatch.setattr(catalogue, "questionnaire", lambda _: found)
    monkeypatch.setattr(catalogue, "stored", lambda _: found)


@pytest.mark.usefixtures("small")
def test_a_follow_up_comes_and_goes_with_the_answer(people):
    """In its place among the others, without losing what is typed meanwhile."""
    person = people()
    draft = person.start(form="full")
    person.go(f"{draft}/practices/{PAGE}")
    shown = person.page.locator("[data-question]")
    assert shown.count() == 2

    person.choose("d.p.a", "4")
    person.box("d.p.b").wait_for()

    assert [box.get_attribute("data-question") for box in shown.all()] == [
        "d.p.a",
        "d.p.b",
        "d.p.c",
    ]
    person.field("d.p.b").fill("50")
    person.page.locator("[data-state]", has_text="还差 1 题").wait_for()
    person.choose("d.p.a", "1")
    person.box("d.p.b").wait_for(state="detached")
    person.choose("d.p.a", "5")
    person.box("d.p.b").wait_for()
    assert person.field("d.p.b").input_value() == "50"
