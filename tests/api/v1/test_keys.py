"""Only a valid key opens the interface."""

import datetime as dt

import pytest
from sqlmodel import select

from api.kit.clock import now
from api.organisations.tables import ApiKey

PAST, FUTURE = (now() + dt.timedelta(minutes=n) for n in (-1, 60))


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ({}, 200), ({"expires_at": FUTURE}, 200), ({"expires_at": PAST}, 401),
        ({"revoked_at": PAST}, 401), ({"expires_at": FUTURE, "revoked_at": PAST}, 401),
    ],
)  # fmt: skip
def test_expired_and_revoked_keys_are_refused(program, key, status):
    """The same 401 as for a key that never was."""
    answer = program(**key).get("/assessments")

    assert answer.status_code == status
    if status == 401:
        assert answer.json()["code"] == "bad_key"
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "unauthorised"), ("", "unauthorised"), ("Bearer", "unauthorised"),
        ("Basic YTpi", "unauthorised"), ("Bearer x", "bad_key"), ("Bearer " + "x" * 5000, "bad_key"),
        (b"Bearer \xff\xfe", "bad_key"), ("bearer x y", "bad_key"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(anyone, header, code):
    """401 with how to authenticate, whatever the header holds."""
    headers = {} if header is None else {"authorization": header}
    answer = anyone.get("/assessments", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_is_refused_by_open_operations_too(program):
    """Whoever shows a key means it: a void one is not quietly ignored."""
    assert program(revoked_at=PAST).post("/score", json={"answers": {}}).status_code == 401


def test_the_secret_is_not_stored(mine, database):
    """The table holds a digest, and when the key was last used."""
    mine.get("/assessments")
    with database.read() as session:
        [row] = session.exec(select(ApiKey)).all()

    assert mine.secret not in str(row.model_dump())
    assert row.last_used_at is not None


def test_keys_are_named_in_the_audit_trail(mine, database):
    """Changes made by a program are recorded under its key."""
    from api.kit.audit import Event  # noqa: PLC0415  # used by this test alone

    mine.draft()
    with database.read() as session:
        events = session.exec(select(Event)).all()

    assert {event.actor for event in events} == {f"key:{mine.key}"}
