"""How wide a text is, without a font: close enough to decide what fits."""

from __future__ import annotations

import math

__all__ = ["ems", "fitted", "lines"]

_FIRST_WIDE = 0x2E80  # from here on characters are square: hanzi, their punctuation, kana
_LATIN = 0.56  # of the size, in our typeface, capitals and blanks among them


def ems(text: str) -> float:
    """Return the width of *text* in units of its size."""
    return sum(1.0 if ord(char) >= _FIRST_WIDE else _LATIN for char in text)


def fitted(text: str, room: float) -> str:
    """Return *text*, shortened with an ellipsis where it is wider than *room* (in its size)."""
    if ems(text) <= room:
        return text
    while text and ems(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…" if text else ""


def lines(text: str, room: float) -> int:
    """Return how many lines *text* takes where one is *room* wide."""
    return math.ceil(ems(text) / room)
