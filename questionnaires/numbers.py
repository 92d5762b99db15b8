"""Text and numbers as people type them: full-width digits, thousands separators, percent signs."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

__all__ = ["clean_text", "parse_number"]

_LONGEST = 40  # characters of a number
_NUMBER = re.compile(
    r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][+-]?\d{1,2})?$|^[+-]?\.\d+$"
)


def clean_text(value: Any) -> str:
    """Return *value* as one trimmed line: control characters and invisible marks removed."""
    text = unicodedata.normalize("NFC", str(value))
    kept = (" " if c in "\t\r\n\u3000\xa0" else c for c in text)
    return " ".join("".join(c for c in kept if c.isprintable() or c == " ").split())


def parse_number(value: Any, *, percent: bool = False) -> float | None:
    """Return the finite number *value* stands for, or ``None`` when it is not one.

    Accepts ``３．５`` (full width), ``1,234.5`` and, when *percent*, ``75%``. Booleans, NaN,
    infinity and numbers followed by a unit are not numbers: a unit might be the wrong one.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if percent:
        text = text.removesuffix("%").rstrip()
    if not _NUMBER.match(text) or len(text) > _LONGEST:
        return None
    number = float(text.replace(",", ""))
    return number if math.isfinite(number) else None
