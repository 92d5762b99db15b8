"""A park's first page says what to do next; its profile takes only what can be printed."""

import base64
import re

import pytest

from api.parks import profile, records, repository
from tests.api.arrange import holder, organisation, sign_in, submitted
from tests.api.parks.campaign_world import firm, register
from tests.codes import credit_code

A = credit_code(1)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)
COLOURS = {"main": "#123456", "accent": "#654321"}


def next_step(page):
    found = re.search(r'aria-current="step">\s*<div><strong>([^<]+)', page.text)
    return found and found.group(1)


def test_the_next_step_follows_what_is_there(browsers, database):
    park_id, park = organisation(database, "park", "示例·新园区")
    manager = browsers()
    sign_in(database, manager, park_id)
    home = f"/parks/{park}"
    assert next_step(manager.get(home)) == "添加成员"
    manager.post(f"{home}/members", {"name": "示例·甲", "credit_code": A})
    assert next_step(manager.get(home)) == "建立评估活动"
    form = {
        "name": "示例·活动", "questionnaire": "textile@1.0.0", "form": "full", "asks": "level",
        "opens_on": "2026-01-01", "closes_on": "2099-12-31",
    }  # fmt: skip
    base = manager.post(f"{home}/campaigns/new", form).url.path
    assert next_step(manager.get(home)) == "邀请企业填写，或导入登记表"
    assert f'href="{base}"' in manager.get(home).text


def test_all_done_leads_to_the_dashboard(manager, home, base, park):
    park.confirm(park.upload(register(firm(A, "示例·甲"))))
    page = manager.get(home)
    assert next_step(page) == "看看板"
    assert f'href="{base}/dashboard"' in page.text
    assert "1家中已完成1家" in page.text


def test_results_of_campaigns_are_not_listed_among_those_shared_otherwise(
    manager, browser, home, park, database
):
    park.confirm(park.upload(register(firm(A, "示例·登记的"))))
    found = submitted(database, holder(browser))
    browser.post(f"/assessments/{found}/share/parks", {"park": park.park, "scope": "level"})
    page = manager.get(home).text
    assert "示例·清河印染有限公司" in page
    assert "示例·登记的" not in page


def test_a_manager_finds_the_park_from_everywhere(manager, park, home):
    for path in ("/", "/account", "/organisations", f"/organisations/{park.park}"):
        assert f'href="{home}"' in manager.get(path).text, path
    assert f'href="/organisations/{park.park}"' in manager.get(home).text


def stored(park):
    with park.database.read() as session:
        found = repository.park(session, park.park)
        return records.profile(session, found), profile.theme_of(session, found)


@pytest.mark.parametrize("logo", [PNG, SVG], ids=["png", "svg"])
def test_a_profile_is_kept_and_dresses_reports(manager, home, park, logo):
    manager.post(
        f"{home}/profile/upload",
        {"title": "示例·新名", **COLOURS, "publishes": "yes"},
        files={"logo": ("logo", logo)},
    )
    row, theme = stored(park)
    assert (row.title, row.publishes, row.logo) == ("示例·新名", True, logo)
    assert theme.name == "示例·新名"
    assert theme.palette.primary == "#123456"
    assert theme.logo in manager.get(f"{home}/profile").text

    manager.post(f"{home}/profile/upload", {"title": "", **COLOURS})
    row, theme = stored(park)
    assert (row.title, row.publishes, row.logo) == ("", False, logo)
    assert theme.name == "示例·园区"
    manager.post(f"{home}/profile/upload", {"title": "", **COLOURS, "no_logo": "yes"})
    assert stored(park)[0].logo is None


@pytest.mark.parametrize(
    ("change", "logo", "field"),
    [
        pytest.param({"main": "#ffff00"}, None, "main", id="too pale"),
        pytest.param({"accent": "red;x"}, None, "accent", id="no colour"),
        pytest.param({"main": ""}, None, "main", id="nothing"),
        pytest.param({"title": "长" * 61}, None, "title", id="long name"),
        pytest.param({}, b"<svg><script>alert(1)</script></svg>", "logo", id="no picture"),
        pytest.param({}, PNG[:40], "logo", id="half a picture"),
        pytest.param({}, b"\x89PNG\r\n\x1a\n" + bytes(600_000), "logo", id="large"),
    ],
)
def test_a_profile_that_cannot_be_printed_is_refused_beside_its_field(
    manager, home, park, change, logo, field
):
    files = {"logo": ("logo", logo)} if logo else None
    page = manager.post(f"{home}/profile/upload", {"title": "x", **COLOURS, **change}, files=files)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert stored(park)[0] is None
