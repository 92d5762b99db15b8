"""Which passwords are taken: long ones that nobody would guess first (NIST SP 800-63B, 3.1.1.2)."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

__all__ = ["LONGEST", "SHORTEST", "fault", "folded"]

SHORTEST, LONGEST = 10, 200
_FEWEST_DIFFERENT = 4
_RUNS = (
    "01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn", "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0", "zxcvbnmasdfghjklqwertyuiop",
)  # fmt: skip


def folded(password: str) -> str:
    """Return the characters that count: the same keys give the same password in every input method.

    NFKC, as NIST SP 800-63B asks for; a full-width ``１`` is a ``1``.
    """
    return unicodedata.normalize("NFKC", password)


def fault(password: str, email: str) -> str | None:
    """Return the code of what is wrong with a folded *password*, ``None`` when it is taken."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    plain = password.casefold().strip()
    if plain in (email, email.partition("@")[0], email.replace("@", "")):
        return "is_email"
    return "common" if _common(plain) else None


def _common(plain: str) -> bool:
    """Whether it is on the list, runs along the keyboard, or repeats a few characters."""
    runs = any(plain in run or plain in run[::-1] for run in _RUNS)
    return plain in _common_ones() or runs or len(set(plain)) < _FEWEST_DIFFERENT


@cache
def _common_ones() -> frozenset[str]:
    return frozenset(files("api.accounts").joinpath("common_passwords.txt").read_text().split())
