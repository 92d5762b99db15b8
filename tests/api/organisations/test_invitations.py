"""Colleagues join by a link that works once, ends by itself and can be revoked."""

import re

import pytest
from sqlmodel import select

from api.kit.audit import history
from api.kit.clock import now
from api.organisations.tables import Invitation, Membership
from tests.api.accounts.people import join, sign_in, sign_up
from tests.api.arrange import sign_in as arrive

FORM = {"label": "织布车间小赵", "role": "member", "days": "7"}


def invite(firm, **fields):
    """Make an invitation; returns the path of its link."""
    page = firm.owner.post(f"{firm.path}/invitations", {**FORM, **fields})
    assert page.status_code == 200
    return re.search(r'value="http://testserver(/invitations/[^"]+)"', page.text).group(1)


def members(database, firm):
    with database.read() as session:
        query = select(Membership).where(Membership.organisation_id == firm.id)
        return [row.role for row in session.exec(query.order_by(Membership.id))]


@pytest.mark.both
def test_a_colleague_signs_up_and_joins(firm, browsers, database):
    """The link leads through signing up and in back to itself, and then into the firm."""
    path = invite(firm, role="reviewer")
    browser = browsers()
    page = browser.get(path).text
    assert "示例·甲印染" in page
    assert f"/sign-up?next={path}" in page.replace("%2F", "/")

    assert f'name="next" value="{path}"' in browser.get("/sign-up", params={"next": path}).text
    assert f'name="next" value="{path}"' in sign_up(browser, next=path).text
    assert sign_in(browser, next=path).url.path == path
    joined = browser.post(path)

    assert joined.url.path == firm.path
    assert members(database, firm) == ["owner", "member", "reviewer", "reviewer"]
    assert browser.get(f"{firm.path}/settings").status_code == 403
    assert "织布车间小赵" not in firm.owner.get(firm.path).text
    with database.read() as session:
        actions = [each.action for each in history(session, f"organisation:{firm.public_id}")]
    assert actions == ["joined", "invited"]


def test_a_link_works_once(firm, browsers):
    """The second person who follows it is told that it is used."""
    path = invite(firm)
    join(browsers()).post(path)
    second = join(browsers(), "li@example.com")

    for page in (second.get(path), second.post(path)):
        assert page.status_code == 410
        assert "invitation_gone" in page.text
    assert second.get(firm.path).status_code == 404


def test_sending_the_form_twice_is_no_error(firm, browsers, database):
    """Whoever has just joined by the link comes to the firm again, and is a member once."""
    path = invite(firm)
    browser = join(browsers())

    assert [browser.post(path).url.path for _ in range(2)] == [firm.path] * 2
    assert browser.get(path).status_code == 200
    assert members(database, firm) == ["owner", "member", "reviewer", "member"]


@pytest.mark.parametrize("fate", ["revoked", "expired"])
def test_a_void_link_lets_nobody_in(firm, browsers, database, fate):
    """Revoked or expired, it is gone; it no longer stands on the firm's page."""
    path = invite(firm)
    with database.write() as session:
        row = session.exec(select(Invitation)).one()
        if fate == "expired":
            row.expires_at = now()
    if fate == "revoked":
        firm.owner.post(f"{firm.path}/invitations/{row.public_id}/revoke")

    browser = join(browsers())
    assert browser.get(path).status_code == 410
    assert browser.post(path).status_code == 410
    assert browser.get(firm.path).status_code == 404
    assert path not in firm.owner.get(firm.path).text


def test_nobody_guesses_a_link(firm, browsers):
    """Without the right signature there is nothing, for invitations that are there as well."""
    path = invite(firm)
    _, _, public_id, signature = path.split("/")
    browser = join(browsers())

    for wrong in ("x" * 32, signature[:-1], signature + "x", "%00", signature.swapcase()):
        for page in (browser.get(f"/invitations/{public_id}/{wrong}"),
                     browser.post(f"/invitations/{public_id}/{wrong}")):  # fmt: skip
            assert page.status_code == 404
            assert "示例·甲印染" not in page.text
    assert browser.get(f"/invitations/other/{signature}").status_code == 404


def test_whoever_belongs_already_keeps_role_and_link(firm, browsers, database):
    """An owner who tries their own link is no member afterwards, and the link still works."""
    path = invite(firm)

    assert "已经在这个单位里" in firm.owner.get(path).text
    assert firm.owner.post(path).url.path == firm.path
    assert members(database, firm) == ["owner", "member", "reviewer"]
    assert join(browsers()).post(path).url.path == firm.path


def test_accepting_needs_somebody_signed_in(firm, browsers, database):
    """A form sent by nobody leads to signing in and changes nothing."""
    path = invite(firm)

    assert browsers().post(path).url.path == "/sign-in"
    assert len(members(database, firm)) == 3


def test_a_link_ends_with_its_organisation(firm, browsers):
    """After the firm is deleted the link is gone, not an error."""
    path = invite(firm)
    firm.owner.post(f"{firm.path}/delete", {"name": "示例·甲印染"})

    assert join(browsers()).get(path).status_code == 410


BAD = [
    ({"label": ""}, "label"),
    ({"label": " \u200b"}, "label"),
    ({"label": "x" * 101}, "label"),
    ({"label": "x" * 100_000}, "label"),
    ({"label": ["a", "b"]}, "label"),
    ({"role": ""}, "role"),
    ({"role": "administrator"}, "role"),
    ({"role": ["member", "owner"]}, "role"),
    ({"days": ""}, "days"),
    ({"days": "0"}, "days"),
    ({"days": "-1"}, "days"),
    ({"days": "3660"}, "days"),
    ({"days": "七"}, "days"),
    ({"days": ["1", "30"]}, "days"),
]  # fmt: skip


def test_a_bad_field_is_named(firm, database):
    """422, a link to the field, the rest as it was, no invitation."""
    for form, wrong in BAD:
        page = firm.owner.post(f"{firm.path}/invitations", {**FORM, **form})

        assert page.status_code == 422
        assert f'href="#{wrong}"' in page.text
        assert f'id="{wrong}-error"' in page.text
        if wrong != "label":
            assert 'value="织布车间小赵"' in page.text
        with database.read() as session:
            assert session.exec(select(Invitation)).all() == []


def test_there_is_a_limit(firm, database):
    """The 101st open invitation is refused in words; a revoked one makes room."""
    for number in range(100):
        with database.write() as session:
            at = now()
            session.add(
                Invitation(
                    public_id=f"i{number}", organisation_id=firm.id, role="member", label="x",
                    created_at=at, expires_at=at.replace(year=at.year + 1),
                )
            )  # fmt: skip

    assert firm.owner.post(f"{firm.path}/invitations", FORM).status_code == 409
    firm.owner.post(f"{firm.path}/invitations/i7/revoke")
    assert firm.owner.post(f"{firm.path}/invitations", FORM).status_code == 200


def test_links_name_the_public_address(settings, firm, app):
    """Behind a proxy the link leads where people reach the server."""
    app.state.settings = settings.model_copy(update={"public_url": "https://maturity.example.com"})

    page = firm.owner.post(f"{firm.path}/invitations", FORM)

    assert 'value="https://maturity.example.com/invitations/' in page.text


def test_names_are_shown_as_text(firm, browsers, database):
    """Markup in labels and names of people stays text."""
    browser = browsers()
    arrive(database, browser, firm.id, "member", name="<script>alert(1)</script>")

    page = firm.owner.post(f"{firm.path}/invitations", {**FORM, "label": "<img src=x>"}).text

    assert "<img" not in page
    assert "<script>alert" not in page
