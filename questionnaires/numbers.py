"""Text and numbers as people type them: full-width digits, thousands separators, percent signs."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

from questionnaires.text import quote

__all__ = ["clean_text", "parse_number"]

_LONGEST = 40  # characters of a number
_LONGEST_TEXT = 2000  # normalising takes time that grows with the square of the length
_NUMBER = re.compile(
    r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][+-]?\d{1,2})?$|^[+-]?\.\d+$"
)


def clean_text(value: Any) -> str:
    """Return *value* as one trimmed line: control characters and invisible marks removed.

    Of a very long text the first 2,000 characters are kept, with an ellipsis for the rest.
    """
    text = quote(value, _LONGEST_TEXT + 1)
    if len(text) > _LONGEST_TEXT:
        text = text[:_LONGEST_TEXT] + "…"
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        kept = (" " if c in "\t\r\n\u3000\xa0" else c for c in text)
        text = "".join(c for c in kept if c.isprintable() or c == " ")
    return " ".join(text.split())


def parse_number(value: Any, *, percent: bool = False) -> float | None:
    """Return the finite number *value* stands for, or ``None`` when it is not one.

    Accepts ``３．５`` (full width), ``1,234.5`` and, when *percent*, ``75%``. Booleans, NaN,
    infinity and numbers followed by a unit are not numbers: a unit might be the wrong one.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        try:
            return _finite(float(value))
        except OverflowError:
            return None
    text = (value if isinstance(value, str) else quote(value, _LONGEST + 1)).strip()
    if len(text) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text)
    if percent:
        text = text.removesuffix("%").rstrip()
    return _finite(float(text.replace(",", ""))) if _NUMBER.match(text) else None


def _finite(number: float) -> float | None:
    return number + 0.0 if math.isfinite(number) else None  # + 0.0 turns -0.0 into 0.0
