"""What the environment decides, with defaults that are safe on a computer of one's own."""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]

_SECRET_BYTES = 32


class Settings(BaseSettings):
    """Every setting is ``MATURITY_<NAME>`` in the environment; see ``api/README.md``."""

    model_config = SettingsConfigDict(env_prefix="MATURITY_", extra="forbid", frozen=True)

    data_dir: Path = Path("data")
    """Where the embedded database, the secret and finished documents are kept."""
    database_url: str | None = None
    """``postgresql+psycopg://…``; by default SQLite in ``data_dir``."""
    public_url: str | None = None
    """Address under which people reach the server; by default as each request names it."""
    hosts: tuple[str, ...] = ("*",)
    """Host names the server answers to."""
    cookies: Literal["auto", "secure"] = "auto"
    """``auto`` marks cookies Secure on requests that came over TLS, ``secure`` always."""
    session_days: int = Field(default=30, ge=1, le=366)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_token: str | None = None
    """Bearer token for ``/metrics``; without one only this computer may read it."""
    max_body: int = Field(default=1_000_000, ge=10_000)
    """Bytes of a request that carries no file."""
    max_upload: int = Field(default=10_000_000, ge=10_000)
    """Bytes of an uploaded workbook."""
    rate_limits: bool = True
    sign_in_limit: str = "10/15 minutes"
    """Failed sign-ins per account and address."""
    anonymous_limit: str = "120/minute"
    """Stateless scorings and new drafts per address."""
    key_limit: str = "1200/minute"
    """Requests per API key."""
    smtp_host: str | None = None
    """Mail server for password links; without one an administrator hands them out."""
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: str | None = None
    mail_from: str = "maturity@localhost"

    @property
    def url(self) -> str:
        """Address of the database."""
        if self.database_url:
            return self.database_url
        return f"sqlite+pysqlite:///{(self.data_dir / 'maturity.db').resolve()}"

    @cached_property
    def secret(self) -> bytes:
        """The key behind cookies and links; made on first start, readable by the owner alone."""
        path = self.data_dir / "secret.key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return bytes.fromhex(path.read_text(encoding="ascii").strip())
        with os.fdopen(handle, "w", encoding="ascii") as file:
            value = secrets.token_hex(_SECRET_BYTES)
            file.write(value + "\n")
        return bytes.fromhex(value)
