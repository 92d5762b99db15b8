"""How sure a result is, on the pages: certainty, result, comparison with the round before, check."""

import re

import pytest

from api.assessments import service
from tests.api.arrange import holder, started, submitted

PLANTED = {
    "energy.water.reuse_rate": {"numerator": 60, "denominator": 100},
    "energy.water.metering": "1",
}
"""A high share of reused water that nobody meters."""


@pytest.fixture
def mine(browser):
    return holder(browser)


def change(database, asker, found, entries):
    with database.write() as session:
        service.answer(session, asker, found, entries)


def next_round(browser, database, asker, first, entries):
    """Copy a round, change answers of it and submit it; returns its public id."""
    answer = browser.post(f"/assessments/{first}/next-round", follow_redirects=False)
    found = answer.headers["location"].rsplit("/", 1)[-1]
    with database.write() as session:
        service.answer(session, asker, found, entries)
        service.submit(session, asker, found, "王厂长")
    return found


def test_certainty_says_band_chances_and_what_they_hang_on(browser, database, mine):
    """The chances add up, a factor is named, and the assumptions stand below."""
    found = submitted(database, mine)

    page = browser.get(f"/assessments/{found}/certainty").text

    assert re.search(r"指数 \d+\.\d，九成可能在 \d+\.\d–\d+\.\d 之间", page)
    chances = page.partition('id="chances"')[2].partition("</section>")[0]
    shares = [float(share) for share in re.findall(r"<strong>([\d.]+)%", chances)]
    assert sum(shares) == pytest.approx(100, abs=0.3)
    assert "各维度的权重" in page
    assert "2,000 次模拟" in page


def test_certainty_is_for_those_who_manage(browser, browsers, database, mine):
    """A stranger does not find it; a draft has it as well as a result."""
    found = started(database, mine, "garment-maker")

    assert browser.get(f"/assessments/{found}/certainty").status_code == 200
    assert browsers().get(f"/assessments/{found}/certainty").status_code == 404


def test_nothing_answered_is_said(browser, database, mine):
    """A blank draft has a page: anything is possible."""
    with database.write() as session:
        found = service.create(session, mine).public_id
    page = browser.get(f"/assessments/{found}/certainty")

    assert page.status_code == 200
    assert "九成可能在" in page.text


def test_the_result_says_band_and_chance(browser, database, mine):
    """One line under the headline, for readers who were handed the result too."""
    found = submitted(database, mine)

    page = browser.get(f"/assessments/{found}/result").text

    assert re.search(r"九成可能在 \d+\.\d–\d+\.\d 之间；L\d [^；]+的可能性为 [\d.]+%", page)
    assert f"/assessments/{found}/certainty" in page
    assert "建议再看一眼" not in page


@pytest.mark.parametrize("page", ["check", "result"])
def test_contradictions_lead_to_their_questions_and_keep_nobody_from_going_on(
    browser, database, mine, page
):
    """Before submitting and in the result: what does not fit, with links; submitting still works."""
    found = started(database, mine)
    before = browser.get(f"/assessments/{found}/{page}").text
    change(database, mine, found, PLANTED)

    text = browser.get(f"/assessments/{found}/{page}").text

    assert "再看一眼" in text
    assert "再看一眼" not in before
    for question in PLANTED:
        assert f'/practices/energy.water#q-{question}"' in text
    with database.write() as session:
        assert service.submit(session, mine, found, "王厂长").score is not None


def test_two_equal_rounds_are_no_change(browser, database, mine):
    """A round submitted unchanged says that nothing has really changed, with the noise."""
    first = submitted(database, mine)
    second = next_round(browser, database, mine, first, {})

    page = browser.get(f"/assessments/{second}/result").text

    assert re.search(r"指数变化 ±0。.*也可能相差 \d\.\d", page)
    assert 'class="real"' not in page


def test_a_large_change_is_called_real(browser, database, mine):
    """Many answers a good deal better: a real rise of the index, its dimension and practices."""
    first = submitted(database, mine, "garment-maker")
    with database.read() as session:
        draft = service.draft_of(service.read(session, mine, first).row)
    ladders = [q.id for q in draft.questionnaire.questions if q.kind == "level"]
    better = {name: "5" for name in ladders if name in draft.sheet.answers}
    second = next_round(browser, database, mine, first, better)

    page = browser.get(f"/assessments/{second}/result").text

    assert "是真实的提高" in page
    assert page.count('class="real">真实提高') > 5


def test_finding_out_what_was_unknown_is_no_real_change(browser, database, mine):
    """The score rises by what was credited 0, but nothing has changed in the firm."""
    first = started(database, mine)
    with database.read() as session:
        draft = service.draft_of(service.read(session, mine, first).row)
    names = [q.id for q in draft.questionnaire.questions if q.practice == "digital.data"]
    known = {name: draft.value(name) for name in names if draft.value(name) is not None}
    change(database, mine, first, {name: {"unknown": True} for name in known})
    with database.write() as session:
        service.submit(session, mine, first, "王厂长")
    second = next_round(browser, database, mine, first, known)

    page = browser.get(f"/assessments/{second}/result").text

    assert len(known) > 2
    assert 'class="real"' not in page
