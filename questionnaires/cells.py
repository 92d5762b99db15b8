"""What people write into a spreadsheet cell <-> the raw answer that ``parse_answer`` checks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from questionnaires.answers import Answer, AnswerState
from questionnaires.model import Question
from questionnaires.numbers import clean_text
from questionnaires.text import pick

__all__ = [
    "NOT_APPLICABLE_WORDS",
    "SEPARATOR",
    "UNKNOWN_WORDS",
    "answer_cells",
    "cell_answer",
    "column_names",
    "not_applicable_word",
    "option_label",
    "state_answer",
    "unknown_word",
]

UNKNOWN_WORDS = ("不清楚", "不知道", "unknown", "don't know")
NOT_APPLICABLE_WORDS = ("不适用", "n/a", "not applicable")
SEPARATOR = "; "
"""Between the ids of a multiple-choice answer in one cell."""

_UNKNOWN = {"zh": "不清楚", "en": "unknown"}
_NOT_APPLICABLE = {"zh": "不适用", "en": "n/a"}
_REASON = re.compile(
    rf"^(?:{'|'.join(NOT_APPLICABLE_WORDS)})\s*(?:[:：,，;；]\s*(.*))?$", re.IGNORECASE
)
_LABEL = re.compile(r"^([a-z0-9_.-]+)\s*[｜|]")
_PARTS = re.compile(r"[;；\n]")
_LOOSE_PARTS = re.compile(r"[,，、]")  # only between ids: worded options hold commas of their own


def column_names(question: Question) -> tuple[str, ...]:
    """Return the ids of the question's columns in a table: two for a ratio, else one."""
    if question.kind == "count_of":
        return f"{question.id}:numerator", f"{question.id}:denominator"
    return (question.id,)


def option_label(question: Question, option_id: str, lang: str) -> str:
    """Return what a drop-down shows for an option: ``3｜worded rung`` (id first, read back)."""
    option = next(option for option in question.options if option.id == option_id)
    return f"{option.id}｜{option.text.to(lang)}"


def unknown_word(lang: str) -> str:
    """Return the word people choose when they do not know."""
    return pick(_UNKNOWN, lang)


def not_applicable_word(lang: str) -> str:
    """Return the word people choose when a question does not apply to them."""
    return pick(_NOT_APPLICABLE, lang)


def answer_cells(question: Question, answer: Answer, lang: str) -> tuple[str | float, ...]:
    """Return what stands in the question's columns for *answer*; ``cell_answer`` reads it back.

    For a ratio that is not answered only the first of the two cells is given.
    """
    if answer.state is AnswerState.UNKNOWN:
        return (unknown_word(lang),)
    if answer.state is AnswerState.NOT_APPLICABLE:
        colon = "：" if lang.startswith("zh") else ": "
        return (f"{not_applicable_word(lang)}{colon}{answer.reason}",)
    value = answer.to_plain(question)
    if question.kind == "count_of":
        return value["numerator"], value["denominator"]
    if isinstance(value, list):
        return (SEPARATOR.join(value),)
    # an option with the id "unknown" would be read as the state, its label is not
    return (option_label(question, value, lang) if value in UNKNOWN_WORDS else value,)


def cell_answer(question: Question, cell: Any, partner: Any = None) -> Any:
    """Return the raw answer meant by a cell (for ``count_of``: numerator, and its *partner*).

    Empty cells are "not answered". Words for "unknown" and "does not apply: reason" are known in
    Chinese and English; options may be given by id, by drop-down label or by their full text.
    """
    word = cell if isinstance(cell, str) else None
    if word is not None:
        special = state_answer(word)
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
        return _options(question, word)
    return _option(question, word)


def state_answer(word: str) -> dict[str, Any] | None:
    """Return the raw answer for a word that says "unknown" or "n/a: reason", else ``None``."""
    text = clean_text(word)
    if text.lower() in UNKNOWN_WORDS:
        return {"unknown": True}
    match = _REASON.match(text)
    return {"not_applicable": match.group(1) or ""} if match else None


def _options(question: Question, word: str) -> list[str]:
    """Return the ids ticked in one cell; a worded option may hold the separator itself."""
    known = _ids_by_text(question)
    if clean_text(word) in known:
        return [known[clean_text(word)]]
    found = []
    for part in filter(str.strip, _PARTS.split(word)):
        pieces = [clean_text(piece) for piece in _LOOSE_PARTS.split(part) if piece.strip()]
        listed = len(pieces) > 1 and all(piece in known for piece in pieces)
        found += [known[piece] for piece in pieces] if listed else [_option(question, part)]
    return found


def _option(question: Question, word: str) -> str:
    text = clean_text(word)
    known = _ids_by_text(question)
    for written in (text, unicodedata.normalize("NFKC", text)):  # ３ for 3
        if written in known:
            return known[written]
    label = _LABEL.match(text)
    return label.group(1) if label and label.group(1) in known.values() else text


@lru_cache(maxsize=4096)
def _ids_of(key: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    known = {clean_text(text): option_id for option_id, texts in key for text in texts}
    return known | {option_id: option_id for option_id, _ in key}  # ids go before texts


def _ids_by_text(question: Question) -> dict[str, str]:
    """Return every option's id and texts -> id."""
    key = tuple((option.id, (option.id, *option.text.values())) for option in question.options)
    return _ids_of(key)
