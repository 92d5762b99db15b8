"""Owners make keys for programs, see the secret once, and revoke them."""

import re

import pytest
from sqlmodel import select

from api.kit.audit import history
from api.kit.clock import now
from api.kit.security import token_digest
from api.organisations.tables import ApiKey

FORM = {"name": "ERP 每月导入", "scopes": ["assessments:read", "organisation:read"], "days": "90"}


def make(firm, **fields):
    """Make a key; returns its secret."""
    page = firm.owner.post(f"{firm.path}/keys", {**FORM, **fields})
    assert page.status_code == 200
    return re.search(r'id="secret"[^>]* value="([^"]+)"', page.text).group(1)


def calls(browsers, secret):
    headers = {"authorization": f"Bearer {secret}"}
    return browsers().get("/api/v1/organisations", headers=headers)


def keys(database):
    with database.read() as session:
        return session.exec(select(ApiKey)).all()


@pytest.mark.both
def test_a_key_is_shown_once_and_works(firm, browsers, database):
    """The secret stands on one page, its digest in the database; the list shows the last use."""
    secret = make(firm)

    [row] = keys(database)
    assert row.digest == token_digest(secret)
    assert row.scopes == ["assessments:read", "organisation:read"]
    assert 89 <= (row.expires_at - now()).days <= 90
    page = firm.owner.get(f"{firm.path}/keys").text
    assert secret not in page
    assert "最近使用 从未" in page
    assert calls(browsers, secret).json()["items"][0]["id"] == firm.public_id
    assert "最近使用 从未" not in firm.owner.get(f"{firm.path}/keys").text
    with database.read() as session:
        event = history(session, f"organisation:{firm.public_id}")[0]
    assert event.action == "key_made"
    assert secret not in str(event.model_dump())


@pytest.mark.parametrize("fate", ["revoked", "expired", "unknown", "of a deleted firm"])
def test_a_void_key_opens_nothing(firm, browsers, database, fate):
    """401, the same for all four."""
    secret = make(firm, days="never")
    with database.write() as session:
        row = session.exec(select(ApiKey)).one()
        assert row.expires_at is None
        if fate == "expired":
            row.expires_at = now()
    if fate == "revoked":
        page = firm.owner.post(f"{firm.path}/keys/{row.public_id}/revoke")
        assert "已吊销" in page.text
        again = firm.owner.post(f"{firm.path}/keys/{row.public_id}/revoke")
        assert again.status_code == 200
    elif fate == "unknown":
        secret = secret[:-1] + ("x" if secret[-1] != "x" else "y")
    elif fate != "expired":
        firm.owner.post(f"{firm.path}/delete", {"name": "示例·甲印染"})

    answer = calls(browsers, secret)

    assert answer.status_code == 401
    assert answer.json()["code"] == "bad_key"


BAD = [
    ({"name": ""}, "name"),
    ({"name": "\u200b"}, "name"),
    ({"name": "x" * 101}, "name"),
    ({"name": ["a", "b"]}, "name"),
    ({"scopes": []}, "scopes"),
    ({"scopes": "everything"}, "scopes"),
    ({"scopes": ["assessments:read", "everything"]}, "scopes"),
    ({"scopes": "x" * 100_000}, "scopes"),
    ({"days": ""}, "days"),
    ({"days": "0"}, "days"),
    ({"days": "100000000000"}, "days"),
    ({"days": ["30", "90"]}, "days"),
]  # fmt: skip


def test_a_bad_field_is_named(firm, database):
    """422, a link to the field, what was chosen stays chosen, no key."""
    for form, wrong in BAD:
        page = firm.owner.post(f"{firm.path}/keys", {**FORM, **form})

        assert page.status_code == 422
        assert f'href="#{wrong}"' in page.text
        assert f'id="{wrong}-error"' in page.text
        if wrong != "scopes":
            assert len(re.findall(r'name="scopes"[^>]* checked', page.text)) == 2
        assert keys(database) == []


def test_a_scope_ticked_twice_is_one(firm, database):
    """The same box sent twice counts once."""
    make(firm, scopes=["assessments:read", "assessments:read"])

    assert keys(database)[0].scopes == ["assessments:read"]


def test_there_is_a_limit(firm, database):
    """The 51st key that works is refused in words; expired and revoked ones do not count."""
    with database.write() as session:
        at = now()
        for number in range(60):
            session.add(
                ApiKey(
                    public_id=f"k{number}", organisation_id=firm.id, name="x", digest=str(number),
                    scopes=["assessments:read"], created_at=at,
                    revoked_at=at if number < 5 else None, expires_at=at if number > 54 else None,
                )
            )  # fmt: skip

    assert firm.owner.post(f"{firm.path}/keys", FORM).status_code == 409
    firm.owner.post(f"{firm.path}/keys/k10/revoke")
    assert make(firm)
