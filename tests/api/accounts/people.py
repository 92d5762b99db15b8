"""People of the tests, who sign up and in by the pages."""

from api.kit.pages import BROWSER_COOKIE
from api.kit.security import token_digest

EMAIL = "wang@example.com"
PASSWORD = "correct horse battery"


def sign_up(browser, email=EMAIL, password=PASSWORD, **fields):
    """Send the form for signing up."""
    data = {"name": "王厂长", "email": email, "new": password, "again": password, **fields}
    return browser.post("/sign-up", data)


def sign_in(browser, email=EMAIL, password=PASSWORD, **fields):
    """Send the form for signing in."""
    return browser.post("/sign-in", {"email": email, "password": password, **fields})


def join(browser, email=EMAIL, **fields):
    """Sign up and in."""
    assert sign_up(browser, email, **fields).status_code == 200
    found = sign_in(browser, email)
    assert found.history[0].status_code == 303
    return browser


def cookie(browser):
    """The secret of a browser's cookie."""
    return browser.client.cookies[BROWSER_COOKIE]


def digest(browser):
    """What the database knows a browser by."""
    return token_digest(cookie(browser))
