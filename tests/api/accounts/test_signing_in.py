"""People sign up, in and out; nobody else gets in, and nobody learns who has an account."""

import datetime as dt

import pytest
from sqlmodel import select

from api.accounts import forms, repository
from api.accounts.tables import SignIn, User
from api.kit.audit import history
from api.kit.clock import now
from api.kit.pages import BROWSER_COOKIE
from tests.api.accounts.people import EMAIL, PASSWORD, cookie, digest, join, sign_in, sign_up
from tests.api.arrange import holder, started


def signed_in(browser):
    return browser.get("/account").url.path == "/account"


def one(database, query):
    with database.read() as session:
        return session.exec(query).one()


@pytest.mark.both
def test_somebody_signs_up_in_and_out(browser, database):
    """After signing up and in the account page opens; after signing out it asks to sign in."""
    page = sign_up(browser)
    assert page.status_code == 200
    assert EMAIL in page.text
    assert not signed_in(browser)

    landed = sign_in(browser)
    assert landed.url.path == "/"
    assert "王厂长" in browser.get("/account").text

    browser.post("/sign-out")
    asked = browser.get("/account")
    assert asked.url.path == "/sign-in"
    assert asked.url.query == b"next=%2Faccount"
    user = one(database, select(User))
    with database.read() as session:
        actions = [event.action for event in history(session, f"user:{user.public_id}")]
    assert actions == ["signed_out", "signed_in", "created"]


def test_the_password_is_kept_as_a_hash(browser, database):
    """The database holds an argon2id hash, and of the cookie a digest only."""
    join(browser)

    user, row = one(database, select(User)), one(database, select(SignIn))

    assert user.password.startswith("$argon2id$")
    assert row.browser == digest(browser) != cookie(browser)


def test_signing_up_twice_looks_the_same_and_changes_nothing(browsers, database):
    """An address that has an account gets the same page; its password and name stay."""
    first, second = browsers(), browsers()
    new = sign_up(first)
    taken = sign_up(second, password="another long password", name="Mallory", organisation="X")

    assert (taken.status_code, hidden(taken)) == (new.status_code, hidden(new))
    assert one(database, select(User)).name == "王厂长"
    assert sign_in(second, password="another long password").status_code == 422
    assert sign_in(second).url.path == "/"


@pytest.mark.both
def test_signing_up_twice_at_the_same_moment_makes_one_account(browsers, database, monkeypatch):
    """When the other account appears between looking and writing, the page is still the same."""
    first = sign_up(browsers())
    monkeypatch.setattr(repository, "user_by_email", lambda *_: None)

    second = sign_up(browsers(), name="Mallory")

    assert (second.status_code, hidden(second)) == (first.status_code, hidden(first))
    assert one(database, select(User)).name == "王厂长"


def hidden(page):
    """A page without the token that differs between browsers."""
    return [line for line in page.text.splitlines() if 'name="csrf"' not in line]


def test_unknown_disabled_and_wrong_look_the_same(browsers, database):
    """Status and page tell neither whether there is an account nor whether it is disabled."""
    sign_up(browsers())
    sign_up(browsers(), "disabled@example.com")
    with database.write() as session:
        found = session.exec(select(User).where(User.email == "disabled@example.com")).one()
        found.disabled_at = now()
        session.add(found)

    tries = [(EMAIL, "wrong password"), ("nobody@example.com", PASSWORD),
             ("disabled@example.com", PASSWORD)]  # fmt: skip
    pages = [sign_in(browsers(), *each) for each in tries]

    assert [page.status_code for page in pages] == [422, 422, 422]
    texts = {"\n".join(hidden(p)).replace(e, "…") for p, (e, _) in zip(pages, tries, strict=True)}
    assert len(texts) == 1


def test_a_hash_is_compared_whether_there_is_an_account_or_not(browsers, monkeypatch):
    """An unknown address costs the same work as a wrong password."""
    calls = []
    check = forms.check_password
    monkeypatch.setattr(forms, "check_password", lambda *a: calls.append(a[0]) or check(*a))
    sign_up(browsers())

    sign_in(browsers(), password="wrong password")
    sign_in(browsers(), "nobody@example.com")
    sign_in(browsers(), "no address at all")

    assert [stored is None for stored in calls] == [False, True, True]


def test_a_planted_cookie_is_worth_nothing_after_signing_in(browser, browsers):
    """The cookie changes at signing in and out: whoever knew the old one stays outside."""
    browser.get("/sign-up")
    planted = cookie(browser)
    attacker = browsers()
    attacker.client.cookies.set(BROWSER_COOKIE, planted)

    join(browser)
    inside = cookie(browser)

    assert inside != planted
    assert signed_in(browser)
    assert not signed_in(attacker)

    thief = browsers()
    thief.client.cookies.set(BROWSER_COOKIE, inside)
    assert signed_in(thief)
    browser.post("/sign-out")
    assert cookie(browser) != inside
    assert not signed_in(thief)


def test_drafts_of_the_browser_stay_open_across_signing_in_and_out(browser, database):
    """What this browser holds by a secret link moves to its new cookie."""
    found = started(database, holder(browser))

    join(browser)
    assert browser.get(f"/assessments/{found}").status_code == 200
    browser.post("/sign-out")
    assert browser.get(f"/assessments/{found}").status_code == 200


def test_signing_in_as_somebody_else_ends_the_first(browser, database):
    """One browser is one person at a time."""
    join(browser)
    join(browser, "li@example.com", name="李工")

    assert "李工" in browser.get("/account").text
    assert len(all_of(database)) == 1


def all_of(database):
    with database.read() as session:
        return session.exec(select(SignIn)).all()


def test_a_session_ends_by_itself(browser, database):
    """After the days of the setting the browser is asked to sign in again; old ones are forgotten."""
    join(browser)
    with database.write() as session:
        row = session.exec(select(SignIn)).one()
        assert dt.timedelta(days=29) < row.expires_at - now() <= dt.timedelta(days=30)
        row.expires_at = now() - dt.timedelta(seconds=1)
        session.add(row)

    assert not signed_in(browser)
    join(browser, "li@example.com")
    assert len(all_of(database)) == 1


@pytest.mark.parametrize(
    ("path", "landing"),
    [
        ("/account", "/account"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/account\r\nSet-Cookie: a=b", "/"),
        ("/" + "a" * 600, "/"),
        ("", "/"),
    ],
)
def test_next_stays_on_this_server(browser, path, landing):
    """Signing in leads to a local path only, wherever the address came from."""
    sign_up(browser)

    asked = browser.get("/sign-in", params={"next": path})
    assert ("evil.example" in asked.text) is False
    found = sign_in(browser, next=path)

    assert found.history[0].headers["location"] == landing


def test_who_is_signed_in_needs_no_form(browser):
    """The pages for signing in and up send on whoever is signed in."""
    join(browser)

    assert browser.get("/sign-in?next=/organisations").url.path == "/organisations"
    assert browser.get("/sign-up").url.path == "/account"


def test_the_address_is_one_account_however_it_is_typed(browser):
    """Case, width and spaces do not make another account."""
    sign_up(browser, "Wang@Example.COM")

    assert sign_in(browser, " ｗａｎｇ＠example.com ").url.path == "/"


def test_a_form_of_another_browser_is_refused(browser, browsers):
    """A form needs the token of the very browser that sends it."""
    sign_up(browser)
    foreign = browsers().post("/healthz-none").request.content

    for token in ("", "x" * 32, foreign.decode().partition("csrf=")[2]):
        data = {"csrf": token, "email": EMAIL, "password": PASSWORD}
        assert browser.client.post("/sign-in", data=data).status_code == 403
    assert not signed_in(browser)


def test_the_cookie_is_not_for_scripts_or_other_sites(browser):
    """HttpOnly and SameSite always, Secure over TLS."""
    plain = browser.get("/sign-in").headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    browser.client.cookies.clear()
    assert "Secure" in browser.get("https://testserver/sign-in").headers["set-cookie"]
