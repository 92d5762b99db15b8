"""What is mailed to people."""

from __future__ import annotations

import logging

from api.accounts import repository, service
from api.kit.database import Database
from api.kit.i18n import PageWords
from api.kit.mail import send
from api.kit.settings import Settings

__all__ = ["link_address", "mail_link"]

_log = logging.getLogger("api.mail")


def link_address(settings: Settings, token: str) -> str:
    """Return the address of a link that sets a password."""
    return f"{settings.public_url or f'http://127.0.0.1:{settings.port}'}/password/{token}"


def mail_link(database: Database, settings: Settings, email: str, words: PageWords) -> None:
    """Mail a link that sets a new password, if there is such an account.

    It goes to the address stored, never to the one typed, which only folds to the same.
    """
    with database.write() as session:
        user = repository.user_by_email(session, email)
        if user is None or user.disabled_at is not None:
            return
        token = service.new_link(session, user, "browser")
    text = words("accounts.mail.text", name=user.name, link=link_address(settings, token))
    try:
        send(settings, user.email, words("accounts.mail.subject"), text)
    except OSError as error:  # without its traceback, which could hold the address
        _log.error("mail not sent", extra={"reason": type(error).__name__})
