"""Who may do what: owners change, members and reviewers look, others do not find it."""

import re

import pytest
from sqlmodel import select

from api.kit.clock import now
from api.organisations.tables import ApiKey, Invitation, Membership, Organisation

FORBIDDEN, MISSING = 403, 404
# Every route of one organisation with a form that would do it: what owner, member and reviewer get.
ROUTES = [
    ("get", "", None, (200, 200, 200)),
    ("get", "/settings", None, (200, FORBIDDEN, FORBIDDEN)),
    ("get", "/delete", None, (200, FORBIDDEN, FORBIDDEN)),
    ("get", "/keys", None, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/settings", {"name": "示例·丙"}, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/settings", {"name": ""}, (422, FORBIDDEN, FORBIDDEN)),
    ("post", "/delete", {"name": "示例·甲印染"}, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/delete", {}, (422, FORBIDDEN, FORBIDDEN)),
    ("post", "/invitations", {"label": "张工", "role": "member", "days": "7"}, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/invitations", {}, (422, FORBIDDEN, FORBIDDEN)),
    ("post", "/invitations/{invitation}/revoke", {}, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/keys", {"name": "ERP", "scopes": "assessments:read", "days": "30"}, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/keys", {}, (422, FORBIDDEN, FORBIDDEN)),
    ("post", "/keys/{key}/revoke", {}, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/members/{member}/role", {"role": "reviewer"}, (200, FORBIDDEN, FORBIDDEN)),
    ("post", "/members/{member}/role", {}, (422, FORBIDDEN, FORBIDDEN)),
    ("post", "/members/{reviewer}/remove", {}, (200, FORBIDDEN, 200)),
    ("post", "/members/{member}/remove", {}, (200, 200, FORBIDDEN)),
]  # fmt: skip


@pytest.fixture
def places(database, firm):
    """Public ids that stand in the routes, all of them the firm's own."""
    at = now()
    with database.write() as session:
        session.add(
            Invitation(
                public_id="invitation", organisation_id=firm.id, role="member", label="x",
                created_at=at, expires_at=at.replace(year=at.year + 1),
            )
        )  # fmt: skip
        session.add(
            ApiKey(
                public_id="key", organisation_id=firm.id, name="x", digest="0" * 64,
                scopes=["assessments:read"], created_at=at,
            )
        )  # fmt: skip
    return {**firm.people, "invitation": "invitation", "key": "key"}


def ask(browser, method, path, form):
    return browser.get(path) if method == "get" else browser.post(path, form)


def state(database):
    """All that the routes could change."""
    tables = (Organisation, Membership, Invitation, ApiKey)
    with database.read() as session:
        return [[row.model_dump() for row in session.exec(select(table))] for table in tables]


@pytest.mark.parametrize(("method", "route", "form", "expected"), ROUTES)
def test_an_owner_may_do_everything(firm, places, method, route, form, expected):
    """Every page opens and every form is taken, or its faults are named."""
    page = ask(firm.owner, method, firm.path + route.format(**places), form)

    assert page.status_code == expected[0]


@pytest.mark.parametrize("role", ["member", "reviewer", "stranger", "nobody"])
def test_the_others_may_look_or_not_even_that(firm, places, database, role):
    """Members get 403, people of other firms 404, nobody is asked to sign in; nothing changes."""
    before = state(database)
    for method, route, form, expected in ROUTES:
        wanted = {"member": expected[1], "reviewer": expected[2]}.get(role, MISSING)
        if method == "post" and wanted == 200:
            continue  # leaving, tested below

        page = ask(firm.browsers[role], method, firm.path + route.format(**places), form)

        assert page.url.path == "/sign-in" if role == "nobody" else page.status_code == wanted, (
            route
        )
        if role in ("stranger", "nobody"):
            assert "示例·甲印染" not in page.text
    assert state(database) == before


@pytest.mark.parametrize("role", ["member", "reviewer"])
def test_anybody_may_leave(firm, role):
    """Whoever leaves does not find the organisation any more."""
    left = firm.browsers[role].post(f"{firm.member(role)}/remove")

    assert left.url.path == "/organisations"
    assert firm.browsers[role].get(firm.path).status_code == 404


def test_ids_of_others_are_not_found(firm, database):
    """A member, invitation or key of another firm is as unknown as one that never was."""
    at = now()
    with database.write() as session:
        other = session.exec(select(Organisation).where(Organisation.id != firm.id)).one().id
        session.add(
            Invitation(
                public_id="foreign-i", organisation_id=other, role="owner", label="x",
                created_at=at, expires_at=at.replace(year=at.year + 1),
            )
        )  # fmt: skip
        session.add(
            ApiKey(
                public_id="foreign-k", organisation_id=other, name="x", digest="1" * 64,
                scopes=["assessments:read"], created_at=at,
            )
        )  # fmt: skip
    before = state(database)
    foreign = {
        "/members/{}/role": firm.people["stranger"],
        "/members/{}/remove": firm.people["stranger"],
        "/invitations/{}/revoke": "foreign-i",
        "/keys/{}/revoke": "foreign-k",
    }

    for route, theirs in foreign.items():
        for spot in (theirs, "unknown", "%00", "%FF", "x" * 300):
            page = firm.owner.post(firm.path + route.format(spot), {"role": "owner"})
            assert page.status_code == 404, (route, spot)
    assert state(database) == before


@pytest.mark.both
def test_no_id_breaks_a_page(firm):
    """Whatever stands in the address, the organisation is not found."""
    for spot in ("%00", "%FF", "x" * 300, "%F0%9F%92%A9", "..%2F.."):
        for path in ("", "/keys", "/settings", "/delete"):
            assert firm.owner.get(f"/organisations/{spot}{path}").status_code == 404
        assert firm.owner.get(f"/invitations/{spot}/{spot}").status_code == 404


def test_members_see_who_belongs_but_no_addresses(firm):
    """Names are for all members, e-mail addresses and forms for owners."""
    for role in ("member", "reviewer"):
        page = firm.browsers[role].get(firm.path).text
        assert "测试owner" in page
        assert "@example.invalid" not in page
        actions = re.findall(r'action="([^"]+)"', page)
        assert actions == ["/language", f"{firm.member(role)}/remove"]
    assert firm.owner.get(firm.path).text.count("@example.invalid") == 3
