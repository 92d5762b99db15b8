"""Campaigns: made, filled by invitations, watched; what goes out is safe to open."""

import io
import re

import openpyxl
import pytest

from api.parks import members
from tests.api.parks.campaign_world import firm, register
from tests.codes import credit_code

CODES = [credit_code(n) for n in range(1, 6)]
GOOD = {
    "name": "示例·活动", "questionnaire": "textile@1.0.0", "form": "quick", "asks": "level",
    "opens_on": "2026-01-01", "closes_on": "2099-12-31",
}  # fmt: skip


@pytest.fixture
def listed(park):
    """Five members of the park."""
    firms = [(f"示例·第{n}厂", code, "=cmd|' /C calc'!A0") for n, code in enumerate(CODES)]
    with park.database.write() as session:
        members.add_many(session, park.asker, park.park, firms)


def test_a_campaign_is_made_and_its_days_moved(manager, home):
    page = manager.post(f"{home}/campaigns/new", GOOD)
    assert page.status_code == 200
    assert "还没有企业参加" in page.text
    path = page.url.path
    moved = manager.post(
        f"{path}/days", {"name": "示例·新名", "opens_on": "2026-01-01", "closes_on": "2026-01-31"}
    )
    assert "已截止" in moved.text
    assert "示例·新名" in moved.text
    assert f'href="{path}/invite"' not in moved.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"questionnaire": "../etc"}, "questionnaire", id="no questionnaire"),
        pytest.param({"form": "long"}, "form", id="no form"),
        pytest.param({"asks": "everything"}, "asks", id="no scope"),
        pytest.param({"opens_on": "tomorrow"}, "opens_on", id="no day"),
        pytest.param({"closes_on": "2025-12-31"}, "closes_on", id="ends before it begins"),
    ],
)
def test_a_campaign_that_cannot_be_is_shown_again(manager, home, change, field):
    page = manager.post(f"{home}/campaigns/new", {**GOOD, **change})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text


def test_chosen_members_are_invited_then_all(manager, base, listed, park):
    page = manager.get(f"{base}/invite").text
    ids = re.findall(r'name="member" value="([^"]+)"', page)
    assert len(ids) == 5
    assert manager.post(f"{base}/invite").status_code == 422
    some = manager.post(f"{base}/invite", {"member": [*ids[:2], "AAAAAAAAAAAAAAAA"]})
    assert "新邀请了2家" in some.text
    assert len(park.entries()) == 2
    everybody = manager.post(f"{base}/invite", {"all": "yes"})
    assert "新邀请了3家" in everybody.text
    assert len(park.entries()) == 5
    assert "都已在这次活动里" in manager.get(f"{base}/invite").text


def test_progress_is_filtered_by_state_and_searched(manager, base, listed, park):
    manager.post(f"{base}/invite", {"all": "yes"})
    park.confirm(park.upload(register(firm(CODES[0], "示例·第0厂"))), scope="scores")
    page = manager.get(base).text
    assert "5家中已完成1家" in page
    done = manager.get(f"{base}?state=finished").text
    assert done.count('<th scope="row">') == 1
    assert re.search(r'href="/parks/[^"]+/results/[^"]+">L\d · \d', done)
    assert manager.get(f"{base}?state=invited").text.count('<th scope="row">') == 4
    assert manager.get(f"{base}?q=第3").text.count('<th scope="row">') == 1
    assert manager.get(f"{base}?state=nonsense&page=99").status_code == 200


def test_only_a_level_is_shown_where_consent_goes_no_further(manager, base, park):
    park.confirm(park.upload(register(firm(CODES[0], "示例·甲"))), scope="level")
    page = manager.get(base).text
    assert re.search(r"<td>L\d</td>", page)
    assert "/results/" not in page


def rows(page):
    sheet = openpyxl.load_workbook(io.BytesIO(page.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()], {
        cell.data_type for row in sheet.iter_rows() for cell in row
    }


def test_invitations_hold_links_and_no_formulas(manager, base, listed, browser):
    manager.post(f"{base}/invite", {"all": "yes"})
    found, types = rows(manager.get(f"{base}/invitations.xlsx"))
    assert len(found) == 6
    assert types <= {"s", "n"}  # an empty cell counts as a number
    _, code, contact, link, state, zh, en = found[1]
    assert (code, contact, state) == (CODES[0], "=cmd|' /C calc'!A0", "已邀请")
    assert zh.endswith(link)
    assert en.endswith(link)
    assert "示例·第0厂" in browser.get(link).text
    assert len(rows(manager.get(f"{base}/reminders.xlsx"))[0]) == 6


def test_a_firm_that_has_submitted_or_came_by_register_gets_no_reminder(
    manager, base, listed, park
):
    manager.post(f"{base}/invite", {"all": "yes"})
    park.confirm(park.upload(register(firm(CODES[0], "示例·第0厂"))), scope="scores")
    codes = {row[1] for row in rows(manager.get(f"{base}/reminders.xlsx"))[0][1:]}
    assert codes == set(CODES[1:])


def test_a_reviewer_reads_and_changes_nothing(person, base, home, listed, park):
    manager, reviewer = person(), person("reviewer")
    manager.post(f"{base}/invite", {"all": "yes"})
    order = park.upload(register(firm(CODES[0], "示例·第0厂")))
    entry = re.search(r'href="(/parks/[^"]+/entries/[^"]+)"', manager.get(base).text).group(1)
    spot = re.search(
        r'href="(/parks/[^"]+/members/[^"/]{16})"', manager.get(f"{home}/members").text
    )
    one = f"{base}/imports/{order}"
    for path in (home, f"{home}/members", spot.group(1), base, entry, f"{base}/imports", one):
        page = reviewer.get(path)
        assert page.status_code == 200, path
        assert '<form method="post" action="/parks' not in page.text, path
        assert "/join/" not in page.text, path
    for path in (
        f"{home}/profile", f"{home}/members/upload", f"{home}/campaigns/new", f"{base}/days",
        f"{base}/invite", f"{base}/invitations.xlsx", f"{base}/reminders.xlsx",
    ):  # fmt: skip
        assert reviewer.get(path).status_code == 403, path
    for path in (
        f"{home}/members", f"{home}/profile/upload", f"{home}/members/upload",
        f"{home}/members/preview", spot.group(1), f"{spot.group(1)}/remove",
        f"{home}/campaigns/new", f"{base}/days", f"{base}/invite", f"{entry}/renew",
        f"{base}/imports/register", f"{one}/confirm", f"{one}/cancel", f"{one}/again",
        f"{one}/drop",
    ):  # fmt: skip
        assert reviewer.post(path, {"all": "yes"}).status_code == 403, path
