"""``maturity serve`` and ``maturity migrate``: the server as a process."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from api.app import create_app
from api.commands import doctor
from api.commands.data import opened
from api.documents import printing
from api.kit import logs, migrate
from api.kit.i18n import page_words
from api.kit.settings import Settings
from api.kit.setup import SetupError

__all__ = ["migrate_database", "serve"]

_BACKLOG = 2048
_PATIENCE = 30  # seconds for requests to finish after the signal to stop
_OTHER_PORT = 8080


def serve(settings: Settings, lang: str, say: Callable[[str], object]) -> None:
    """Serve until told to stop; *say* gets the one line that tells where.

    Raises ``SetupError`` when the server cannot start as it is set up.
    """
    refuse_clashes()
    app = create_app(settings)
    with opened(settings) as database:
        migrate.prepare(database)
    listening = listen(settings.host, settings.port)
    logs.set_up(settings.log_level)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, ws="none",
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=_PATIENCE,
    )  # fmt: skip
    line = page_words(lang)("command.open", url=address(listening))
    try:
        with suppress(KeyboardInterrupt):  # raised anew after a clean stop by Ctrl+C
            _Server(config, lambda: say(line)).run(sockets=[listening])
    finally:
        printing.close()


class _Server(uvicorn.Server):
    """Tells when it can be used: it answers, and a signal stops it cleanly."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        """Call *ready* then."""
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        self._ready()


def refuse_clashes() -> None:
    """Raise ``SetupError`` when another distribution took one of the five package names."""
    clashes = doctor.name_clashes()
    if clashes:
        listed = "; ".join(f"{name} ← {owner}" for name, owner in clashes.items())
        raise SetupError(("names_taken", {"clashes": listed}))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 is any free one."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # Named, the protocol makes asyncio switch Nagle's delay off, which costs 40 ms an answer.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(_BACKLOG)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        other = _OTHER_PORT if port != _OTHER_PORT else _OTHER_PORT + 1
        raise SetupError(
            ("port_taken", {"host": host, "port": port, "reason": reason, "other": other})
        ) from error
    return listening


def address(listening: socket.socket) -> str:
    """Return where to open the server in a browser of this computer."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # for the reader
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def migrate_database(settings: Settings) -> tuple[str, bool]:
    """Upgrade the database; return its revision and whether there was something to do."""
    with opened(settings) as database:
        changed = migrate.upgrade(database)
    return migrate.head(), changed
