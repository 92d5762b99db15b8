"""Secret links: come back on another device, hand a section to a colleague, take it back."""

import datetime as dt

import pytest
from sqlmodel import select

from api.assessments.tables import Link
from tests.api.assessments.forms import form_of, texts_of


def address_on(page):
    """The (first) secret address a page shows, without the server's name."""
    return page.text.split('readonly value="')[1].split('"')[0].removeprefix("http://testserver")


@pytest.fixture
def handed(firm):
    """The address of a link to one section, in the hands of Wang."""
    form = form_of(firm.get("/links?practice=energy.water"), "/links").set("label", "王工")
    return address_on(form.send(firm.browser))


def test_the_draft_opens_in_another_browser(firm, browsers):
    """The secret link shown on the page opens the whole draft elsewhere."""
    address, other = address_on(firm.get()), browsers()
    assert other.get(firm.path).status_code == 404

    assert other.get(address).url.path == firm.path
    assert other.get(firm.path).status_code == 200


def test_the_link_can_be_kept_as_text(firm):
    """The file holds the link and the firm's name, for any editor."""
    file = firm.get("/link.txt")

    assert file.headers["content-type"].startswith("text/plain")
    assert address_on(firm.get()) in file.text
    assert "示例·测试纺织有限公司" in file.text
    assert "attachment" in file.headers["content-disposition"]


@pytest.mark.parametrize("around", ["{}", " {} ", "http://testserver{}", "<http://a.b{}?x=1#y"])
def test_a_pasted_link_opens_too(firm, browsers, around):
    """The field on the first page takes the link as people paste it."""
    form = form_of(browsers().get("/"), "/open")
    other = browsers()
    form = form_of(other.get("/"), "/open").set("link", around.format(address_on(firm.get())))

    assert form.send(other).url.path == firm.path


@pytest.mark.parametrize("link", ["", "abc", "/open/x.y", "http://[", "é.中", "a" * 5000])
def test_a_wrong_link_is_shown_again(browsers, link):
    """What is no link of ours comes back with what to do."""
    other = browsers()
    page = form_of(other.get("/"), "/open").set("link", link).send(other)

    assert page.status_code == 422
    assert 'href="#link"' in page.text


def test_a_guessed_or_altered_link_opens_nothing(firm, browsers):
    """The signature of a link cannot be made up."""
    address = address_on(firm.get())
    for wrong in (address[:-1] + ("A" if address[-1] != "A" else "B"), address.split(".")[0]):
        assert browsers().get(wrong).status_code == 404


@pytest.mark.both
def test_replacing_the_link_shuts_the_old_one(firm, browsers):
    """Whoever came by the old link is out; this browser stays in."""
    old, other = address_on(firm.get()), browsers()
    other.get(old)

    page = form_of(firm.get(), "/link").send(firm.browser)

    assert page.url.path == firm.path
    assert address_on(page) != old
    assert other.get(firm.path).status_code == 404
    assert browsers().get(old).status_code == 410


def test_a_section_link_opens_just_that_section(firm, browsers, handed):
    """The colleague answers one section and finds nothing else of the draft."""
    other = browsers()
    page = other.get(handed)
    assert page.url.path == f"{firm.path}/practices/energy.water"
    assert "示例·测试纺织有限公司请您填写这一部分" in page.text

    form = form_of(page, "energy.water").set("energy.water.reuse_rate#state", "-unknown")
    thanks = form.send(other)

    assert thanks.url.path == f"{firm.path}/thanks"
    assert other.get(firm.path).url.path == f"{firm.path}/thanks"
    for path in ("/profile", "/check", "/links", "/upload", "/workbook", "/link.txt",
                 "/practices/energy.saving", "/practices/nowhere"):  # fmt: skip
        assert other.get(firm.path + path).status_code == 404, path
    assert firm.form("energy.water").get("energy.water.reuse_rate#state") == ["-unknown"]


def test_a_colleague_changes_nothing_outside_the_section(firm, browsers, handed):
    """Forms for other sections and for the whole draft are refused."""
    other = browsers()
    other.get(handed)
    elsewhere = {"digital.strategy.plan": "5", "digital.strategy.plan#base": "0"}

    for path, data in (
        ("/practices/digital.strategy", elsewhere), ("/profile", {"name": "x"}),
        ("/submit", {}), ("/links", {}), ("/link", {}), ("/full", {}), ("/claim", {}),
    ):  # fmt: skip
        assert other.post(firm.path + path, data).status_code == 404, path
    mixed = {**elsewhere, "energy.water.reuse_rate#base": "0"}
    assert other.post(f"{firm.path}/practices/energy.water", mixed).status_code == 200
    assert firm.form("digital.strategy").get("digital.strategy.plan") == []


def test_the_list_says_what_others_owe(firm, handed):
    """The section list names who has which section and what is missing."""
    assert any(text.startswith("已交给王工，还差 5 题") for text in texts_of(firm.get()))


@pytest.mark.both
def test_a_link_can_be_taken_back(firm, browsers, handed):
    """A revoked link says that it is no longer valid, and its holder is out."""
    other = browsers()
    other.get(handed)

    form_of(firm.get("/links"), "/revoke").send(firm.browser)

    assert other.get(f"{firm.path}/practices/energy.water").status_code == 404
    page = browsers().get(handed)
    assert page.status_code == 410
    assert "这个链接已经失效" in page.text
    assert not any("王工" in text for text in texts_of(firm.get()))


def test_a_link_expires(firm, browsers, database, handed):
    """After its day a link opens nothing, also for those who are in."""
    other = browsers()
    other.get(handed)
    with database.write() as session:
        link = session.exec(select(Link).where(Link.kind == "section")).one()
        assert link.expires_at - link.created_at == dt.timedelta(days=30)
        link.expires_at = link.created_at
        session.add(link)

    assert browsers().get(handed).status_code == 410
    assert other.get(f"{firm.path}/practices/energy.water").status_code == 404


def test_handing_out_says_what_is_missing(firm):
    """Without a name, or with a section that does not exist, the form comes back."""
    form = form_of(firm.get("/links"), "/links")

    page = form.set("practice", "nowhere").set("label", " ").send(firm.browser)

    assert page.status_code == 422
    assert 'href="#practice"' in page.text
    assert 'href="#label"' in page.text


def test_links_of_other_drafts_cannot_be_revoked(firm, firms, browsers, database, handed):
    """An id of somebody else's link is not found."""
    stranger = firms(browsers())
    with database.read() as session:
        link = session.exec(select(Link).where(Link.kind == "section")).one()

    answer = stranger.browser.post(f"{stranger.path}/links/{link.public_id}/revoke")

    assert answer.status_code == 404
    assert browsers().get(handed).status_code == 200


def test_the_public_address_is_used_for_links(firm, app):
    """Behind a proxy links carry the address that people know."""
    app.state.settings = app.state.settings.model_copy(
        update={"public_url": "https://ping.example"}
    )

    assert 'value="https://ping.example/open/' in firm.get().text
