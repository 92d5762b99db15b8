"""Whoever runs the server makes administrators, parks and password links by command."""

import re

import pytest
from sqlmodel import select

from api.accounts.tables import User
from api.commands import cli
from api.kit.database import Database
from api.organisations.tables import Membership, Organisation
from tests.api.accounts.people import EMAIL, PASSWORD, sign_in, sign_up


@pytest.fixture
def run(monkeypatch, capsys, settings, app):
    """Run a command beside the server; returns exit code and what was said."""

    def run(*words):
        argv = ["maturity", "admin", *words, "--data-dir", str(settings.data_dir)]
        monkeypatch.setattr("sys.argv", argv)
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return stopped.value.code or 0, said.out + said.err

    return run


def found(settings, table):
    database = Database(settings.url)
    with database.read() as session:
        rows = session.exec(select(table)).all()
    database.dispose()
    return rows


def test_the_first_administrator_sets_their_password_by_a_link(run, browser, settings):
    """The command prints a link and no password; the link lets them in."""
    code, said = run("create", "Boss@Example.com", "--lang", "en")
    path = re.search(r"http://127\.0\.0\.1:8000(/password/\S+)", said).group(1)

    browser.post(path, {"new": PASSWORD, "again": PASSWORD})

    assert code == 0
    assert sign_in(browser, "boss@example.com").url.path == "/"
    [user] = found(settings, User)
    assert (user.email, user.name, user.administrator) == (
        "boss@example.com",
        "Administrator",
        True,
    )


def test_somebody_who_has_an_account_becomes_an_administrator(run, browser, settings):
    """The account keeps its name and password, and no link is printed."""
    sign_up(browser)

    code, said = run("create", EMAIL, "--name", "x")

    assert (code, "http" in said) == (0, False)
    [user] = found(settings, User)
    assert (user.name, user.administrator) == ("王厂长", True)
    assert sign_in(browser).url.path == "/"


def test_a_reset_link_works_once(run, browser):
    """Where no mail is sent, the administrator hands out the link."""
    sign_up(browser)
    path = re.search(r"(/password/\S+)", run("reset-link", EMAIL)[1]).group(1)
    new = {"new": "a new long password", "again": "a new long password"}

    assert browser.post(path, new).status_code == 200
    assert browser.post(path, new).status_code == 410


def test_a_park_is_made_for_its_owner(run, browser, settings):
    """Parks come from the command only; the owner finds it among their organisations."""
    sign_up(browser)

    code, _ = run("park", "示例·柯桥 园区", "--owner", EMAIL)

    assert code == 0
    [park] = found(settings, Organisation)
    [membership] = found(settings, Membership)
    assert (park.kind, park.name, membership.role) == ("park", "示例·柯桥 园区", "owner")
    sign_in(browser)
    assert "示例·柯桥 园区" in browser.get("/organisations").text


def test_a_disabled_person_is_out_at_once_and_can_be_let_in_again(run, browser):
    """Browsers are signed out, passwords and links do not help until the account is enabled."""
    sign_up(browser)
    sign_in(browser)

    assert run("disable", EMAIL)[0] == 0
    assert browser.get("/account").url.path == "/sign-in"
    assert sign_in(browser).status_code == 422
    assert run("reset-link", EMAIL)[0] == 2

    assert run("enable", EMAIL)[0] == 0
    assert sign_in(browser).url.path == "/"


@pytest.mark.parametrize(
    "words",
    [
        ("reset-link", "nobody@example.com"),
        ("disable", "nobody@example.com"),
        ("enable", "nobody@example.com"),
        ("create", "no address"),
        ("create", "a@b.example", "--name", "x" * 101),
        ("create", "a@b.example", "--name", "\u200b"),
        ("park", "示例", "--owner", "nobody@example.com"),
        ("park", " ", "--owner", "nobody@example.com"),
        ("park", "x" * 201, "--owner", "nobody@example.com"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_done_is_said(run, settings, words, lang):
    """One line in the language asked for, exit code 2, nothing changed."""
    code, said = run(*words, "--lang", lang)

    assert code == 2
    assert len(said.strip().splitlines()) == 1
    assert "Traceback" not in said
    assert re.search("[\u4e00-\u9fff]", said.replace("示例", "")) is not None or lang == "en"
    assert found(settings, User) == []
    assert found(settings, Organisation) == []
