"""The page of certainty."""

import re

import pytest

from tests.api.arrange import holder, started, submitted


@pytest.fixture
def mine(browser):
    return holder(browser)


def test_certainty_says_band_and_chances(browser, database, mine):
    """The chances of the levels are shown with what they assume."""
    found = submitted(database, mine)

    page = browser.get(f"/assessments/{found}/certainty").text

    assert "九成可能" in page
    shares = [float(share) for share in re.findall(r'class="number">([\d.]+)%', page)]
    assert sum(shares) == pytest.approx(100, abs=0.3)


def test_certainty_is_for_those_who_manage(browser, browsers, database, mine):
    """A stranger does not find the page; a draft has it as well as a result."""
    found = started(database, mine, "garment-maker")

    assert browser.get(f"/assessments/{found}/certainty").status_code == 200
    assert browsers().get(f"/assessments/{found}/certainty").status_code == 404
