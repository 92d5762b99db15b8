"""Firms are made, renamed and deleted; each keeps an owner."""

import pytest
from sqlmodel import select

from api.assessments.tables import Assessment, Result
from api.kit.audit import history
from api.organisations.asking import Asker
from api.organisations.tables import ApiKey, Invitation, Membership, Organisation
from tests.api.arrange import sign_in, submitted

CODE = "91350211M000100Y46"  # a valid check digit; the firm is made up


def rows(database, table):
    with database.read() as session:
        return session.exec(select(table)).all()


@pytest.mark.both
def test_a_firm_is_made_by_anybody_who_has_signed_in(browser, database):
    """Name and credit code are kept clean, and the maker owns it."""
    asker = sign_in(database, browser)

    page = browser.post(
        "/organisations/new", {"name": " 示例·甲 印染\u200b ", "credit_code": f" {CODE.lower()} "}
    )

    [found] = rows(database, Organisation)
    [member] = rows(database, Membership)
    assert page.url.path == f"/organisations/{found.public_id}"
    assert (found.kind, found.name, found.credit_code) == ("firm", "示例·甲 印染", CODE)
    assert (member.user_id, member.role) == (asker.user.id, "owner")
    with database.read() as session:
        [event] = history(session, f"organisation:{found.public_id}")
    assert (event.actor, event.action) == (asker.label, "joined")


BAD = [
    ({}, "name"),
    ({"name": " \u200b\x00"}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"name": ["a", "b"]}, "name"),
    ({"name": "示例", "credit_code": "123"}, "credit_code"),
    ({"name": "示例", "credit_code": CODE[:-1] + "0"}, "credit_code"),
    ({"name": "示例", "credit_code": "x" * 100_000}, "credit_code"),
    ({"name": "示例", "credit_code": [CODE, CODE]}, "credit_code"),
    ({"name": "示例", "credit_code": "9.135e17"}, "credit_code"),
]  # fmt: skip


@pytest.mark.parametrize("path", ["/organisations/new", "{firm}/settings"])
def test_a_bad_name_or_code_is_named(firm, database, path):
    """422 with a link to the field; nothing is made or changed."""
    for form, wrong in BAD:
        before = [row.model_dump() for row in rows(database, Organisation)]

        page = firm.owner.post(path.format(firm=firm.path), form)

        assert page.status_code == 422
        assert f'href="#{wrong}"' in page.text
        assert "profile." not in page.text
        assert [row.model_dump() for row in rows(database, Organisation)] == before


def test_a_firm_is_renamed(firm, database):
    """The new name shows; the trail keeps both."""
    page = firm.owner.post(f"{firm.path}/settings", {"name": "示例·丁", "credit_code": CODE})

    assert "示例·丁" in page.text
    assert CODE in page.text
    with database.read() as session:
        found = history(session, f"organisation:{firm.public_id}")
    assert {(e.field, e.before, e.after) for e in found} == {
        ("name", "示例·甲印染", "示例·丁"), ("credit_code", None, CODE),
    }  # fmt: skip


def test_nobody_makes_parks_or_floods_of_firms(browser, database):
    """A kind that is sent is ignored, and the 51st firm is refused in words."""
    asker = sign_in(database, browser)
    browser.post("/organisations/new", {"name": "示例", "kind": "park"})
    [made] = rows(database, Organisation)
    assert made.kind == "firm"
    with database.write() as session:
        for number in range(49):
            row = Organisation(
                public_id=f"o{number}", kind="firm", name="x", created_at=made.created_at
            )
            session.add(row)
            session.flush()
            session.add(
                Membership(
                    organisation_id=row.id, user_id=asker.user.id, role="owner",
                    created_at=made.created_at,
                )
            )  # fmt: skip

    page = browser.post("/organisations/new", {"name": "示例"})

    assert page.status_code == 409
    assert "50" in page.text


@pytest.mark.both
def test_the_last_owner_stays(firm, database):
    """The only owner neither leaves nor becomes a member, and the page offers neither."""
    page = firm.owner.get(firm.path).text
    assert f"{firm.member('owner')}/remove" not in page
    assert f"{firm.member('owner')}/role" not in page

    for path, form in [
        ("/remove", {}),
        ("/role", {"role": "member"}),
        ("/role", {"role": "reviewer"}),
    ]:
        refused = firm.owner.post(firm.member("owner") + path, form)
        assert refused.status_code == 409
        assert "last_owner" in refused.text

    firm.owner.post(f"{firm.member('member')}/role", {"role": "owner"})
    left = firm.owner.post(f"{firm.member('owner')}/remove")
    assert left.url.path == "/organisations"
    assert firm.owner.get(firm.path).status_code == 404
    assert firm.browsers["member"].get(f"{firm.path}/keys").status_code == 200


def test_a_role_counts_at_once(firm):
    """Who was made a reviewer, or sent away, loses what they could do with the next request."""
    firm.owner.post(f"{firm.member('member')}/role", {"role": "owner"})
    assert firm.browsers["member"].get(f"{firm.path}/settings").status_code == 200
    firm.owner.post(f"{firm.member('member')}/role", {"role": "reviewer"})
    assert firm.browsers["member"].get(f"{firm.path}/settings").status_code == 403
    firm.owner.post(f"{firm.member('member')}/remove")
    assert firm.browsers["member"].get(firm.path).status_code == 404
    assert firm.owner.post(f"{firm.member('member')}/remove").status_code == 404


@pytest.mark.parametrize("role", ["", "administrator", "OWNER", "x" * 100_000, ["owner", "owner"]])
def test_a_role_is_one_of_three(firm, database, role):
    """Anything else changes nothing."""
    page = firm.owner.post(f"{firm.member('member')}/role", {"role": role})

    assert page.status_code == 422
    assert sorted(row.role for row in rows(database, Membership)) == [
        "member",
        "owner",
        "owner",
        "reviewer",
    ]


@pytest.mark.parametrize(
    "name", ["", "示例·乙织造", "示例·甲印", ["示例·甲印染"] * 2, "x" * 100_000]
)
def test_deleting_needs_the_name(firm, database, name):
    """Whoever does not type the name exactly keeps the organisation."""
    page = firm.owner.post(f"{firm.path}/delete", {"name": name})

    assert page.status_code == 422
    assert 'href="#name"' in page.text
    assert len(rows(database, Organisation)) == 2


@pytest.mark.both
def test_deleting_takes_everything_along(firm, database, app):
    """Assessments, answers in the trail, documents, members, keys and links go; others' stay."""
    user = Asker("test", memberships={firm.id: "owner"})
    found = submitted(database, user, organisation_id=firm.id)
    firm.owner.post(f"{firm.path}/invitations", {"label": "x", "role": "member", "days": "7"})
    firm.owner.post(f"{firm.path}/keys", {"name": "x", "scopes": "assessments:read", "days": "30"})
    with database.read() as session:
        assert history(session, f"assessment:{found}")
    storage = app.state.storage
    [result] = rows(database, Result)
    storage.put(f"{result.digest}-zh.pdf", b"%PDF")

    page = firm.owner.post(f"{firm.path}/delete", {"name": "示例·甲印染"})

    assert page.url.path == "/organisations"
    for table in (Assessment, Invitation, ApiKey):
        assert rows(database, table) == []
    assert [row.name for row in rows(database, Organisation)] == ["示例·乙织造"]
    assert storage.get(f"{result.digest}-zh.pdf") is None
    with database.read() as session:
        assert history(session, f"assessment:{found}") == []
        assert [event.action for event in history(session, f"organisation:{firm.public_id}")] == [
            "deleted"
        ]
