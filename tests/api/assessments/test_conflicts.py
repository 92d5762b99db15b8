"""Two people, or two tabs, on the same answer: nobody's value is lost."""

import pytest

from api.assessments import service
from tests.api.arrange import holder, organisation, sign_in
from tests.api.assessments.forms import form_of, texts_of

PLAN = "digital.strategy.plan"


@pytest.fixture
def both(firm):
    """The same page opened twice."""
    return firm.form("digital.strategy"), firm.form("digital.strategy")


def rung(textile, number):
    return textile.question(PLAN).options[number - 1].text["zh"]


def test_the_second_sees_both_answers_and_chooses(firm, textile, both):
    """The page shows both values; nothing is overwritten before a choice."""
    first, second = both
    first.set(PLAN, "2").send(firm.browser)

    page = second.set(PLAN, "4").send(firm.browser)

    assert page.status_code == 409
    assert rung(textile, 2) in texts_of(page)
    assert rung(textile, 4) in texts_of(page)
    assert firm.form("digital.strategy").get(PLAN) == ["2"]


@pytest.mark.both
@pytest.mark.parametrize(("choice", "kept"), [("theirs", "2"), ("yours", "4")])
def test_the_choice_decides(firm, both, choice, kept):
    """The value chosen is stored."""
    first, second = both
    first.set(PLAN, "2").send(firm.browser)
    page = second.set(PLAN, "4").send(firm.browser)

    answer = form_of(page, "digital.strategy").set(f"{PLAN}#choose", choice).send(firm.browser)

    assert answer.status_code == 200
    assert firm.form("digital.strategy").get(PLAN) == [kept]


def test_without_a_choice_it_is_asked_again(firm, both):
    """Sending the conflict page as it is changes nothing."""
    first, second = both
    first.set(PLAN, "2").send(firm.browser)
    page = second.set(PLAN, "4").send(firm.browser)

    again = form_of(page, "digital.strategy").send(firm.browser)

    assert again.status_code == 409
    assert firm.form("digital.strategy").get(PLAN) == ["2"]
    assert form_of(again, "digital.strategy").get(PLAN) == ["4"]


def test_a_third_value_meanwhile_is_a_conflict_of_its_own(firm, both):
    """Whoever decides on what was seen does not overwrite what came after."""
    first, second = both
    first.set(PLAN, "2").send(firm.browser)
    page = second.set(PLAN, "4").send(firm.browser)
    firm.answer("digital.strategy", plan="5")

    again = form_of(page, "digital.strategy").set(f"{PLAN}#choose", "yours").send(firm.browser)

    assert again.status_code == 409
    assert firm.form("digital.strategy").get(PLAN) == ["5"]


def test_answers_that_do_not_meet_are_both_kept(firm, both):
    """Two people on different questions of a section disturb nobody."""
    first, second = both
    first.set(PLAN, "2").send(firm.browser)

    page = second.set("digital.strategy.spend", "1.2").send(firm.browser)

    assert page.status_code == 200
    now = firm.form("digital.strategy")
    assert (now.get(PLAN), now.get("digital.strategy.spend")) == (["2"], ["1.2"])


def test_wrong_and_contested_answers_are_shown_together(firm, both):
    """A typing mistake beside a conflict stays in its field."""
    first, second = both
    first.set(PLAN, "2").send(firm.browser)

    page = second.set(PLAN, "4").set("digital.strategy.spend", "viel").send(firm.browser)

    assert page.status_code == 409
    assert form_of(page, "digital.strategy").get("digital.strategy.spend") == ["viel"]
    assert form_of(page, "digital.strategy").get(PLAN) == ["4"]


def test_notes_meet_as_answers_do(firm, both):
    """Two notes on one question are both shown."""
    first, second = both
    first.set(f"{PLAN}#note", "甲的备注").send(firm.browser)

    page = second.set(f"{PLAN}#note", "乙的备注").send(firm.browser)

    assert page.status_code == 409
    assert {"甲的备注", "乙的备注"} <= set(texts_of(page))
    form_of(page, "digital.strategy").set(f"{PLAN}#note#choose", "yours").send(firm.browser)
    assert firm.form("digital.strategy").get(f"{PLAN}#note") == ["乙的备注"]


def test_clearing_against_a_change_is_a_conflict(firm):
    """An answer that somebody changed is not cleared behind their back."""
    firm.answer("digital.strategy", plan="1")
    stale = firm.form("digital.strategy")
    firm.answer("digital.strategy", plan="2")

    page = stale.set("clear", PLAN).send(firm.browser)

    assert page.status_code == 409
    assert "（未答）" in texts_of(page)
    form_of(page, "digital.strategy").set(f"{PLAN}#choose", "yours").send(firm.browser)
    assert firm.form("digital.strategy").get(PLAN) == []


def test_the_other_person_is_named(firm, browsers, database):
    """The page says who saved the other value."""
    link = form_of(firm.get("/links"), "/links").set("practice", "digital.strategy")
    page = link.set("label", "王工").send(firm.browser)
    address = page.text.split('readonly value="')[1].split('"')[0].removeprefix("http://testserver")
    colleague = browsers()
    theirs = form_of(colleague.get(address), "digital.strategy")
    mine = firm.form("digital.strategy")
    theirs.set(PLAN, "2").send(colleague)

    page = mine.set(PLAN, "4").send(firm.browser)

    assert any(text.startswith("王工，") for text in texts_of(page))


def test_the_script_gets_the_conflict_as_a_block(firm, both):
    """With JavaScript the question is replaced by both values, and by the fields once decided."""
    first, second = both
    first.set(PLAN, "2").send(firm.browser)
    wants = {"accept": "application/json"}

    reply = second.set(PLAN, "4").send(firm.browser, headers=wants).json()

    block = reply["questions"][PLAN]["html"]
    assert f'id="q-{PLAN}"' in block
    assert f'name="{PLAN}#choose"' in block
    hidden = {"seen": f"{PLAN}#seen", "base": f"{PLAN}#base"}
    values = {k: block.split(f'name="{n}" value="')[1].split('"')[0] for k, n in hidden.items()}
    second.set(f"{PLAN}#seen", values["seen"]).set(f"{PLAN}#base", values["base"])
    reply = second.set(f"{PLAN}#choose", "yours").send(firm.browser, headers=wants).json()
    assert "choose" not in reply["questions"][PLAN]["html"]
    assert firm.form("digital.strategy").get(PLAN) == ["4"]


def test_saving_in_the_background_does_not_meet_itself(firm):
    """Whoever saves twice from one page, as the script does, has no conflict with themselves."""
    form, wants = firm.form("digital.strategy"), {"accept": "application/json"}
    reply = form.set(PLAN, "2").send(firm.browser, headers=wants).json()
    form.set(f"{PLAN}#base", str(reply["version"]))

    form.set(PLAN, "3").send(firm.browser, headers=wants)
    page = form.send(firm.browser)

    assert page.status_code == 200
    assert firm.form("digital.strategy").get(PLAN) == ["3"]


def test_a_member_is_named_by_account(firm, browser, browsers, database):
    """Somebody signed in is named as their account is."""
    mine, _ = organisation(database)
    with database.write() as session:
        row = service.whole(session, holder(browser), firm.id).row
        row.organisation_id = mine
        session.add(row)
    other = browsers()
    sign_in(database, other, mine, role="member", name="李厂长")
    stale = firm.form("digital.strategy")
    firm.form("digital.strategy", other).set(PLAN, "2").send(other)

    page = stale.set(PLAN, "4").send(firm.browser)

    assert any(text.startswith("李厂长，") for text in texts_of(page))
