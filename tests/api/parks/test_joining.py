"""A firm opens its personal link: it learns who asks for what, decides, and stays alone with its answers."""

import datetime as dt
import re

import pytest

from api.assessments import service
from api.kit.clock import now, today
from api.parks import campaigns, members
from tests.api.arrange import holder, sample
from tests.codes import credit_code

A = credit_code(1)


@pytest.fixture
def link(park, app):
    """The personal link of a member that was invited."""
    with park.database.write() as session:
        members.add(session, park.asker, park.park, name="示例·甲", credit_code=A)
        campaigns.invite(session, park.asker, park.park, park.campaign)
    [row] = park.entries().values()
    return f"/join/{campaigns.token_of(app.state.signer, row.entry)}"


def fill_in(browser, path, textile):
    """Answer everything with a sample's answers and submit."""
    public_id = path.split("/")[2]
    asker = holder(browser)
    database = browser.client.app.state.database
    with database.write() as session:
        held = service.editable(session, asker, public_id)
        sheet = sample()
        facts = {**sheet.profile.to_dict(), "name": "示例·甲", "credit_code": A}
        service.set_profile(session, asker, held.row.public_id, facts)
        service.answer(session, asker, public_id, sheet.to_plain(textile))
        service.submit(session, asker, public_id, "王厂长")


def test_a_firm_learns_who_asks_and_starts_with_what_the_park_knows(browser, link, park):
    page = browser.get(link)
    assert page.status_code == 200
    for said in ("示例·园区", "示例·2026年评估", "示例·甲", "（示例·园区希望）", "什么都不给看"):
        assert said in page.text
    assert "checked" not in page.text
    assert park.entries()[A].opened_at is None

    assert browser.post(link, {}).status_code == 422
    assert browser.post(link, {"scope": "all"}).status_code == 422
    started = browser.post(link, {"scope": "level"})
    assert re.search(r"/assessments/[^/]+/profile$", started.url.path)
    assert "示例·甲" in started.text
    assert A in started.text
    row = park.entries()[A]
    assert (row.state, row.shown) == ("draft", "level")
    assert campaigns.entry_state(row, now()) == "opened"


def test_the_link_lets_in_the_first_device_only(browser, browsers, manager, link, park):
    """The park holds all links: they must not open what a firm has filled in, to anybody."""
    started = browser.post(link, {"scope": "none"}).url.path
    assessment = started.rsplit("/", 1)[0]
    assert "接着填写" in browser.get(link).text
    for other in (browsers(), manager):
        page = other.get(link)
        assert page.status_code == 410
        assert "别的设备" in page.text
        assert other.post(link, {"scope": "answers"}).status_code == 409
        assert other.get(assessment).status_code == 404
    assert park.entries()[A].shown is None


def test_what_the_firm_chose_is_what_the_park_sees(
    browser, manager, link, base, home, park, textile
):
    started = browser.post(link, {"scope": "none"}).url.path
    fill_in(browser, started, textile)
    public_id = started.split("/")[2]
    assert "未同意提供" in manager.get(base).text
    assert manager.get(f"{home}/results/{public_id}").status_code == 404
    assert "看得到这份结果" not in browser.get(f"/assessments/{public_id}/result").text

    browser.post(link, {"scope": "scores"})
    assert (
        "示例·园区看得到这份结果：等级和得分"
        in browser.get(f"/assessments/{public_id}/result").text
    )
    page = manager.get(f"{home}/results/{public_id}")
    assert page.status_code == 200
    assert 'class="answers"' not in page.text

    browser.post(link, {"scope": "none"})
    assert manager.get(f"{home}/results/{public_id}").status_code == 404


def test_a_firm_that_lost_its_device_begins_anew(browser, browsers, manager, link, base, park):
    browser.post(link, {"scope": "none"})
    before = park.entries()[A]
    entry = f"{base}/entries/{before.entry}"
    assert "让链接重新生效" in manager.get(entry).text
    manager.post(f"{entry}/renew")
    other = browsers()
    assert other.get(link).status_code == 200
    other.post(link, {"scope": "level"})
    assert park.entries()[A].assessment != before.assessment
    assert browser.get(f"/assessments/{before.assessment}").status_code == 200
    assert other.get(f"/assessments/{before.assessment}").status_code == 404


def test_a_result_is_not_begun_anew(browser, manager, link, base, park, textile):
    fill_in(browser, browser.post(link, {"scope": "none"}).url.path, textile)
    entry = f"{base}/entries/{park.entries()[A].entry}"
    assert manager.post(f"{entry}/renew").status_code == 409
    assert park.entries()[A].state == "submitted"


@pytest.mark.parametrize(
    ("days", "said"), [((-9, -1), "已经截止"), ((1, 9), "还没有开始")], ids=["over", "early"]
)
def test_a_campaign_that_is_not_open_takes_nobody_in(browser, link, park, days, said):
    opens, closes = (today() + dt.timedelta(n) for n in days)
    with park.database.write() as session:
        campaigns.change(
            session,
            park.asker,
            park.park,
            park.campaign,
            name="x",
            opens_on=opens,
            closes_on=closes,
        )
    page = browser.get(link)
    assert page.status_code == 410
    assert said in page.text
    assert browser.post(link, {"scope": "level"}).status_code == 409
    assert park.entries()[A].opened_at is None


def test_links_that_are_not_ours_open_nothing(browser, link):
    token = link.rsplit("/", 1)[1]
    for wrong in ("x", f"{token}x", token.replace(".", ".A", 1), token.split(".")[0], "x.y"):
        page = browser.get(f"/join/{wrong}")
        assert page.status_code == 404
        assert "示例·园区" not in page.text
        assert browser.post(f"/join/{wrong}", {"scope": "level"}).status_code == 404
