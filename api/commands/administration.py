"""What ``maturity admin`` does, in the database of a server that may be running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from api.accounts import repository
from api.accounts import service as accounts
from api.accounts.fields import fold_email
from api.accounts.letters import link_address
from api.accounts.tables import User
from api.kit import audit, migrate
from api.kit.database import Database
from api.kit.security import hash_password, new_token
from api.kit.settings import Settings
from api.kit.setup import SetupError
from api.organisations import service as organisations
from questionnaires.numbers import clean_text

__all__ = ["Office"]

_ACTOR = "command"


class Office:
    """Administration of one server. Everything raises ``SetupError`` for what cannot be done."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet."""
        self._settings = settings

    def create(self, email: str, name: str) -> str | None:
        """Make an administrator; return the link for the password, ``None`` if there was one."""
        address, called = _folded(email), _line(name, accounts.MOST_NAME)
        hashed = hash_password(new_token())  # nobody knows it; the link sets another
        with self._session() as session:
            user = accounts.create(
                session, email=address, name=called, password=hashed, administrator=True,
                actor=_ACTOR,
            )  # fmt: skip
            if user is not None:
                return link_address(self._settings, accounts.new_link(session, user, _ACTOR))
            found = _account(session, address)
            found.administrator = True
            session.add(found)
            audit.note(session, _ACTOR, accounts.label(found), "made_administrator")
            return None

    def reset_link(self, email: str) -> str:
        """Return a link that sets a new password."""
        with self._session() as session:
            user = _account(session, _folded(email))
            if user.disabled_at is not None:
                raise SetupError(("account_disabled", {"email": user.email}))
            return link_address(self._settings, accounts.new_link(session, user, _ACTOR))

    def park(self, name: str, owner: str) -> str:
        """Make a park; return its name."""
        called = _line(name, organisations.MOST_NAME)
        with self._session() as session:
            user = _account(session, _folded(owner))
            row = organisations.create(session, user, called, kind="park", actor=_ACTOR)
            return row.name

    def disable(self, email: str) -> None:
        """Keep a person out."""
        with self._session() as session:
            accounts.disable(session, _account(session, _folded(email)), _ACTOR)

    def enable(self, email: str) -> None:
        """Let a person in again."""
        with self._session() as session:
            accounts.enable(session, _account(session, _folded(email)), _ACTOR)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        database = Database(self._settings.url)
        try:
            self._settings.data_dir.mkdir(parents=True, exist_ok=True)
            migrate.prepare(database)
            with database.write() as session:
                yield session
        finally:
            database.dispose()


def _folded(email: str) -> str:
    found = fold_email(email)
    if found is None:
        raise SetupError(("bad_email", {"email": clean_text(email)[:100]}))
    return found


def _line(text: str, most: int) -> str:
    line = clean_text(text)
    if not 0 < len(line) <= most:
        raise SetupError(("bad_name", {"most": most}))
    return line


def _account(session: Session, email: str) -> User:
    found = repository.user_by_email(session, email)
    if found is None:
        raise SetupError(("no_account", {"email": email}))
    return found
