"""Saying how sure one is of an answer: by script at once, without it with the page, always optional."""

import pytest

from tests.journeys.people import DESKTOP, PHONE

NAME = "equipment.ledger.practice"


@pytest.mark.parametrize(
    "way",
    [
        pytest.param({"lang": "zh", "screen": PHONE}, id="phone-zh"),
        pytest.param({"lang": "en", "screen": DESKTOP, "script": False}, id="desktop-en-no-script"),
    ],
)
def test_how_sure_a_firm_is(people, way):
    """Chosen under the answer, shown again, seen on the check page, and gone with the answer."""
    person = people(**way)
    draft = person.start(form="full")
    section = f"{draft}/practices/equipment.ledger"
    person.go(section)
    person.choose(NAME, "3")
    person.box(NAME).locator("details > summary").first.click()
    person.field(f"{NAME}#confidence").select_option("unsure")
    person.saved() if person.script else person.save()

    person.go(f"{draft}/check")
    assert person.reads(person.words("confidence.unsure")).is_visible()
    person.go(section)
    assert person.field(f"{NAME}#confidence").input_value() == "unsure"
    person.box(NAME).locator("[data-clear]").click()
    person.saved() if person.script else person.go(section)

    person.go(section)
    assert person.field(f"{NAME}#confidence").input_value() == ""
    assert person.box(NAME).locator("input:checked").count() == 0
