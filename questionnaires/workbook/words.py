"""The words of the workbooks in the reader's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from questionnaires.text import pick

__all__ = ["said", "word"]


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("questionnaires.workbook").joinpath("words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def word(key: str, lang: str, **values: Any) -> str:
    """Return the wording of *key* with *values* filled in."""
    return pick(_words()[key], lang).format(**values)


def said(key: str) -> frozenset[str]:
    """Return the wording of *key* in every language, lower case, to recognise it when read."""
    return frozenset(sentence.lower() for sentence in _words()[key].values())
