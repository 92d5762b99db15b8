"""Problems: a stable code, a place, and a sentence in the reader's language with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from questionnaires.text import pick, quote

__all__ = ["Place", "Problem", "QuestionnaireError", "catalogue"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: file and line, or sheet, row and column, and the field meant."""

    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None

    def to(self, lang: str) -> str:
        """Spell the place out, outermost first."""
        words = catalogue()["_place"]
        parts = [f"{self.file}:{self.line}" if self.file and self.line else self.file or ""]
        for name in ("sheet", "row", "column", "field"):
            value = getattr(self, name)
            if value is not None:
                parts.append(pick(words[name], lang).format(value))
        separator = "，" if lang.startswith("zh") else ", "
        return separator.join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with its stable ``code`` (a key of ``messages.yaml``)."""

    code: str
    place: Place = field(default_factory=Place)
    values: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    def what(self, lang: str) -> str:
        """Say what is wrong."""
        return self._sentence("what", lang)

    def todo(self, lang: str) -> str:
        """Say what to do about it."""
        return self._sentence("do", lang)

    def to(self, lang: str) -> str:
        """Return ``[place] code: what — what to do``."""
        place = self.place.to(lang)
        head = f"[{place}] " if place else ""
        return f"{head}{self.code}: {self.what(lang)} — {self.todo(lang)}"

    def to_dict(self, lang: str) -> dict[str, Any]:
        """Return the problem as plain data for JSON and workbooks."""
        spot = {name: getattr(self.place, name) for name in Place.__slots__}
        return {
            "code": self.code,
            "severity": self.severity,
            "what": self.what(lang),
            "do": self.todo(lang),
            **{name: value for name, value in spot.items() if value is not None},
        }

    def _sentence(self, part: str, lang: str) -> str:
        template = pick(catalogue()[self.code][part], lang)
        return template.format_map(
            {key: _shorten(pick(value, lang) if _is_translated(value) else value)
             for key, value in self.values.items()}
        )  # fmt: skip


class QuestionnaireError(ValueError):
    """Something handed in cannot be used; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems; the exception's text is their English wording."""
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.to("en") for problem in self.problems))


def _is_translated(value: Any) -> bool:
    """Tell a sentence in several languages from an answer that happens to be a mapping."""
    return isinstance(value, dict) and ("zh" in value or "en" in value)


def _shorten(value: Any, limit: int = 120) -> str:
    """Quote outside text safely: one line, no control characters, at most *limit* long."""
    text = "".join(c if c.isprintable() else " " for c in quote(value, limit + 1))
    return text if len(text) <= limit else text[: limit - 1] + "…"


@cache
def catalogue() -> dict[str, Any]:
    """Return all messages: ``code -> {"what": {lang: …}, "do": {lang: …}}``."""
    text = files("questionnaires").joinpath("messages.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)  # safe loader
    return loaded
