"""How sure a firm says it is of an answer. It changes no score, only how wide a band is."""

from __future__ import annotations

from typing import Any

from questionnaires.errors import Place, Problem
from questionnaires.model import Question
from questionnaires.text import quote

__all__ = ["CONFIDENCES", "parse_confidence"]

CONFIDENCES = ("sure", "fairly", "unsure")
"""On record or counted; about right; a guess. Saying nothing is none of these."""

_SHOWN = 40  # characters of what was given instead


def parse_confidence(
    question: Question, raw: Any, place: Place | None = None
) -> str | Problem | None:
    """Return one of ``CONFIDENCES``, ``None`` for nothing said, or the problem with *raw*."""
    word = raw.strip() if isinstance(raw, str) else raw
    if word in (None, ""):
        return None
    if isinstance(word, str) and word in CONFIDENCES:
        return word
    values = {
        "value": quote(raw, _SHOWN),
        "question": question.text,
        "choices": ", ".join(CONFIDENCES),
    }
    return Problem("answer.bad_confidence", place or Place(field=question.id), values)
