"""Several people on one draft: sections handed out, answers that meet, answers that open others."""

import pytest

from tests.journeys.people import DESKTOP, PHONE

PLAN = "digital.strategy.plan"
PAGE = "practices/digital.strategy"
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@BOTH
def test_a_section_is_handed_to_a_colleague(people, script):
    """The colleague sees one section, is thanked, and is shut out when the link is taken back."""
    owner = people(screen=DESKTOP, script=script)
    draft = owner.start()
    owner.press("sections.hand_out")
    owner.page.locator("#practice").select_option("energy.materials")
    owner.page.locator("#label").fill("李工")
    owner.press("handing.make")
    link = owner.page.locator(".secret input").input_value()

    colleague = people(screen=PHONE, script=script, lang="en")
    colleague.go(link)
    assert colleague.path == f"{draft}/practices/energy.materials"
    colleague.field("energy.materials.waste_recovery#numerator").fill("6200")
    colleague.field("energy.materials.waste_recovery#denominator").fill("9800")
    colleague.save()
    colleague.page.get_by_role("heading", name=colleague.words("thanks.heading")).wait_for()

    owner.go(draft)
    assert "李工" in owner.page.inner_text("main")
    owner.go(f"{draft}/links")
    owner.press("handing.revoke")
    colleague.go(link)
    assert colleague.words("error.gone.what") in colleague.page.inner_text("main")


def test_two_people_without_script_meet_on_one_answer(people):
    """The second sees both answers on a page and chooses."""
    first = people(script=False)
    draft = first.start()
    second = people(script=False, lang="en", screen=DESKTOP)
    second.go(first.page.locator("#secret").input_value())
    for person in (first, second):
        person.go(f"{draft}/{PAGE}")
    first.choose(PLAN, "2")
    second.choose(PLAN, "4")
    first.save()
    second.save()

    assert second.page.locator("#errors a").count() == 1
    second.page.locator("#errors a").click()
    assert second.box(PLAN).locator("input[type=radio]").count() == 2
    second.page.locator(f'[name="{PLAN}#choose"][value=yours]').check()
    second.save()

    first.go(f"{draft}/{PAGE}")
    assert first.page.locator(f'[name="{PLAN}"][value="4"]').is_checked()


def test_two_people_with_script_meet_on_one_answer(people):
    """Both answers appear in place at once; the choice is saved at once, and the fields return."""
    first = people()
    draft = first.start()
    second = people(lang="en", screen=DESKTOP)
    second.go(first.page.locator("#secret").input_value())
    for person in (first, second):
        person.go(f"{draft}/{PAGE}")
    first.choose(PLAN, "2")
    first.saved()

    second.choose(PLAN, "4")

    second.page.locator(f'[name="{PLAN}#choose"][value=theirs]').check()
    second.page.locator(f'[name="{PLAN}"][value="2"]:checked').wait_for()
    second.saved()
    second.choose(PLAN, "5")
    second.saved()
    first.go(f"{draft}/{PAGE}")
    assert first.page.locator(f'[name="{PLAN}"][value="5"]').is_checked()


def test_every_change_is_saved_while_typing(people):
    """Nothing is pressed: what was chosen, typed, ticked and cleared is there after leaving."""
    person = people()
    draft = person.start()
    person.go(f"{draft}/practices/equipment.ledger")
    figures = "equipment.ledger.over_15_years"
    person.field("equipment.ledger.listed_machines").first.check()
    person.saved()
    person.choose("equipment.ledger.listed_machines", "clear_once")
    person.field(f"{figures}#numerator").fill("14")
    person.field(f"{figures}#denominator").fill("80")
    person.page.locator("[data-ratio]", has_text="17.5%").wait_for()
    person.saved()
    person.go(draft)
    person.go(f"{draft}/practices/equipment.ledger")
    assert person.field(f"{figures}#denominator").input_value() == "80"
    assert person.page.locator("[value=clear_once]").is_checked()

    person.field(f"{figures}#denominator").fill("eighty")
    person.page.locator(f"[id='{figures}-error'] p").wait_for()
    assert person.field(f"{figures}#denominator").get_attribute("aria-invalid") == "true"
    person.page.locator("[data-clear]").first.click()
    person.page.locator("[data-state]", has_text="还差 1 题").wait_for()
    person.field(f"{figures}#state").check()
    person.saved()
    assert person.field(f"{figures}#denominator").input_value() == ""
