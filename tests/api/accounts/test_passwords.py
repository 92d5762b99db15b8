"""A forgotten password is set by a link: once, within the hour, by whoever gets the mail."""

import datetime as dt
import logging
import re

import pytest
from sqlmodel import select

from api.accounts import service
from api.accounts.repository import user_by_email
from api.accounts.tables import PasswordLink, User
from api.kit import mail
from api.kit.clock import now
from api.kit.security import token_digest
from api.kit.settings import Settings
from tests.api.accounts.mailbox import mailbox
from tests.api.accounts.people import EMAIL, PASSWORD, join, sign_in, sign_up

NEW = {"new": "a new long password", "again": "a new long password"}


@pytest.fixture
def post():
    """A mail server."""
    with mailbox() as server:
        yield server


@pytest.fixture
def mailing(settings, post):
    """Settings with which mails are sent."""
    return Settings(
        data_dir=settings.data_dir, database_url=settings.database_url, rate_limits=False,
        smtp_host="127.0.0.1", smtp_port=post.port, public_url="https://maturity.example.com",
    )  # fmt: skip


def link(database, email=EMAIL):
    with database.write() as session:
        return service.new_link(session, user_by_email(session, email), "command")


@pytest.mark.both
def test_a_link_sets_the_password_once(browser, browsers, database):
    """The new password works, the old one does not, all browsers are out, the link is void."""
    elsewhere = join(browsers())
    token = link(database)
    assert EMAIL in browser.get(f"/password/{token}").text

    done = browser.post(f"/password/{token}", NEW)

    assert done.status_code == 200
    assert EMAIL in done.text
    assert elsewhere.get("/account").url.path == "/sign-in"
    assert sign_in(browser).status_code == 422
    assert sign_in(browser, password=NEW["new"]).url.path == "/"
    for again in (browser.get(f"/password/{token}"), browser.post(f"/password/{token}", NEW)):
        assert again.status_code == 410


def test_setting_a_password_voids_all_other_links(browser, database):
    """One of several links that were asked for is used; the others are worth nothing."""
    sign_up(browser)
    first, second = link(database), link(database)

    browser.post(f"/password/{second}", NEW)

    assert browser.get(f"/password/{first}").status_code == 410


def test_the_database_holds_no_link(browser, database):
    """Only the digest of a link's secret is stored."""
    sign_up(browser)
    token = link(database)

    with database.read() as session:
        row = session.exec(select(PasswordLink)).one()
    assert row.digest == token_digest(token)
    assert row.expires_at - row.created_at == dt.timedelta(hours=1)


@pytest.mark.parametrize("fate", ["expired", "disabled", "deleted", "unknown"])
def test_links_that_set_nothing_look_alike(browser, database, fate):
    """Expired, unknown, or of an account that is disabled or gone: one page, 410."""
    sign_up(browser)
    token = link(database)
    with database.write() as session:
        user = session.exec(select(User)).one()
        if fate == "expired":
            row = session.exec(select(PasswordLink)).one()
            row.expires_at = now()
        elif fate == "disabled":
            user.disabled_at = now()
        elif fate == "deleted":
            session.delete(user)
    token = "x" * 43 if fate == "unknown" else token

    for page in (browser.get(f"/password/{token}"), browser.post(f"/password/{token}", NEW)):
        assert page.status_code == 410
        assert "password_link_gone" in page.text
        assert EMAIL not in page.text


@pytest.mark.parametrize("token", ["%00", "%FF", "x" * 5000, "%2E%2E", "'--"])
def test_no_link_breaks_the_page(browser, token):
    """Whatever stands in the address, the answer is a page."""
    assert browser.get(f"/password/{token}").status_code in (404, 410)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({}, "new"), ({"new": "short", "again": "short"}, "new"), ({"new": EMAIL, "again": EMAIL}, "new"),
     ({**NEW, "again": "other"}, "again"), ({"new": "x" * 100_000, "again": "x"}, "new")],
)  # fmt: skip
def test_a_password_that_is_not_taken_leaves_the_link_valid(browser, database, fields, wrong):
    """The fault is named, and the same link can be used again."""
    sign_up(browser)
    token = link(database)

    page = browser.post(f"/password/{token}", fields)

    assert page.status_code == 422
    assert f'href="#{wrong}"' in page.text
    assert browser.post(f"/password/{token}", NEW).status_code == 200


def test_without_a_mail_server_the_page_says_whom_to_ask(browsers):
    """The page names the command; a form sent all the same does nothing."""
    page = browsers("en").get("/forgotten-password")

    assert "maturity admin reset-link" in page.text
    assert 'type="email"' not in page.text
    assert browsers("en").post("/forgotten-password", {"email": EMAIL}).status_code == 422


class TestMail:
    """With a mail server."""

    @pytest.fixture
    def settings(self, mailing):
        """Let the application send."""
        return mailing

    def test_the_mail_brings_a_link_that_works(self, browsers, post):
        """The link leads to the public address, whatever host the request named."""
        browser = browsers("en", host="evil.example")
        sign_up(browser)

        page = browser.post("/forgotten-password", {"email": " WANG@example.com "})

        [sent] = post.mails
        text = sent.get_content()
        token = re.search(r"https://maturity\.example\.com/password/(\S+)", text).group(1)
        assert page.status_code == 200
        assert sent["to"] == EMAIL
        assert "evil" not in sent.as_string()
        assert browser.post(f"/password/{token}", NEW).status_code == 200

    def test_nothing_tells_whether_there_is_an_account(self, browsers, post):
        """The page is the same for an address that has none, and no mail goes out."""
        sign_up(browsers())

        pages = [
            browsers().post("/forgotten-password", {"email": email})
            for email in (EMAIL, "nobody@example.com")
        ]

        assert len(post.mails) == 1
        assert pages[0].status_code == pages[1].status_code
        plain = [
            re.sub(r'name="csrf" value="[^"]+"', "", page.text).replace(email, "…")
            for page, email in zip(pages, (EMAIL, "nobody@example.com"), strict=True)
        ]
        assert plain[0] == plain[1]

    def test_a_disabled_account_gets_no_mail(self, browser, database, post):
        """A person who is kept out cannot get in by a link."""
        sign_up(browser)
        with database.write() as session:
            service.disable(session, session.exec(select(User)).one(), "command")

        assert browser.post("/forgotten-password", {"email": EMAIL}).status_code == 200
        assert post.mails == []

    def test_the_mail_goes_to_the_address_stored(self, browser, post):
        """An address that only folds to the account's gets nothing: ß folds to ss."""
        sign_up(browser, "strasse@example.com")

        browser.post("/forgotten-password", {"email": "straße@example.com"})

        assert [each["to"] for each in post.mails] == ["strasse@example.com"]

    def test_a_name_cannot_write_headers(self, browsers, post):
        """What a person calls themselves stands in the text of the mail only."""
        browser = browsers()
        sign_up(browser, name="王\r\nBcc: evil@example.com")
        browser.post("/forgotten-password", {"email": EMAIL})

        [sent] = post.mails
        assert sent["bcc"] is None
        assert "王 Bcc: evil@example.com" in sent.get_content()

    def test_a_mail_server_that_refuses_is_not_the_readers_fault(self, browser, post, caplog):
        """The page is the same; the log names the kind of error and no address."""
        sign_up(browser)
        post.refuses = True

        with caplog.at_level(logging.ERROR, "api.mail"):
            page = browser.post("/forgotten-password", {"email": EMAIL})

        assert page.status_code == 200
        [record] = [each for each in caplog.records if each.name == "api.mail"]
        assert record.reason == "SMTPRecipientsRefused"
        assert EMAIL not in str(vars(record))

    @pytest.mark.parametrize("email", ["", "wang", "a@b.example\r\nBcc: c@d.example"])
    def test_an_address_that_is_none_is_named(self, browser, post, email):
        """Nothing is sent, the field is named."""
        page = browser.post("/forgotten-password", {"email": email})

        assert page.status_code == 422
        assert 'href="#email"' in page.text
        assert post.mails == []


def test_a_password_for_the_mail_server_never_travels_in_the_clear(tmp_path, post):
    """With a user name the mail goes over TLS or not at all."""
    settings = Settings(
        data_dir=tmp_path, smtp_host="127.0.0.1", smtp_port=post.port, smtp_user="a",
        smtp_password="b", public_url="https://maturity.example.com",
    )  # fmt: skip

    with pytest.raises(OSError, match="STARTTLS"):
        mail.send(settings, EMAIL, "subject", PASSWORD)
    assert post.mails == []
