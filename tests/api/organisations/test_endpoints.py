"""Programs read and change the organisation of their key, and no other."""

import datetime as dt

import pytest
from sqlmodel import select

from api.kit.clock import now
from api.kit.idempotency import Remembered
from api.organisations.tables import ApiKey
from tests.api.arrange import organisation, sign_in
from tests.api.v1.callers import Program, anybody

READ, WRITE = "organisation:read", "organisation:write"
KEY = {"name": "ERP", "scopes": ["assessments:read"], "expires_at": None}
CODE = "91350211M000100Y46"  # a valid check digit; the firm is made up


@pytest.fixture
def program(app):
    """Make a program with a key of a fresh organisation."""
    return lambda **options: Program(app, **options)


@pytest.fixture
def mine(program):
    """A program that may do everything."""
    return program()


def path(program, rest=""):
    return f"/organisations/{program.organisation[1]}{rest}"


def later(**delta):
    return (now() + dt.timedelta(**delta)).isoformat()


@pytest.mark.both
def test_a_program_reads_its_organisation(mine):
    """The list holds the one organisation of the key, and its id leads to it."""
    listed = mine.get("/organisations").json()

    assert listed["next"] is None
    [item] = listed["items"]
    assert item == mine.get(path(mine)).json()
    assert (item["id"], item["kind"], item["credit_code"]) == (mine.organisation[1], "firm", None)


@pytest.mark.both
def test_a_program_changes_what_it_sends(mine):
    """Fields left out stay; null takes the code away; text is kept clean."""
    first = mine.patch(path(mine), json={"name": " 示例·丁\u200b ", "credit_code": CODE.lower()})
    second = mine.patch(path(mine), json={"credit_code": None})

    assert (first.json()["name"], first.json()["credit_code"]) == ("示例·丁", CODE)
    assert (second.json()["name"], second.json()["credit_code"]) == ("示例·丁", None)
    assert mine.patch(path(mine), json={}).json() == second.json()


BAD_CHANGES = [
    {"name": ""}, {"name": " "}, {"name": None}, {"name": 7}, {"name": "x" * 201},
    {"name": "\u0958" * 150}, {"name": "\x00\u200b"}, {"credit_code": "123"},
    {"credit_code": CODE[:-1] + "0"}, {"credit_code": 9}, {"kind": "park"}, {"id": "x"}, [], "x",
]  # fmt: skip


def test_a_change_that_cannot_be_used_changes_nothing(mine):
    """422 with a code and the field; the organisation stays as it is."""
    for sent in BAD_CHANGES:
        before = mine.get(path(mine)).json()

        answer = mine.patch(path(mine), json=sent)

        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] in ("malformed", "unusable", "name_too_long")
        assert mine.get(path(mine)).json() == before


def test_members_come_in_pages(mine, browsers, database):
    """Each member once, in the order they joined; a cursor of another list is refused."""
    names = [f"测试{number}" for number in range(5)]
    for name in names:
        sign_in(database, browsers(), mine.organisation[0], "member", name=name)

    found, cursor = [], None
    while True:
        page = mine.get(
            path(mine, "/members"), params={"limit": 2, **({"cursor": cursor} if cursor else {})}
        )
        found += [item["name"] for item in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            break
        foreign = mine.get(path(mine, "/keys"), params={"cursor": cursor})
        assert (foreign.status_code, foreign.json()["code"]) == (422, "bad_cursor")

    assert found == names


@pytest.mark.both
def test_a_key_makes_a_key_that_works(mine, program, app):
    """201 with the secret; the list shows it without; revoked it opens nothing."""
    made = mine.post(
        path(mine, "/keys"), json={**KEY, "scopes": [READ], "expires_at": later(days=1)}
    )

    assert made.status_code == 201
    body = made.json()
    second = program(of=mine.organisation)
    second.client.headers["authorization"] = f"Bearer {body['secret']}"
    assert second.get(path(mine)).status_code == 200
    listed = mine.get(path(mine, "/keys")).json()["items"]
    assert [item["id"] for item in listed][-1] == mine.key
    assert body["id"] in [item["id"] for item in listed]
    assert all("secret" not in item for item in listed)
    gone = mine.delete(path(mine, f"/keys/{body['id']}"))
    assert (gone.status_code, gone.json()["state"]) == (200, "revoked")
    assert mine.delete(path(mine, f"/keys/{body['id']}")).json() == gone.json()
    assert second.get(path(mine)).status_code == 401


def test_keys_come_in_pages_newest_first(mine):
    """Each key once."""
    made = [
        mine.post(path(mine, "/keys"), json={**KEY, "name": str(n)}).json()["id"] for n in range(4)
    ]

    first = mine.get(path(mine, "/keys"), params={"limit": 3}).json()
    rest = mine.get(path(mine, "/keys"), params={"limit": 3, "cursor": first["next"]}).json()

    assert [item["id"] for item in first["items"] + rest["items"]] == [*reversed(made), mine.key]
    assert rest["next"] is None


@pytest.mark.both
def test_the_same_create_is_done_once_and_its_secret_is_not_stored(mine, database):
    """Sent again with its Idempotency-Key it is answered alike; another request is refused."""
    headers = {"idempotency-key": "a"}
    first, second = (mine.post(path(mine, "/keys"), json=KEY, headers=headers) for _ in range(2))

    assert first.json() == second.json()
    other = mine.post(path(mine, "/keys"), json={**KEY, "name": "x"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    with database.read() as session:
        assert len(session.exec(select(ApiKey)).all()) == 2
        [remembered] = session.exec(select(Remembered)).all()
    assert remembered.answer == {"id": first.json()["id"]}


BAD_KEYS = [
    ({"name": ""}, "malformed"), ({"name": "\u200b"}, "malformed"), ({"name": "x" * 101}, "malformed"),
    ({"name": None}, "malformed"), ({"scopes": []}, "malformed"), ({"scopes": ["all"]}, "malformed"),
    ({"scopes": "assessments:read"}, "malformed"), ({"scopes": [["x"]]}, "malformed"),
    ({"scopes": ["assessments:read"] * 5}, "malformed"),
    ({"expires_at": "2001-01-01T00:00:00Z"}, "in_the_past"),
    ({"expires_at": "2099-01-01T00:00:00"}, "malformed"), ({"expires_at": "2099-13-01T00:00:00Z"}, "malformed"),
    ({"expires_at": "2099-02-30T00:00:00Z"}, "malformed"), ({"expires_at": "9999-12-31T23:59:59-12:00"}, "malformed"),
    ({"expires_at": "2099-01-01T00:00:00+99:00"}, "malformed"),
    ({"expires_at": 4070908800}, "malformed"), ({"expires_at": "4070908800"}, "malformed"),
    ({"expires_at": ""}, "malformed"), ({"expires_at": True}, "malformed"), ({"secret": "x"}, "malformed"),
]  # fmt: skip


def test_a_key_that_cannot_be_made_is_not(mine, database):
    """422 with a stable code; there is no new key."""
    for sent, code in BAD_KEYS:
        answer = mine.post(path(mine, "/keys"), json={**KEY, **sent})
        assert (answer.status_code, answer.json()["code"]) == (422, code), sent

    with database.read() as session:
        assert len(session.exec(select(ApiKey)).all()) == 1


def test_the_end_of_a_key_must_be_given(mine):
    """A key without an end is made only when null is sent for it."""
    sent = {"name": "ERP", "scopes": ["assessments:read"]}

    assert mine.post(path(mine, "/keys"), json=sent).status_code == 422


def test_a_key_makes_none_that_may_more(program):
    """More scopes, a later end or no end are refused with 403; the same or less is fine."""
    ends = now() + dt.timedelta(days=10)
    mine = program(scopes=[WRITE, "assessments:read"], expires_at=ends)

    def tried(**fields):
        answer = mine.post(path(mine, "/keys"), json={**KEY, "expires_at": later(days=5), **fields})
        return answer.status_code, answer.json().get("code")

    assert tried() == (201, None)
    assert tried(scopes=[WRITE, "assessments:read"], expires_at=ends.isoformat()) == (201, None)
    assert tried(scopes=[READ]) == (403, "more_scopes")
    assert tried(scopes=["assessments:read", "assessments:write"]) == (403, "more_scopes")
    assert tried(expires_at=later(days=11)) == (403, "outlives")
    assert tried(expires_at=None) == (403, "outlives")


ROUTES = [
    ("get", "", None, READ),
    ("patch", "", {"name": "x"}, WRITE),
    ("get", "/members", None, READ),
    ("get", "/keys", None, READ),
    ("post", "/keys", KEY, WRITE),
    ("delete", "/keys/{key}", None, WRITE),
]


def call(program, method, where, sent):
    return program.request(method, where, **({} if sent is None else {"json": sent}))


@pytest.mark.parametrize(("method", "route", "sent", "scope"), ROUTES)
def test_each_route_needs_its_scope_and_key(program, anyone, database, method, route, sent, scope):
    """Without the scope 403, without a key 401, with a key of another organisation 404."""
    mine = program()
    other = organisation(database, name="示例·乙")
    theirs = program(of=other)
    where = path(mine, route.format(key=mine.key))
    lacking = program(of=mine.organisation, scopes=[{READ: WRITE, WRITE: READ}[scope]])

    refused = call(lacking, method, where, sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    assert call(anyone, method, where, sent).status_code == 401
    foreign = call(theirs, method, where, sent)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "no_organisation")
    if "{key}" in route:
        crossed = call(mine, method, path(mine, f"/keys/{theirs.key}"), sent)
        assert (crossed.status_code, crossed.json()["code"]) == (404, "no_key")
    assert call(mine, method, where, sent).status_code in (200, 201)


def test_a_browser_that_is_signed_in_is_no_key(firm):
    """Cookies open nothing here, so no page of another site can call the interface."""
    assert firm.owner.get("/api/v1/organisations").status_code == 401


@pytest.fixture
def anyone(app):
    """A program without a key."""
    return anybody(app)
