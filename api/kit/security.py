"""Secrets: passwords, tokens, signatures. Nothing secret is stored as it is shown."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["Signer", "check_password", "hash_password", "new_id", "new_token", "token_digest"]

_TOKEN_BYTES = 32
_ID_BYTES = 12
_MAC_LENGTH = 32  # characters of base64: 192 bits

_hasher = PasswordHasher()  # argon2id; the library's parameters follow RFC 9106
_NOBODY = _hasher.hash(secrets.token_hex())


def hash_password(password: str) -> str:
    """Return the argon2id hash to store."""
    return _hasher.hash(password)


def check_password(stored: str | None, password: str) -> bool:
    """Whether *password* is the one; a missing account takes as long as a wrong password."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """Return a secret for a cookie, a key or a link: 256 bits."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def new_id() -> str:
    """Return a public id: 96 bits, not guessable and not telling how many there are."""
    return secrets.token_urlsafe(_ID_BYTES)


def token_digest(token: str) -> str:
    """Return what is stored of a token; random tokens need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class Signer:
    """Derives secrets from the server's own key, so that a copy of the database holds none."""

    def __init__(self, key: bytes) -> None:
        """Keep *key*."""
        self._key = key

    def sign(self, purpose: str, text: str) -> str:
        """Return the signature of *text* for one *purpose*."""
        mac = hmac.new(self._key, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(mac).decode()[:_MAC_LENGTH]

    def check(self, purpose: str, text: str, signature: str) -> bool:
        """Whether *signature* is ours, in constant time."""
        return hmac.compare_digest(self.sign(purpose, text).encode(), signature.encode())
