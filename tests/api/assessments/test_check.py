"""Check the answers, declare them true, submit; then nothing changes any more."""

from importlib.resources import files

import pytest

from api.assessments import service
from tests.api.arrange import holder, started, submitted
from tests.api.assessments.forms import form_of, texts_of


@pytest.fixture
def draft(browser, database):
    """A draft of a sample firm with all its answers."""
    return f"/assessments/{started(database, holder(browser), 'garment-quick')}"


@pytest.fixture
def done(browser, database):
    """A submitted assessment of the same firm."""
    return f"/assessments/{submitted(database, holder(browser), 'garment-quick')}"


def submit(browser, draft, **fields):
    form = form_of(browser.get(f"{draft}/check"), "/submit")
    for name, value in {"declared": "yes", "name": "王厂长", **fields}.items():
        form.set(name, *([value] if value else []))
    return form.send(browser)


def test_missing_answers_are_links(firm):
    """Every open question is listed first and leads to its place on its page."""
    page = firm.get("/check").text

    first = page.index(
        f'href="{firm.path}/practices/equipment.ledger#q-equipment.ledger.listed_mach'
    )
    assert first < page.index("<dl")
    assert "还有" in page
    assert 'id="q-equipment.ledger.listed_machines"' in firm.practice("equipment.ledger").text


def test_facts_needed_to_submit_are_missing_too(firms, browser):
    """A real firm without a credit code is asked for it."""
    firm = firms(browser, fictional=[], employees="")

    page = firm.get("/check").text

    assert f'<a href="{firm.path}/profile#credit_code">统一社会信用代码</a>' in page
    assert f'<a href="{firm.path}/profile#employees">' in page


def test_nothing_is_submitted_before_everything_is_answered(firm):
    """The page comes back with what is missing, and what was typed stays."""
    page = submit(firm.browser, firm.path)

    assert page.status_code == 422
    assert 'href="#missing"' in page.text
    assert form_of(page, "/submit").get("name") == ["王厂长"]


@pytest.mark.parametrize(
    ("field", "value"), [("declared", ""), ("name", "  "), ("name", "王" * 101)]
)
def test_a_declaration_with_a_name_is_needed(browser, draft, field, value):
    """Without the tick or a usable name nothing is frozen."""
    page = submit(browser, draft, **{field: value})

    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert form_of(browser.get(f"{draft}/check"), "/submit")


def test_submitting_freezes_the_answers(browser, draft, database):
    """The result is there, the answers can be read, and nothing can be changed."""
    form = form_of(browser.get(f"{draft}/practices/digital.strategy"), "digital.strategy")

    page = submit(browser, draft)

    assert page.url.path == f"{draft}/result"
    assert page.status_code == 200
    shown = browser.get(draft)
    assert any("填报人：王厂长" in text for text in texts_of(shown))
    assert form.set("digital.strategy.plan", "5").send(browser).status_code == 409
    for path in ("profile", "check", "links", "upload", "practices/digital.strategy"):
        assert browser.get(f"{draft}/{path}").url.path == draft, path
    for path in ("profile", "submit", "links", "link", "full"):
        assert browser.post(f"{draft}/{path}").status_code == 409, path


def test_an_old_page_of_a_submitted_draft_is_told_so_by_the_script(browser, done):
    """Saving in the background gets problem details with a stable code."""
    answer = browser.post(
        f"{done}/practices/digital.strategy", headers={"accept": "application/json"}
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "submitted"


def test_all_answers_can_be_read_after_submitting(browser, done, database, textile):
    """Every asked question stands there with its answer, without links to change it."""
    shown = texts_of(browser.get(done))

    with database.read() as session:
        draft = service.draft_of(service.read(session, holder(browser), done.split("/")[2]).row)
    for key in draft.sheet.answers:
        assert textile.question(key).text["zh"] in shown
    assert "修改" not in shown


def test_a_filled_in_check_page_is_light(browser, database):
    """The check page of a full form with all its answers stays under 100 kB with its assets."""
    path = f"/assessments/{started(database, holder(browser), 'dyeing-mill')}"
    static = files("api").joinpath("static")
    extra = sum(len(static.joinpath(name).read_bytes()) for name in ("site.css", "site.js"))

    for lang in ("zh", "en"):
        page = browser.get(f"{path}/check?lang={lang}")
        assert len(page.content) + extra < 100_000
