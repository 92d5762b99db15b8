"""What people write into a spreadsheet cell -> the raw answer that ``parse_answer`` checks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from questionnaires.model import Question
from questionnaires.numbers import clean_text

__all__ = ["NOT_APPLICABLE_WORDS", "SEPARATOR", "UNKNOWN_WORDS", "cell_answer", "option_label"]

UNKNOWN_WORDS = ("不清楚", "不知道", "unknown", "don't know")
NOT_APPLICABLE_WORDS = ("不适用", "n/a", "not applicable")
SEPARATOR = "; "
"""Between the ids of a multiple-choice answer in one cell."""

_REASON = re.compile(r"^(不适用|n/a|not applicable)\s*(?:[:：,，;；]\s*(.*))?$", re.IGNORECASE)
_LABEL = re.compile(r"^([a-z0-9_.-]+)\s*[｜|]")


def option_label(question: Question, option_id: str, lang: str) -> str:
    """Return what a drop-down shows for an option: ``3｜worded rung`` (id first, read back)."""
    option = next(option for option in question.options if option.id == option_id)
    return f"{option.id}｜{option.text.to(lang)}"


def cell_answer(question: Question, cell: Any, partner: Any = None) -> Any:
    """Return the raw answer meant by a cell (for ``count_of``: numerator, and its *partner*).

    Empty cells are "not answered". Words for "unknown" and "does not apply: reason" are known in
    Chinese and English; options may be given by id, by drop-down label or by their full text.
    """
    word = cell if isinstance(cell, str) else None
    if word is not None:
        special = _special(word)
        if special is not None:
            return special
    if question.kind == "count_of":
        empty = [item is None or clean_text(item) == "" for item in (cell, partner)]
        if all(empty):
            return None
        return {"numerator": cell, "denominator": partner}
    if word is None or question.is_quantity:
        return cell
    if question.kind == "multiple":
        return [_option(question, part) for part in re.split(r"[;；\n]", word) if part.strip()]
    return _option(question, word)


def _special(word: str) -> dict[str, Any] | None:
    text = clean_text(word)
    if text.lower() in UNKNOWN_WORDS:
        return {"unknown": True}
    match = _REASON.match(text)
    return {"not_applicable": match.group(2) or ""} if match else None


def _option(question: Question, word: str) -> str:
    text = clean_text(word)
    known = _texts(question)
    if text in known:
        return known[text]
    label = _LABEL.match(text)
    return label.group(1) if label and label.group(1) in known.values() else text


@lru_cache(maxsize=4096)
def _texts_of(key: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {clean_text(text): option_id for option_id, texts in key for text in texts}


def _texts(question: Question) -> dict[str, str]:
    """Return every option's id and texts -> id."""
    key = tuple((option.id, (option.id, *option.text.values())) for option in question.options)
    return _texts_of(key)
