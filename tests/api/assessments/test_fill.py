"""Filling in a section: every kind of question, shown as it was answered."""

from importlib.resources import files

import pytest

from tests.api.assessments.forms import texts_of

ENERGY, LEDGER = "energy.saving", "equipment.ledger"


@pytest.mark.parametrize(
    ("practice", "field", "typed", "words"),
    [
        ("digital.strategy", "plan", "3", None),
        (LEDGER, "listed_machines", "clear_once", None),
        (ENERGY, "equipment", ["idle", "lighting"], None),
        (ENERGY, "renewable", "12.5%", "12.5 %"),
        (ENERGY, "renewable", "３．５", "3.5 %"),
        (ENERGY, "renewable#state", "-unknown", "不知道"),
        ("digital.strategy", "plan", "-unknown", "不知道"),
    ],
)
def test_an_answer_is_saved_and_shown_again(firm, textile, practice, field, typed, words):
    """What was chosen or typed stands in the field again, and in words on the check page."""
    page = firm.answer(practice, **{field: typed})

    assert page.status_code == 200
    stored = firm.form(practice).get(f"{practice}.{field}")
    plain = (
        {"12.5%": "12.5", "３．５": "3.5"}.get(typed, typed) if isinstance(typed, str) else typed
    )
    assert stored == (plain if isinstance(plain, list) else [plain])
    question = textile.question(f"{practice}.{field.partition('#')[0]}")
    options = [option.text["zh"] for option in question.options if option.id in stored]
    shown = texts_of(firm.get("/check"))
    for line in options or [words]:
        assert line in shown


def test_two_figures_make_a_ratio_that_is_shown(firm):
    """The page says what the two figures come to."""
    firm.answer(LEDGER, **{"over_15_years#numerator": "14", "over_15_years#denominator": "80"})

    assert "17.5%" in texts_of(firm.practice(LEDGER))
    assert "14 / 80 台，即 17.5%" in texts_of(firm.get("/check"))


def test_does_not_apply_needs_a_reason(firm):
    """Without a reason it is not taken; with one, it is shown."""
    page = firm.answer(ENERGY, **{"dyeing_woven#state": "-na"})
    assert page.status_code == 422
    assert 'href="#energy.saving.dyeing_woven-1"' in page.text

    firm.answer(ENERGY, **{"dyeing_woven#state": "-na", "dyeing_woven#reason": "只做针织"})

    assert "不适用：只做针织" in texts_of(firm.get("/check"))


def test_a_reason_alone_means_that_it_does_not_apply(firm):
    """Whoever writes a reason and ticks nothing has said it."""
    firm.answer(ENERGY, **{"dyeing_woven#reason": "只做针织"})

    assert "不适用：只做针织" in texts_of(firm.get("/check"))


def test_an_answer_and_a_state_at_once_are_asked_about(firm):
    """A figure beside "don't know" is not guessed at, and nothing typed is lost."""
    page = firm.answer(ENERGY, renewable="30", **{"renewable#state": "-unknown"})

    assert page.status_code == 422
    assert 'value="30"' in page.text
    assert "renewable" not in str(firm.form(ENERGY).get("energy.saving.renewable#state"))


def test_notes_are_kept_beside_answers(firm):
    """A note needs no answer, and shows on the check page."""
    firm.answer(ENERGY, **{"renewable#note": "光伏 <5MW>，明年并网"})

    assert "备注：光伏 <5MW>，明年并网" in texts_of(firm.get("/check"))


def test_the_exclusive_option_stands_alone(firm):
    """The option "none" ticked with others is shown again as it was."""
    page = firm.answer(ENERGY, equipment=["idle", "none"])

    assert page.status_code == 422
    assert page.text.count('name="energy.saving.equipment" value="idle" checked') == 1
    assert page.text.count('name="energy.saving.equipment" value="none" checked') == 1


def test_a_wrong_answer_keeps_all_the_others(firm):
    """Good answers of the same form are saved; the wrong one stays in its field."""
    page = firm.answer(
        LEDGER, listed_machines="clear_once",
        **{"over_15_years#numerator": "十四", "over_15_years#denominator": "80"},
    )  # fmt: skip

    assert page.status_code == 422
    assert "不是数字" in page.text
    assert 'value="十四" inputmode="decimal"' in page.text
    assert firm.form(LEDGER).get(f"{LEDGER}.listed_machines") == ["clear_once"]
    assert firm.form(LEDGER).get(f"{LEDGER}.over_15_years#numerator") == [""]


def test_an_answer_can_be_cleared(firm):
    """The button takes the answer away and leaves the rest of the form saved."""
    firm.answer("digital.strategy", plan="3")

    form = firm.form("digital.strategy").set("clear", "digital.strategy.plan")
    page = form.set("digital.strategy.spend", "1.5").send(firm.browser)

    assert page.url.path.endswith("/practices/digital.strategy")
    again = firm.form("digital.strategy")
    assert again.get("digital.strategy.plan") == []
    assert again.get("digital.strategy.spend") == ["1.5"]


def test_only_what_applies_is_asked(firm):
    """A mill without spinning is not asked about spinning."""
    page = firm.practice("equipment.machines")

    assert "equipment.machines.dyeing_liquor_ratio" in page.text
    assert "spinning_staffing" not in page.text


def test_saving_goes_on_to_the_next_section_or_the_list(firm):
    """The main button leads on, the other one back; the last section to the check page."""
    assert firm.answer("digital.strategy").url.path.endswith("/practices/digital.design")
    assert firm.answer("branding.trade").url.path.endswith("/check")
    form = firm.form("digital.strategy").set("go", "list")
    assert form.send(firm.browser).url.path == firm.path


def test_the_script_is_told_what_was_saved(firm):
    """Saving in the background answers with state, errors and the computed ratio."""
    form = firm.form(LEDGER)
    form.set(f"{LEDGER}.over_15_years#numerator", "14")
    form.set(f"{LEDGER}.over_15_years#denominator", "80")
    form.set(f"{LEDGER}.within_5_years#numerator", "x")

    reply = form.send(firm.browser, headers={"accept": "application/json"}).json()

    questions = reply["questions"]
    assert questions[f"{LEDGER}.over_15_years"]["ratio"] == "17.5%"
    assert questions[f"{LEDGER}.within_5_years"]["errors"]
    assert reply["problems"]
    assert reply["state"] == "本部分还差 3 题（共 4 题）"


def test_option_texts_are_in_the_readers_language(firms, browsers, textile):
    """An English reader gets English options of a draft begun in Chinese."""
    firm = firms(browsers("en"))

    shown = texts_of(firm.practice("digital.strategy"))

    option = textile.question("digital.strategy.plan").options[0].text
    assert option["en"] in shown
    assert option["zh"] not in shown


def test_a_page_is_light(firm):
    """The heaviest section with its style and script stays under 100 kB."""
    static = files("api").joinpath("static")
    extra = sum(len(static.joinpath(name).read_bytes()) for name in ("site.css", "site.js"))
    sizes = {p: len(firm.get(f"/practices/{p}").content) for p in
             ("digital.production", ENERGY, "equipment.machines", "energy.chemicals")}  # fmt: skip
    sizes["check"] = len(firm.get("/check").content)

    assert max(sizes.values()) + extra < 100_000, (sizes, extra)


def test_how_sure_the_firm_is_is_kept_beside_the_answer(firm):
    """Optional, shown again and on the check page; clearing the answer takes it away, not the note."""
    name = "digital.strategy.plan#confidence"
    assert "把握：" not in texts_of(firm.get("/check"))
    firm.answer("digital.strategy", plan="3", **{"plan#confidence": "fairly", "plan#note": "x"})

    assert firm.form("digital.strategy").get(name) == ["fairly"]
    assert "把握：大致如此" in texts_of(firm.get("/check"))
    form = firm.form("digital.strategy")
    form.set("clear", "digital.strategy.plan").send(firm.browser)
    assert firm.form("digital.strategy").get(name) == [""]
    assert firm.form("digital.strategy").get("digital.strategy.plan#note") == ["x"]


def test_a_confidence_that_is_none_is_said_and_costs_no_answer(firm):
    """Whoever sends something else is told at the question; the answer beside it is kept."""
    page = firm.answer("digital.strategy", plan="3", **{"plan#confidence": "<b>"})

    assert page.status_code == 422
    assert "不是可选的几种" in page.text
    assert "<b>" not in page.text
    assert firm.form("digital.strategy").get("digital.strategy.plan") == ["3"]
