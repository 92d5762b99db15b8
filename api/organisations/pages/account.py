"""Pages about one's own account: signing up, who I am, what is kept, closing it."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from api.accounts import repository as people
from api.accounts import service as accounts
from api.accounts.asking import VisitorDep
from api.accounts.fields import Fields, local_path, shown
from api.kit.clock import now
from api.kit.dependencies import ReadSession, SettingsDep, StorageDep, WordsDep, WriteSession
from api.kit.downloads import JSON, Download
from api.kit.pages import BrowserDep, FormDep, page, see, set_browser
from api.organisations import account, repository
from api.organisations.asking import UserDep
from api.organisations.forms import ChangePasswordDep, CloseDep, SignUpDep

__all__ = ["router"]

router = APIRouter()

_UNUSABLE = 422


@router.get("/sign-up")
def sign_up_page(
    request: Request, visitor: VisitorDep, words: WordsDep, next: str = ""
) -> Response:
    """Ask who it is."""
    if visitor is not None:
        return see(local_path(next) or "/account")
    values = shown(words)
    values["values"]["next"] = local_path(next)
    return page(request, "accounts/sign_up.html", **values)


@router.post("/sign-up")
def sign_up(
    request: Request, typed: SignUpDep, session: WriteSession, words: WordsDep
) -> Response:  # fmt: skip
    """Make an account and let its password be tried; an account that is there stays as it is.

    Both look alike. Only signing in tells them apart, and failures there are counted.
    """
    fields = typed.fields
    if not fields.fine:
        return page(request, "accounts/sign_up.html", status=_UNUSABLE, **shown(words, fields))
    values = fields.values
    account.sign_up(
        session, email=fields.email(), name=values["name"], password=typed.password,
        organisation=values["organisation"],
    )  # fmt: skip
    return page(request, "accounts/sign_in.html", notice="signed_up", **shown(words, fields))


def _account_page(
    request: Request, session: ReadSession, asker: UserDep, words: WordsDep,
    fields: Fields | None = None, *, done: str = "",
) -> Response:  # fmt: skip
    user = account.own(session, asker)
    values: dict[str, Any] = shown(words, fields)
    if "name" not in values["values"]:
        values["values"]["name"] = user.name
    return page(
        request,
        "accounts/account.html",
        status=200 if fields is None else _UNUSABLE,
        email=user.email,
        done=done,
        organisations=repository.organisations_of(session, asker),
        browsers=people.signs_in(session, user.id, now()),
        here=asker.browser,
        **values,
    )


@router.get("/account")
def account_page(
    request: Request, asker: UserDep, session: ReadSession, words: WordsDep, done: str = ""
) -> Response:
    """Show who I am, where I belong and where I have signed in."""
    known = done if done in {"name", "password"} else ""
    return _account_page(request, session, asker, words, done=known)


@router.post("/account/name")
def rename(
    request: Request, form: FormDep, asker: UserDep, session: WriteSession, words: WordsDep
) -> Response:
    """Change my name."""
    fields = Fields(form)
    name = fields.line("name", accounts.MOST_NAME)
    if not fields.fine:
        return _account_page(request, session, asker, words, fields)
    accounts.rename(session, account.own(session, asker), name)
    return see("/account?done=name")


@router.post("/account/password")
def change_password(
    request: Request, asker: UserDep, typed: ChangePasswordDep, session: WriteSession,
    words: WordsDep, settings: SettingsDep, browser: BrowserDep,
) -> Response:  # fmt: skip
    """Change my password; every other browser is signed out."""
    user = accounts.current(session, typed.user)
    if not typed.fields.fine or user is None:
        return _account_page(request, session, asker, words, typed.fields)
    accounts.set_password(session, user, typed.password)
    agent = request.headers.get("user-agent", "")
    token = accounts.sign_in(session, user, browser.token, agent, settings.session_days)
    response = see("/account?done=password")
    set_browser(request, response, token)
    return response


@router.post("/account/sign-out-everywhere")
def sign_out_everywhere(
    request: Request, form: FormDep, asker: UserDep, session: WriteSession, browser: BrowserDep
) -> Response:
    """Sign all my browsers out."""
    del form
    user = account.own(session, asker)
    response = see("/sign-in")
    set_browser(request, response, accounts.sign_out_everywhere(session, user, browser.token))
    return response


@router.get("/account/export")
def export(asker: UserDep, session: ReadSession) -> Response:
    """Download all that is kept about me."""
    data = json.dumps(account.export(session, asker), ensure_ascii=False, indent=2)
    return Download("account", JSON, data.encode()).response()


def _close_page(
    request: Request, session: ReadSession, asker: UserDep, words: WordsDep,
    fields: Fields | None = None,
) -> Response:  # fmt: skip
    return page(
        request,
        "accounts/close.html",
        status=200 if fields is None else _UNUSABLE,
        leaving=account.leaving(session, asker, account.own(session, asker)),
        **shown(words, fields),
    )


@router.get("/account/delete")
def close_page(request: Request, asker: UserDep, session: ReadSession, words: WordsDep) -> Response:
    """Say what closing the account means."""
    return _close_page(request, session, asker, words)


@router.post("/account/delete")
def close(
    request: Request, asker: UserDep, typed: CloseDep, session: WriteSession, words: WordsDep,
    browser: BrowserDep, storage: StorageDep,
) -> Response:  # fmt: skip
    """Close my account."""
    if not typed.fields.fine:
        return _close_page(request, session, asker, words, typed.fields)
    account.close(session, storage, asker)
    response = see("/")
    set_browser(request, response, accounts.sign_out(session, None, browser.token))
    return response
