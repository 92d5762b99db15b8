"""Mail, where a server for it is set."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from api.kit.settings import Settings

__all__ = ["can_mail", "send"]

_TIMEOUT = 20  # seconds
_TLS_FROM_THE_START = 465


def can_mail(settings: Settings) -> bool:
    """Whether links can be mailed.

    A link in a mail must lead to an address from the settings: the one a request names can be
    forged by whoever asks for somebody else's link.
    """
    return settings.smtp_host is not None and settings.public_url is not None


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send one mail; raises ``OSError`` when the server cannot be reached or refuses it.

    A password is sent over TLS only.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    context = ssl.create_default_context()
    with _connect(settings, context) as server:
        server.ehlo()
        if settings.smtp_port != _TLS_FROM_THE_START and (
            settings.smtp_user or server.has_extn("starttls")
        ):
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password or "")
        server.send_message(message)


def _connect(settings: Settings, context: ssl.SSLContext) -> smtplib.SMTP:
    host, port = settings.smtp_host or "", settings.smtp_port
    if port == _TLS_FROM_THE_START:
        return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(host, port, timeout=_TIMEOUT)
