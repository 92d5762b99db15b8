"""Every field of every form about accounts: bad values are named, and what is good is not lost."""

import re
from urllib.parse import quote_plus

import pytest

from tests.api.accounts.people import EMAIL, PASSWORD, join, sign_in

HUGE = "x" * 100_000
SIGN_UP = {"name": "王厂长", "email": EMAIL, "new": PASSWORD, "again": PASSWORD,
           "organisation": "示例·印染"}  # fmt: skip
CHANGE = {"old": PASSWORD, "new": "a new long password", "again": "a new long password"}
CLOSE = {"password": PASSWORD, "sure": "yes"}

CASES = [
    *[("/sign-up", SIGN_UP, name, value) for name, value in [
        ("name", None), ("name", ""), ("name", " \u200b\u202e\x00 "), ("name", HUGE), ("name", ["a", "b"]),
        ("name", b"\xff\xfe"),
        ("email", None), ("email", ""), ("email", "wang"), ("email", "a@b\r\nBcc: c@d.example"),
        ("email", HUGE), ("email", ["a@b.example", "c@d.example"]), ("email", b"\xff@example.com"),
        ("new", None), ("new", ""), ("new", "short"), ("new", HUGE), ("new", "1234567890"),
        ("new", EMAIL), ("new", [PASSWORD, PASSWORD]), ("again", None), ("again", "another password"),
        ("again", [PASSWORD, "b"]), ("organisation", HUGE), ("organisation", ["a", "b"]),
    ]],
    *[("/sign-in", {"email": EMAIL, "password": PASSWORD}, name, value) for name, value in [
        ("email", None), ("email", ""), ("email", HUGE), ("email", "\x00"), ("email", [EMAIL, EMAIL]),
        ("email", b"\xff"), ("password", None), ("password", ""), ("password", HUGE),
        ("password", "\x00"), ("password", [PASSWORD, PASSWORD]), ("password", b"\xff"),
    ]],
    *[("/account/name", {"name": "王"}, "name", value) for value in (None, "", HUGE, ["a", "b"], b"\xff")],
    *[("/account/password", CHANGE, name, value) for name, value in [
        ("old", None), ("old", "wrong password"), ("old", HUGE), ("old", [PASSWORD, PASSWORD]),
        ("new", None), ("new", "short"), ("new", HUGE), ("new", EMAIL), ("again", None), ("again", "x"),
    ]],
    *[("/account/delete", CLOSE, name, value) for name, value in [
        ("password", None), ("password", "wrong password"), ("password", HUGE),
        ("password", [PASSWORD, PASSWORD]), ("sure", None), ("sure", "no"), ("sure", ["yes", "yes"]),
    ]],
]  # fmt: skip


def encoded(fields):
    """A form's bytes by hand, so that wrong encodings and repeated fields can be sent."""
    return "&".join(
        f"{name}={quote_plus(each)}"
        for name, value in fields.items()
        for each in (value if isinstance(value, list) else [value])
        if each is not None
    )


def send(browser, path, body, kind="application/x-www-form-urlencoded"):
    return browser.client.post(path, content=body, headers={"content-type": kind})


def check_fault(page, wrong):
    """The summary leads to the field, which tells programs for blind readers what is wrong."""
    assert page.status_code == 422
    assert f'href="#{wrong}"' in page.text
    assert f'id="{wrong}-error"' in page.text
    assert re.search(f'aria-describedby="[^"]*{wrong}-error"', page.text)
    assert PASSWORD not in page.text
    assert HUGE not in page.text


@pytest.mark.parametrize("path", list(dict.fromkeys(case[0] for case in CASES)))
def test_a_bad_field_is_named_and_nothing_else_is_lost(browser, path):
    """Status 422, a link to the field in the summary, the other fields as typed, nothing done."""
    if path != "/sign-up":
        join(browser)
    if path == "/sign-in":
        browser.post("/sign-out")
    token = browser.post("/healthz-none").request.content.decode().partition("csrf=")[2]
    for _, good, name, value in [case for case in CASES if case[0] == path]:
        page = send(browser, path, f"csrf={token}&{encoded({**good, name: value})}")

        unknown = path == "/sign-in" and value in (HUGE, "\x00")  # as wrong as any other password
        check_fault(page, "email" if unknown else name)
        for kept in ("name", "email", "organisation"):
            if path == "/sign-up" and kept != name:
                assert f'value="{good[kept]}"' in page.text
    if path != "/sign-in":
        browser.post("/sign-out")
        assert sign_in(browser).status_code == (422 if path == "/sign-up" else 200)


BODIES = [
    (b"", "application/x-www-form-urlencoded"),
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
    (b"{}", "application/json"),
    (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"no parts at all", "multipart/form-data; boundary=x"),
    (b"a=1&" * 3000, "application/x-www-form-urlencoded"),
    (b"name=a", "text/plain"),
    (b"x" * 1_100_000, "application/x-www-form-urlencoded"),
]


@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/forgotten-password", "/account/name"])
def test_what_is_no_form_of_ours_is_refused(browser, path):
    """Broken, foreign and huge bodies get a page that says so, and never an error of the server."""
    join(browser)

    for body, kind in BODIES:
        page = send(browser, path, body, kind)
        assert page.status_code in (403, 413, 422), (body[:20], kind)
        assert "<h1>" in page.text


def test_names_are_shown_as_text(browser, browsers):
    """Markup in a name stays text on every page, also in the header."""
    join(browser, name='<script>alert("1")</script>', organisation="<img src=x onerror=alert(1)>")

    for path in ("/account", "/organisations", "/account/delete"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;" in page
