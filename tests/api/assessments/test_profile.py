"""The page about the firm."""

import pytest

from tests.api.assessments.forms import form_of, texts_of


def test_a_complete_profile_leads_to_the_sections(firm):
    """What was given decides what is asked, and is said."""
    assert firm.profiled.url.path == firm.path
    assert any("印染与后整理、服装" in text for text in texts_of(firm.profiled))


def test_a_trial_is_marked_on_every_page(firm):
    """A fictional firm is marked wherever its answers are shown."""
    for path in ("", "/practices/digital.strategy", "/check", "/links", "/upload"):
        assert "示例" in texts_of(firm.get(path)), path


@pytest.mark.parametrize(
    ("fact", "typed", "part"),
    [
        ("credit_code", "91330000100000000Y", "校验码"),
        ("employees", "三百", "整数"),
        ("revenue", "12亿", "万元"),
        ("name", "长" * 201, "200"),
        ("region", "99", "行政区划"),
        ("industry", "9999", "分类代码"),
        ("processes", "smelting", "工序"),
    ],
)
def test_what_cannot_be_used_stays_in_its_field_and_the_rest_is_kept(firm, fact, typed, part):
    """A wrong fact is shown again with what is wrong; a right one beside it is saved."""
    form = form_of(firm.get("/profile"), "/profile").set(fact, typed)
    other = ("name", "示例·改名厂") if fact != "name" else ("employees", "321")
    page = form.set(*other).send(firm.browser)

    assert page.status_code == 422
    assert f'href="#{fact}"' in page.text
    assert part in page.text
    if fact != "processes":
        assert form_of(page, "/profile").get(fact) == [typed]
    assert form_of(firm.get("/profile"), "/profile").get(other[0]) == [other[1]]
    assert form_of(firm.get("/profile"), "/profile").get(fact) != [typed]


def test_a_code_from_a_workbook_that_is_not_in_the_list_stays(firm):
    """A finer region code than the list has is kept and named."""
    form_of(firm.get("/profile"), "/profile").set("region", "330600").send(firm.browser)

    page = firm.get("/profile")

    assert form_of(page, "/profile").get("region") == ["330600"]
    assert "绍兴市" in page.text


def test_two_people_change_one_fact(firm, browsers):
    """The second sees both values; saving once more decides."""
    second = form_of(firm.get("/profile"), "/profile").set("employees", "500").set("name", "乙厂")
    form_of(firm.get("/profile"), "/profile").set("employees", "400").send(firm.browser)

    page = second.send(firm.browser)

    assert page.status_code == 409
    assert "400 人" in page.text
    again = form_of(page, "/profile")
    assert again.get("employees") == ["500"]
    assert form_of(firm.get("/profile"), "/profile").get("employees") == ["400"]
    assert form_of(firm.get("/profile"), "/profile").get("name") == ["乙厂"]
    assert again.send(firm.browser).url.path == firm.path
    assert form_of(firm.get("/profile"), "/profile").get("employees") == ["500"]


def test_an_old_page_takes_nothing_back(firm):
    """What a stale page shows unchanged does not overwrite what somebody else changed."""
    stale = form_of(firm.get("/profile"), "/profile").set("revenue", "9000")
    form_of(firm.get("/profile"), "/profile").set("employees", "400").send(firm.browser)

    assert stale.send(firm.browser).status_code == 200

    now = form_of(firm.get("/profile"), "/profile")
    assert (now.get("employees"), now.get("revenue")) == (["400"], ["9000"])


def test_facts_can_be_taken_back(firm):
    """Emptied fields and unticked boxes are empty afterwards."""
    form = form_of(firm.get("/profile"), "/profile")
    form.set("employees", "").set("processes").set("fictional").send(firm.browser)

    now = form_of(firm.get("/profile"), "/profile")
    assert [now.get(fact) for fact in ("employees", "processes", "fictional")] == [[""], [], []]


def test_markup_in_a_name_is_text(firm):
    """A firm's name is shown as it is written, never as markup."""
    name = '"><script>alert(1)</script>'
    form_of(firm.get("/profile"), "/profile").set("name", name).send(firm.browser)

    for path in ("", "/profile", "/check", "/practices/digital.strategy", "/links"):
        assert "<script>alert" not in firm.get(path).text
    assert name in texts_of(firm.get())


def test_a_quick_form_can_become_a_full_one(firms, browser, textile):
    """The other questions are added, and answers stay."""
    firm = firms(browser, form="quick")
    firm.answer("digital.strategy", plan="3")

    page = form_of(firm.get(), "/full").send(browser)

    assert any("已答 1 题" in text for text in texts_of(page))
    assert len(textile.practices) <= page.text.count("/practices/")
