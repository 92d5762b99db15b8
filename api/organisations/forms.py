"""Forms with passwords about one's own account, checked as `accounts.forms` explains."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.accounts import service as accounts
from api.accounts.fields import Fields
from api.accounts.forms import AT_A_TIME, Typed
from api.kit.dependencies import LimitsDep, SettingsDep, address_of
from api.kit.limits import RateLimits
from api.kit.pages import FormDep
from api.kit.security import check_password, hash_password
from api.kit.settings import Settings
from api.organisations import service
from api.organisations.asking import Asker, UserDep

__all__ = ["ChangePasswordDep", "CloseDep", "SignUpDep"]


def sign_up_form(
    request: Request, form: FormDep, settings: SettingsDep, limits: LimitsDep
) -> Typed:  # fmt: skip
    """Return name, e-mail, firm and the hash of the password of somebody new."""
    limits.count(settings.anonymous_limit, "sign-up", address_of(request))
    fields = Fields(form)
    fields.next()
    fields.line("name", accounts.MOST_NAME)
    email = fields.email()
    password = fields.new_password(email)
    fields.line("organisation", service.MOST_NAME, optional=True)
    return Typed(fields, password=hash_password(password) if fields.fine else "")


def change_password_form(
    form: FormDep, asker: UserDep, settings: SettingsDep, limits: LimitsDep
) -> Typed:  # fmt: skip
    """Return the hash of a new password, when the old one is right."""
    fields, user = Fields(form), asker.user
    assert user is not None
    old = fields.password("old")
    new = fields.new_password(user.email)
    _check_old(fields, "old", old, asker, settings, limits)
    return Typed(fields, user, hash_password(new) if fields.fine else "")


def close_form(form: FormDep, asker: UserDep, settings: SettingsDep, limits: LimitsDep) -> Typed:
    """Return whether somebody who closes their account knows its password."""
    fields = Fields(form)
    password = fields.password("password")
    if fields.ticked("sure") != ["yes"]:
        fields.refuse("sure", "accounts.wrong.sure")
    _check_old(fields, "password", password, asker, settings, limits)
    return Typed(fields, asker.user)


def _check_old(
    fields: Fields, name: str, password: str, asker: Asker, settings: Settings, limits: RateLimits
) -> None:
    """Compare a password with the account's; guesses at an open browser are counted as well."""
    if not fields.fine or asker.user is None:
        return
    who = ("password", asker.user.public_id)
    limits.count(settings.sign_in_limit, *who)
    if check_password(asker.user.password, password):
        limits.forget(settings.sign_in_limit, *who)
    else:
        fields.refuse(name, "accounts.wrong.old_password")


SignUpDep = Annotated[Typed, Depends(sign_up_form, max_concurrency=AT_A_TIME)]
ChangePasswordDep = Annotated[Typed, Depends(change_password_form, max_concurrency=AT_A_TIME)]
CloseDep = Annotated[Typed, Depends(close_form, max_concurrency=AT_A_TIME)]
