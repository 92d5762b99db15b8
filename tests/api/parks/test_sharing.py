"""A firm decides who sees a result, and a park sees exactly that."""

import re

import pytest

from api.assessments import service
from api.kit.audit import history
from api.parks import service as parks
from tests.api.arrange import holder, organisation, sign_in, started, submitted


@pytest.fixture
def mine(browser):
    return holder(browser)


@pytest.fixture
def park(database):
    return organisation(database, "park", "示例·柯桥园区")


@pytest.fixture
def manager(browsers, database, park):
    """Somebody of the park, signed in."""
    found = browsers()
    sign_in(database, found, park[0])
    return found


def shared(browser, found, park, scope):
    return browser.post(f"/assessments/{found}/share/parks", {"park": park[1], "scope": scope})


def test_a_link_opens_the_result_and_nothing_else(browser, browsers, database, mine):
    """Whoever has the link reads the result; the other pages stay closed to them."""
    found = submitted(database, mine)
    page = browser.post(f"/assessments/{found}/share/links", {"label": "某银行", "days": "30"})
    address = re.search(r'value="(http[^"]+/open/[^"]+)"', page.text).group(1)
    bank = browsers()

    opened = bank.get(address)

    assert page.status_code == 200
    assert "某银行" in page.text
    assert opened.status_code == 200
    assert "示例·清河印染有限公司" in opened.text
    assert "/share" not in opened.text
    assert "/delete" not in opened.text
    for path in ("share", "delete", "profile", "check", "export.zip", "result.json"):
        assert bank.get(f"/assessments/{found}/{path}").status_code == 404
    assert bank.get(f"/assessments/{found}").url.path == f"/assessments/{found}/result"


def test_a_link_taken_back_opens_nothing(browser, browsers, database, mine):
    """After revoking, the link and the browsers that came by it are shut out."""
    found = submitted(database, mine)
    page = browser.post(f"/assessments/{found}/share/links", {"label": "某银行", "days": "30"}).text
    address = re.search(r'value="(http[^"]+/open/[^"]+)"', page).group(1)
    bank = browsers()
    bank.get(address)
    link = re.search(r"/share/links/([^/]+)/revoke", page).group(1)

    after = browser.post(f"/assessments/{found}/share/links/{link}/revoke")

    assert "收回" in after.text
    assert bank.get(f"/assessments/{found}/result").status_code == 404
    assert bank.get(address).status_code == 410


@pytest.mark.parametrize(
    ("form", "target"),
    [
        pytest.param({"label": "", "days": "30"}, "label", id="nobody named"),
        pytest.param({"label": "某银行"}, "days-30", id="no time"),
        pytest.param({"label": "某银行", "days": "99999"}, "days-30", id="for ever"),
        pytest.param({"label": "某银行", "days": "-1"}, "days-30", id="in the past"),
    ],
)
def test_a_link_needs_a_name_and_a_time(browser, database, mine, form, target):
    """What is missing is said and linked, and no link is made."""
    found = submitted(database, mine)

    page = browser.post(f"/assessments/{found}/share/links", form)

    assert page.status_code == 422
    assert f'href="#{target}"' in page.text
    assert "/open/" not in page.text


@pytest.mark.parametrize(
    ("scope", "sees_index", "sees_scores", "sees_answers"),
    [("level", False, False, False), ("scores", True, True, False), ("answers", True, True, True)],
)
def test_a_park_sees_what_it_was_allowed(
    browser, manager, database, mine, park, scope, sees_index, sees_scores, sees_answers
):
    """Level only, also scores, or everything: nothing beyond the consent shows anywhere."""
    found = submitted(database, mine)
    with database.read() as session:
        card = service.outcome_of(session, service.read(session, mine, found)).card
    index, answer = f"{card.score:.1f}", "定期自动备份到另一处"

    allowed = shared(browser, found, park, scope)
    listed = manager.get(f"/parks/{park[1]}")
    page = manager.get(f"/parks/{park[1]}/results/{found}")

    assert allowed.status_code == 200
    assert "示例·清河印染有限公司" in listed.text
    assert f"L{card.level}" in listed.text
    assert (index in listed.text) == sees_index
    assert (page.status_code == 200) == sees_scores
    assert ("设备台账与新旧状况" in page.text) == sees_scores
    assert (answer in page.text) == sees_answers
    assert manager.get(f"/assessments/{found}/result").status_code == 404


def test_a_consent_taken_back_hides_everything(browser, manager, database, mine, park):
    """After withdrawing, the park finds neither the entry nor the page."""
    found = submitted(database, mine)
    shared(browser, found, park, "answers")

    browser.post(f"/assessments/{found}/share/parks/{park[1]}/withdraw")

    assert "清河印染" not in manager.get(f"/parks/{park[1]}").text
    assert manager.get(f"/parks/{park[1]}/results/{found}").status_code == 404
    with database.read() as session:
        actions = [event.action for event in history(session, f"assessment:{found}")]
    assert actions[:2] == ["withdrawn", "allowed"]


def test_a_second_consent_replaces_the_first(browser, manager, database, mine, park):
    """Allowing less afterwards leaves only the lesser consent."""
    found = submitted(database, mine)
    shared(browser, found, park, "answers")

    page = shared(browser, found, park, "level")

    assert len(re.findall(r"/share/parks/[^/]+/withdraw", page.text)) == 1
    assert manager.get(f"/parks/{park[1]}/results/{found}").status_code == 404


def test_only_the_parks_people_see_its_page(browsers, database, park):
    """Nobody signed in is sent to sign in; somebody of another park finds nothing."""
    other = browsers()
    sign_in(database, other, organisation(database, "park", "示例·另一园区")[0])

    assert other.get(f"/parks/{park[1]}").status_code == 404
    assert other.get("/parks/AAAAAAAAAAAAAAAA").status_code == 404
    nobody = browsers().get(f"/parks/{park[1]}", follow_redirects=False)
    assert nobody.status_code == 303
    assert nobody.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        pytest.param({"scope": "", "park": "PARK"}, 422, id="no scope"),
        pytest.param({"scope": "all", "park": "PARK"}, 422, id="unknown scope"),
        pytest.param({"scope": "level", "park": "nobody"}, 404, id="unknown park"),
        pytest.param({"scope": "level"}, 404, id="no park"),
        pytest.param({"scope": "level", "park": "\x00" * 300}, 404, id="no text"),
    ],
)
def test_a_wrong_consent_changes_nothing(browser, database, mine, park, form, status):
    """A consent that cannot be meant is refused, and none is stored."""
    found = submitted(database, mine)
    sent = {**form, **({"park": park[1]} if form.get("park") == "PARK" else {})}

    page = browser.post(f"/assessments/{found}/share/parks", sent)

    assert page.status_code == status
    with database.read() as session:
        assert parks.allowed(session, service.read(session, mine, found)) == []


def test_a_draft_is_not_shared(browser, database, mine, park):
    """Before submitting there is nothing to share, by link or with a park."""
    found = started(database, mine)

    assert browser.get(f"/assessments/{found}/share").status_code == 409
    assert shared(browser, found, park, "level").status_code == 409
    link = browser.post(f"/assessments/{found}/share/links", {"label": "某银行", "days": "30"})
    assert link.status_code == 409


def test_a_firm_is_no_park(browser, database, mine):
    """A result cannot be shared with an organisation that is not a park."""
    found = submitted(database, mine)
    firm = organisation(database, "firm")

    assert shared(browser, found, firm, "level").status_code == 404
