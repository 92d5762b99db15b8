"""Pages for getting in and out: signing in, signing out, a forgotten password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response

from api.accounts import letters, service
from api.accounts.asking import VisitorDep
from api.accounts.fields import Fields, local_path, shown
from api.accounts.forms import NewPasswordDep, SignInDep
from api.kit.dependencies import (
    LimitsDep,
    ReadSession,
    SettingsDep,
    WordsDep,
    WriteSession,
    address_of,
)
from api.kit.mail import can_mail
from api.kit.pages import BrowserDep, FormDep, page, see, set_browser

__all__ = ["router"]

router = APIRouter()

_UNUSABLE = 422


@router.get("/sign-in")
def sign_in_page(
    request: Request, visitor: VisitorDep, words: WordsDep, next: str = ""
) -> Response:
    """Ask for e-mail and password."""
    if visitor is not None:
        return see(local_path(next) or "/account")
    fields = {**shown(words), "values": {"email": "", "next": local_path(next)}}
    return page(request, "accounts/sign_in.html", notice="", **fields)


@router.post("/sign-in")
def sign_in(
    request: Request, typed: SignInDep, session: WriteSession, settings: SettingsDep,
    browser: BrowserDep, words: WordsDep,
) -> Response:  # fmt: skip
    """Sign in, under a new cookie."""
    fields, user = typed.fields, service.current(session, typed.user)
    if user is None:
        fields.refuse("email", "accounts.wrong.sign_in")
        return page(
            request, "accounts/sign_in.html", status=_UNUSABLE, notice="", **shown(words, fields)
        )
    agent = request.headers.get("user-agent", "")
    token = service.sign_in(session, user, browser.token, agent, settings.session_days)
    response = see(fields.values["next"] or "/")
    set_browser(request, response, token)
    return response


@router.post("/sign-out")
def sign_out(
    request: Request, form: FormDep, visitor: VisitorDep, session: WriteSession,
    browser: BrowserDep,
) -> Response:  # fmt: skip
    """Sign this browser out."""
    del form
    response = see("/")
    set_browser(request, response, service.sign_out(session, visitor, browser.token))
    return response


@router.get("/forgotten-password")
def forgotten_page(request: Request, settings: SettingsDep, words: WordsDep) -> Response:
    """Ask for the e-mail, or say whom to ask where no mail can be sent."""
    return page(
        request, "accounts/forgotten.html", mails=can_mail(settings), sent=False, **shown(words)
    )


@router.post("/forgotten-password")
def forgotten(
    request: Request, form: FormDep, settings: SettingsDep, limits: LimitsDep, words: WordsDep,
    later: BackgroundTasks,
) -> Response:  # fmt: skip
    """Mail a link, if there is such an account: done after the answer, which looks alike."""
    fields, mails = Fields(form), can_mail(settings)
    email = fields.email()
    if not mails or not fields.fine:
        return page(
            request, "accounts/forgotten.html", status=_UNUSABLE, mails=mails, sent=False,
            **shown(words, fields),
        )  # fmt: skip
    for who in (("forgotten-account", email), ("forgotten-address", address_of(request))):
        limits.count(settings.sign_in_limit, *who)
    later.add_task(letters.mail_link, request.app.state.database, settings, email, words)
    return page(request, "accounts/forgotten.html", mails=mails, sent=True, **shown(words, fields))


def _counted(request: Request, settings: SettingsDep, limits: LimitsDep) -> None:
    limits.count(settings.anonymous_limit, "password-link", address_of(request))


@router.get("/password/{token}")
def password_page(
    request: Request, token: str, session: ReadSession, words: WordsDep,
    counted: Annotated[None, Depends(_counted)],
) -> Response:  # fmt: skip
    """Ask for a new password."""
    del counted
    user = service.owner(session, token)
    return page(request, "accounts/password.html", email=user.email, **shown(words))


@router.post("/password/{token}")
def set_password(
    request: Request, token: str, typed: NewPasswordDep, session: WriteSession, words: WordsDep
) -> Response:
    """Set the new password, sign out everywhere, and let it be tried."""
    fields, user = typed.fields, service.owner(session, token)
    if not fields.fine:
        return page(
            request, "accounts/password.html", status=_UNUSABLE, email=user.email,
            **shown(words, fields),
        )  # fmt: skip
    service.use_link(session, token, typed.password)
    values = {**shown(words), "values": {"email": user.email, "next": ""}}
    return page(request, "accounts/sign_in.html", notice="password_set", **values)
