"""Guessing passwords is slowed down, by account and by address; those who know theirs get in."""

import pytest

from api.kit.settings import Settings
from tests.api.accounts.people import EMAIL, PASSWORD, join, sign_in, sign_up


@pytest.fixture
def settings(tmp_path):
    """A server that counts; three failures in an hour are allowed."""
    return Settings(
        data_dir=tmp_path / "data", sign_in_limit="3/hour", anonymous_limit="20/hour",
        smtp_host="127.0.0.1", smtp_port=9, public_url="https://maturity.example.com",
    )  # fmt: skip


@pytest.fixture
def at(app, browsers):
    """Browsers at an address of their own: ``at("10.0.0.7")``."""

    def browser(address):
        found = browsers()
        found.client._transport.client = (address, 50000)
        return found

    return browser


def failing(browser, times, email=EMAIL):
    return [sign_in(browser, email, "wrong password").status_code for _ in range(times)]


def test_an_account_is_closed_to_guesses_from_everywhere(at):
    """After three failures even the right password waits, and the page says how long."""
    sign_up(at("10.0.0.1"))

    assert failing(at("10.0.0.2"), 2) + failing(at("10.0.0.3"), 1) == [422, 422, 422]
    page = sign_in(at("10.0.0.4"))

    assert page.status_code == 429
    assert 3500 < int(page.headers["retry-after"]) <= 3600
    assert page.headers["retry-after"] in page.text


def test_an_unknown_account_is_closed_alike(at):
    """Throttling does not tell whether there is an account."""
    assert failing(at("10.0.0.2"), 4, "nobody@example.com") == [422, 422, 422, 429]


def test_an_address_is_closed_to_guesses_at_many_accounts(at):
    """Three failures at different accounts close the address they came from, and no other."""
    sign_up(at("10.0.0.1"))
    guesser = at("10.0.0.2")
    assert [failing(guesser, 1, f"a{n}@example.com")[0] for n in range(3)] == [422, 422, 422]

    assert sign_in(guesser).status_code == 429
    assert sign_in(at("10.0.0.3")).status_code == 200


def test_successes_are_not_counted(at):
    """Somebody who signs in often is not throttled, and a success forgives earlier failures."""
    browser = at("10.0.0.1")
    sign_up(browser)

    assert [sign_in(browser).status_code for _ in range(5)] == [200] * 5
    assert failing(at("10.0.0.2"), 2) == [422, 422]
    assert sign_in(browser).status_code == 200
    assert failing(at("10.0.0.3"), 2) == [422, 422]
    assert sign_in(browser).status_code == 200


def test_spelling_an_address_differently_gives_no_more_tries(at):
    """Case and width do not make another account to guess at."""
    sign_up(at("10.0.0.1"))
    guesses = [("10.0.0.2", "WANG@example.com"), ("10.0.0.3", "ｗang@example.com")]
    for address, spelling in guesses:
        assert failing(at(address), 1, spelling) == [422]
    assert failing(at("10.0.0.4"), 1) == [422]

    assert sign_in(at("10.0.0.5")).status_code == 429


def test_mails_are_counted_for_accounts_that_are_not_there_too(at, monkeypatch):
    """Nobody is flooded with mails, and the limit tells nothing."""
    sent = []
    monkeypatch.setattr("api.accounts.letters.send", lambda *given: sent.append(given[1]))
    sign_up(at("10.0.0.1"))

    for email in (EMAIL, "nobody@example.com"):
        codes = [
            at(f"10.0.1.{n}").post("/forgotten-password", {"email": email}).status_code
            for n in range(4)
        ]
        assert codes == [200, 200, 200, 429]
    assert sent == [EMAIL] * 3


def test_an_open_browser_is_no_place_to_guess_the_password(at):
    """The old password may be guessed three times as well; the right one resets the count."""
    browser = join(at("10.0.0.1"))
    wrong = {"old": "wrong password", "new": "a new long password", "again": "a new long password"}

    assert [browser.post("/account/password", wrong).status_code for _ in range(3)] == [422] * 3
    assert browser.post("/account/password", {**wrong, "old": PASSWORD}).status_code == 429


def test_signing_up_is_counted_by_address(at):
    """Somebody who makes accounts by the dozen is stopped."""
    browser = at("10.0.0.1")
    codes = [sign_up(browser, f"a{n}@example.com").status_code for n in range(21)]

    assert codes == [200] * 20 + [429]
