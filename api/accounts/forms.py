"""Forms with passwords, read and checked before a page asks for its session.

Comparing or hashing a password takes longer than a write lock may be held, and much memory: a few
at a time is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.accounts import repository, service
from api.accounts.fields import LONGEST_EMAIL, Fields, fold_email
from api.accounts.tables import User
from api.kit.database import Database
from api.kit.dependencies import LimitsDep, SettingsDep, address_of
from api.kit.pages import FormDep
from api.kit.security import check_password, hash_password

__all__ = ["AT_A_TIME", "NewPasswordDep", "SignInDep", "Typed"]

AT_A_TIME = 4
"""Passwords hashed at a time; each takes 64 MiB."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form with a password: its fields, the account it opens, the hash of a new password."""

    fields: Fields
    user: User | None = None
    password: str = ""


def sign_in_form(
    request: Request, form: FormDep, settings: SettingsDep, limits: LimitsDep
) -> Typed:  # fmt: skip
    """Return whose e-mail and password were typed.

    Failures count for the account and the address; the answer and its time are the same whether
    there is such an account or not.
    """
    fields = Fields(form)
    fields.next()
    typed, password = fields.line("email", LONGEST_EMAIL), fields.password("password")
    if not fields.fine:
        return Typed(fields)
    email = fold_email(typed) or typed
    limit, address = settings.sign_in_limit, address_of(request)
    limits.check(limit, "sign-in-address", address)
    limits.count(limit, "sign-in-account", email)  # before comparing: many at once count as well
    database: Database = request.app.state.database
    with database.read() as session:
        found = repository.user_by_email(session, email)
    user = None if found is None or found.disabled_at is not None else found
    if not check_password(None if user is None else user.password, password):
        limits.count(limit, "sign-in-address", address)
        return Typed(fields)
    limits.forget(limit, "sign-in-account", email)
    return Typed(fields, user)


SignInDep = Annotated[Typed, Depends(sign_in_form, max_concurrency=AT_A_TIME)]


def new_password_form(
    request: Request, token: str, form: FormDep, settings: SettingsDep, limits: LimitsDep
) -> Typed:
    """Return the new password for whoever holds the link *token*."""
    limits.count(settings.anonymous_limit, "password-link", address_of(request))
    database: Database = request.app.state.database
    with database.read() as session:
        user = service.owner(session, token)
    fields = Fields(form)
    password = fields.new_password(user.email)
    return Typed(fields, user, hash_password(password) if fields.fine else "")


NewPasswordDep = Annotated[Typed, Depends(new_password_form, max_concurrency=AT_A_TIME)]
