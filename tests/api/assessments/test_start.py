"""The first page: start with one click, continue, open a secret link."""

import re

from sqlmodel import select

from api.assessments.tables import Assessment
from tests.api.arrange import organisation, sign_in
from tests.api.assessments.forms import form_of


def test_one_click_makes_a_draft_and_asks_about_the_firm(browser):
    """Nobody has to sign up; the click leads to the page about the firm."""
    page = form_of(browser.get("/"), "/start").set("form", "quick").send(browser)

    assert re.fullmatch(r"/assessments/[\w-]+/profile", page.url.path)
    assert "企业概况" in page.text


def test_the_first_page_says_how_much_work_each_form_is(browser, textile):
    """Number of questions and time stand beside the buttons."""
    page = browser.get("/").text

    assert f"–{len(textile.questions)}题" in page
    assert f"–{sum(q.quick for q in textile.questions)}题" in page


def test_a_draft_is_offered_again_to_its_browser_only(browser, browsers, firm):
    """The draft of this browser is listed; another browser sees none."""
    assert firm.path in browser.get("/").text
    assert firm.path not in browsers().get("/").text


def test_somebody_signed_in_starts_for_a_firm_and_claims_drafts(browser, database, firm):
    """A draft of the browser is put into the firm of the person signed in."""
    mine, _ = organisation(database, name="示例·织造厂")
    sign_in(database, browser, mine)

    page = form_of(browser.get("/"), f"{firm.path}/claim").send(browser)

    assert page.url.path == firm.path
    with database.read() as session:
        row = session.exec(select(Assessment).where(Assessment.public_id == firm.id)).one()
        assert row.organisation_id == mine
    start = form_of(browser.get("/"), "/start").set("form", "full").send(browser)
    with database.read() as session:
        found = start.url.path.split("/")[2]
        row = session.exec(select(Assessment).where(Assessment.public_id == found)).one()
        assert row.organisation_id == mine


def test_nobody_starts_or_claims_for_a_strange_firm(browser, database, firm):
    """The id of another firm is not found, signed in or not."""
    _, strange = organisation(database)
    mine, _ = organisation(database)
    start = form_of(browser.get("/"), "/start")

    assert start.set("owner", strange).send(browser).status_code == 404
    sign_in(database, browser, mine)
    answer = browser.post(f"{firm.path}/claim", {"owner": strange})
    assert answer.status_code == 404


def test_a_reviewer_starts_nothing_for_the_firm(browser, database):
    """Reviewers only read."""
    mine, public_id = organisation(database)
    sign_in(database, browser, mine, role="reviewer")

    assert public_id not in browser.get("/").text
    assert browser.post("/start", {"owner": public_id}).status_code == 404


def test_a_form_from_elsewhere_starts_nothing(browser, database):
    """Without the token of this browser nothing is made."""
    browser.get("/")

    answer = browser.client.post("/start", data={"csrf": "x", "form": "full"})

    assert answer.status_code == 403
    with database.read() as session:
        assert session.exec(select(Assessment)).first() is None


def test_new_drafts_are_limited_by_address(browser, app):
    """A flood of drafts is refused with when to come back."""
    app.state.limits = type(app.state.limits)(enabled=True)
    form = form_of(browser.get("/"), "/start").set("form", "quick")

    answers = [form.send(browser, follow_redirects=False) for _ in range(121)]

    assert answers[-2].status_code == 303
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
