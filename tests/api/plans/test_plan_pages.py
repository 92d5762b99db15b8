"""Pages of plans: what they compute, what firms change, what is kept."""

import re

import pytest

from api.assessments import service
from scoring.advice import Advisor
from tests.api.arrange import holder, started, submitted


@pytest.fixture
def mine(browser):
    return holder(browser)


def outcome(database, asker, found):
    with database.read() as session:
        return service.outcome_of(session, service.read(session, asker, found))


def test_a_plan_shows_what_the_library_plans(browser, database, mine):
    """The page's figures are the roadmap's: index before and after, every step with its cost."""
    found = submitted(database, mine)
    result = outcome(database, mine, found)
    best = Advisor(result.questionnaire, result.sheet).best(100)

    page = browser.get(f"/assessments/{found}/plan?budget=100")

    assert page.status_code == 200
    assert f"指数从 {best.before:.1f} 到 {best.after:.1f}" in page.text
    assert page.text.count('<li class="card">') == len(best.steps)
    for step in best.steps:
        assert step.title["zh"] in page.text


@pytest.mark.parametrize("budget", ["abc", "-5", "1e999", "nan", "９" * 60])
def test_a_budget_that_is_none_is_said_and_kept(browser, database, mine, budget):
    """What was typed stays in its field, the reason stands above it, and nothing breaks."""
    found = submitted(database, mine, "garment-maker")

    page = browser.get(f"/assessments/{found}/plan", params={"budget": budget})

    assert page.status_code == 422
    assert 'href="#budget"' in page.text


def test_trying_answers_stores_nothing(browser, database, mine):
    """A trial shows index and conditions move, and the assessment stays as it is."""
    found = submitted(database, mine)
    before = outcome(database, mine, found).sheet

    page = browser.get(f"/assessments/{found}/what-if", params={"digital.data.decisions": "5"})

    assert page.status_code == 200
    assert re.search(r"指数 \d+\.\d → \d+\.\d（\+\d", page.text)
    assert outcome(database, mine, found).sheet == before


@pytest.mark.parametrize(
    "params",
    [
        pytest.param({"digital.data.decisions": "9"}, id="no such rung"),
        pytest.param({"branding.channels.online_share": "300"}, id="over the range"),
        pytest.param({"branding.channels.online_share": "<b>"}, id="no number"),
    ],
)
def test_an_answer_that_cannot_be_is_said(browser, database, mine, params):
    """A trial with an impossible answer is refused with the reason."""
    found = submitted(database, mine)

    page = browser.get(f"/assessments/{found}/what-if", params=params)

    assert page.status_code in (200, 422)
    assert page.status_code == 422 or next(iter(params)) not in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize("path", ["plan", "plan/schedule", "plan/measures", "plan/own", "what-if"])
def test_plans_are_for_those_who_manage(browser, browsers, database, mine, path):
    """A stranger finds none of these pages; a draft has them as well as a result."""
    found = started(database, mine, "garment-maker")

    assert browser.get(f"/assessments/{found}/{path}").status_code == 200
    assert browsers().get(f"/assessments/{found}/{path}").status_code == 404
