"""What the environment decides, with defaults that are safe on a computer of one's own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import limits
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.kit import secret
from api.kit.database import address
from api.kit.setup import SetupError

__all__ = ["PREFIX", "Settings", "settings_from_environment"]

PREFIX = "MATURITY_"
_PUBLIC_URL = re.compile(r"https?://[^/?#\s@]+(/[^?#\s]*)?")
_SECRETS = ("database_url", "metrics_token", "smtp_password")  # never repeated in a message

Names = Annotated[tuple[str, ...], NoDecode]
"""Several names in one variable, with commas between them."""


class Settings(BaseSettings):
    """Every setting is ``MATURITY_<NAME>`` in the environment; ``api/README.md`` lists them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True,
        hide_input_in_errors=True,
    )  # fmt: skip

    data_dir: Path = Path("data")
    """Where the embedded database, the secret and finished documents are kept."""
    database_url: str | None = None
    """``postgresql://user:password@host/name``; by default SQLite in ``data_dir``."""
    documents: str | None = None
    """Folder or ``s3://bucket/prefix`` of finished documents; by default in ``data_dir``."""
    host: str = "127.0.0.1"
    """Address to listen on; by default this computer alone can reach the server."""
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str | None = None
    """Address under which people reach the server; by default as each request names it."""
    hosts: Names = ("*",)
    """Host names the server answers to."""
    trusted_proxies: Names = ("127.0.0.1", "::1")
    """Addresses whose ``X-Forwarded-*`` headers are believed."""
    cookies: Literal["auto", "secure"] = "auto"
    """``auto`` marks cookies Secure on requests that came over TLS, ``secure`` always."""
    session_days: int = Field(default=30, ge=1, le=366)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    jobs: Literal["here", "elsewhere"] = "here"
    """Whether the server carries out jobs itself, or leaves them to ``maturity worker``."""
    metrics_token: str | None = Field(default=None, min_length=16)
    """Bearer token for ``/metrics``; without one only this computer may read it."""
    max_body: int = Field(default=1_000_000, ge=10_000)
    """Bytes of a request that carries no file."""
    max_upload: int = Field(default=10_000_000, ge=10_000)
    """Bytes of an uploaded workbook."""
    max_register: int = Field(default=100_000_000, ge=10_000)
    """Bytes of a park's register."""
    rate_limits: bool = True
    sign_in_limit: str = "10/15 minutes"
    """Failed sign-ins per account and address."""
    anonymous_limit: str = "120/minute"
    """Stateless scorings and new drafts per address."""
    key_limit: str = "1200/minute"
    """Requests per API key."""
    smtp_host: str | None = None
    """Mail server for password links; without one an administrator hands them out."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: str | None = None
    mail_from: str = "maturity@localhost"

    @field_validator("hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(name for part in value.split(",") if (name := part.strip()))

    @field_validator("sign_in_limit", "anonymous_limit", "key_limit")
    @classmethod
    def _limit(cls, value: str) -> str:
        limits.parse(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not _PUBLIC_URL.fullmatch(value):
            raise ValueError(value)
        return value and value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        return None if value is None else address(value).render_as_string(hide_password=False)

    @property
    def url(self) -> str:
        """Address of the database."""
        if self.database_url:
            return self.database_url
        return f"sqlite+pysqlite:///{(self.data_dir / 'maturity.db').resolve()}"

    @property
    def secret_file(self) -> Path:
        """Where the key behind cookies and links is kept."""
        return self.data_dir / "secret.key"

    @cached_property
    def secret(self) -> bytes:
        """The key behind cookies and links; made on first start."""
        return secret.read_or_make(self.secret_file)


def settings_from_environment(**given: Any) -> Settings:
    """Return the settings; what is *given* and not ``None`` goes before the environment.

    Raises ``SetupError`` naming each variable that cannot be used or does not exist.
    """
    _refuse_unknown(os.environ)
    try:
        found = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = [str(each["loc"][0]) for each in error.errors() if each["loc"]]
        values = {**os.environ, **{PREFIX + name.upper(): given[name] for name in given}}
        raise SetupError(*(_reason(name, values) for name in wrong)) from None
    if found.smtp_host is not None and found.public_url is None:
        raise SetupError(("mail_without_address", {}))
    return found


def _reason(name: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    variable = PREFIX + name.upper()
    shown = "…" if name in _SECRETS else str(values.get(variable, ""))[:80]
    return "setting", {"variable": variable, "value": shown, "setting": name}


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """Raise ``SetupError`` for a misspelt setting, which would be ignored silently."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    unknown = [name for name in environment if name.startswith(PREFIX) and name not in known]
    if unknown:
        raise SetupError(
            *(
                ("unknown_setting", {"variable": name, "near": _near(name, known)})
                for name in unknown
            )
        )


def _near(name: str, known: list[str]) -> str:
    return ", ".join(get_close_matches(name, known, n=2)) or "api/README.md"
