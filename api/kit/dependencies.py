"""What endpoints ask for: settings, sessions, limits, the words of the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from api.kit.database import Database
from api.kit.i18n import PageWords, language_of, page_words
from api.kit.limits import RateLimits
from api.kit.security import Signer
from api.kit.settings import Settings
from api.kit.storage import Storage

__all__ = [
    "LimitsDep", "ReadSession", "SettingsDep", "SignerDep", "StorageDep", "WordsDep",
    "WriteSession", "address_of",
]  # fmt: skip

_WRITERS = 16
"""Requests that write at a time; more wait without taking a thread, which readers can use."""


# Asynchronous, all that only look something up: a synchronous one costs a trip through a thread.


async def settings_of(request: Request) -> Settings:
    """Return the application's settings."""
    found: Settings = request.app.state.settings
    return found


async def signer_of(request: Request) -> Signer:
    """Return what signs cookies and links."""
    found: Signer = request.app.state.signer
    return found


async def limits_of(request: Request) -> RateLimits:
    """Return the rate limits."""
    found: RateLimits = request.app.state.limits
    return found


async def storage_of(request: Request) -> Storage:
    """Return where documents are kept."""
    found: Storage = request.app.state.storage
    return found


def _read(request: Request) -> Iterator[Session]:
    database: Database = request.app.state.database
    with database.read() as session:
        yield session


def _write(request: Request) -> Iterator[Session]:
    database: Database = request.app.state.database
    with database.write() as session:
        yield session


async def words_of(request: Request) -> PageWords:
    """Return the words of the reader's language."""
    return page_words(language_of(request))


def address_of(request: Request) -> str:
    """Return the caller's network address, for rate limits."""
    return request.client.host if request.client else "-"


SettingsDep = Annotated[Settings, Depends(settings_of)]
SignerDep = Annotated[Signer, Depends(signer_of)]
LimitsDep = Annotated[RateLimits, Depends(limits_of)]
StorageDep = Annotated[Storage, Depends(storage_of)]
WordsDep = Annotated[PageWords, Depends(words_of)]
ReadSession = Annotated[Session, Depends(_read, scope="function")]
WriteSession = Annotated[Session, Depends(_write, scope="function", max_concurrency=_WRITERS)]
