"""One's own account: name, password, browsers, what is kept, and the end of it."""

import pytest
from sqlmodel import select

from api.accounts.tables import SignIn, User
from api.assessments.tables import Assessment
from api.kit.audit import history
from api.organisations.asking import Asker
from api.organisations.tables import Membership, Organisation
from tests.api.accounts.people import EMAIL, PASSWORD, join, sign_in
from tests.api.arrange import submitted

CHANGE = {"old": PASSWORD, "new": "a new long password", "again": "a new long password"}
CLOSE = {"password": PASSWORD, "sure": "yes"}
PRIVATE = ("/account", "/account/export", "/account/delete")


def rows(database, table):
    with database.read() as session:
        return session.exec(select(table)).all()


@pytest.mark.parametrize("path", PRIVATE)
def test_nobody_else_sees_an_account(browser, path):
    """Without signing in every page of the account asks to, and leads back."""
    found = browser.get(path)

    assert found.url.path == "/sign-in"
    assert f'name="next" value="{path}"' in found.text


@pytest.mark.parametrize("path", ["name", "password", "sign-out-everywhere", "delete"])
def test_nobody_else_changes_an_account(browser, path):
    """Forms about an account that nobody is signed in to lead to signing in."""
    assert browser.post(f"/account/{path}", {**CHANGE, **CLOSE, "name": "x"}).url.path == "/sign-in"


def test_the_name_is_changed(browser, database):
    """The new name stands on the page; the trail says that it changed, not what it was."""
    join(browser)

    page = browser.post("/account/name", {"name": " 李  工 "})

    assert page.url.path == "/account"
    assert 'role="status"' in page.text
    assert 'value="李 工"' in page.text
    [user] = rows(database, User)
    with database.read() as session:
        event = history(session, f"user:{user.public_id}")[0]
    assert (event.action, event.before, event.after) == ("renamed", None, None)


def test_changing_the_password_signs_the_others_out(browser, browsers):
    """This browser stays, under a new cookie; all others are out, the old password is void."""
    other = join(browsers())
    join(browser)
    before = browser.client.cookies["maturity"]

    page = browser.post("/account/password", CHANGE)

    assert page.url.path == "/account"
    assert browser.client.cookies["maturity"] != before
    assert other.get("/account").url.path == "/sign-in"
    assert sign_in(other).status_code == 422
    assert sign_in(other, password=CHANGE["new"]).url.path == "/"


def test_the_browsers_signed_in_are_listed_and_can_be_signed_out(browsers):
    """Each browser is named, the one in use is marked, and all go out together."""
    phone = join(browsers(**{"user-agent": "Mozilla/5.0 (iPhone) MicroMessenger/8"}))
    desk = join(browsers(**{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/120"}))

    page = desk.get("/account").text
    assert "WeChat · iPhone" in page
    assert page.count("当前浏览器") == 1
    assert page.index("Firefox · Windows") < page.index("当前浏览器") < page.index("WeChat")

    assert desk.post("/account/sign-out-everywhere").url.path == "/sign-in"
    for each in (phone, desk):
        assert each.get("/account").url.path == "/sign-in"


def test_what_is_kept_about_me_can_be_taken_away(browser, browsers):
    """The export names account, browsers, organisations and trail; it holds no secret."""
    join(browsers(), "other@example.com", name="Somebody else")
    join(browser, organisation="示例·印染")

    found = browser.get("/account/export")
    data = found.json()

    assert found.headers["content-disposition"].startswith("attachment")
    assert data["account"]["email"] == EMAIL
    assert [(each["name"], each["role"]) for each in data["organisations"]] == [
        ("示例·印染", "owner")
    ]
    assert [each["action"] for each in data["trail"]] == ["signed_in", "created"]
    assert len(data["signed_in"]) == 1
    assert "argon2" not in found.text
    assert browser.client.cookies["maturity"] not in found.text
    assert "other@example.com" not in found.text


@pytest.mark.both
def test_an_account_is_deleted_with_the_firms_that_are_its_alone(browser, database):
    """The page says what goes; afterwards nothing of it is there and the browser is out."""
    join(browser, organisation="示例·独资")
    [organisation] = rows(database, Organisation)
    [user] = rows(database, User)
    asker = Asker("test", user=user, memberships={organisation.id: "owner"})
    found = submitted(database, asker, organisation_id=organisation.id)

    assert "示例·独资" in browser.get("/account/delete").text
    assert browser.post("/account/delete", CLOSE).url.path == "/"

    for table in (User, SignIn, Membership, Organisation, Assessment):
        assert rows(database, table) == []
    assert sign_in(browser).status_code == 422
    with database.read() as session:
        assert history(session, f"assessment:{found}") == []
        assert history(session, f"user:{user.public_id}")[0].action == "deleted"
        assert EMAIL not in str(
            [event.model_dump() for event in history(session, f"user:{user.public_id}")]
        )


def test_the_last_owner_of_others_hands_over_first(browser, browsers, database):
    """An organisation with other members keeps an owner: the account stays until there is one."""
    join(browser, organisation="示例·共有")
    colleague = join(browsers(), "li@example.com")
    [organisation] = rows(database, Organisation)
    boss, other = rows(database, User)
    with database.write() as session:
        session.add(
            Membership(
                organisation_id=organisation.id, user_id=other.id, role="member",
                created_at=boss.created_at,
            )
        )  # fmt: skip

    page = browser.get("/account/delete").text
    assert "示例·共有" in page
    assert 'action="/account/delete"' not in page
    assert browser.post("/account/delete", CLOSE).status_code == 409
    assert len(rows(database, User)) == 2

    spot = f"/organisations/{organisation.public_id}/members/{other.public_id}/role"
    assert browser.post(spot, {"role": "owner"}).status_code == 200
    assert browser.post("/account/delete", CLOSE).url.path == "/"
    assert [user.email for user in rows(database, User)] == ["li@example.com"]
    assert "示例·共有" in colleague.get("/organisations").text
