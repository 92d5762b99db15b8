"""Words of one language: labels from ``locale/``, numbers and dates as that language shows them.

Rounding happens here only: once, at display, half-even, one decimal (DESIGN section 6, point 7).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from questionnaires.numbers import clean_text
from questionnaires.text import FALLBACK, pick

__all__ = ["LANGUAGES", "NOTHING", "Words", "flat", "labels", "rounded"]

NOTHING = "—"
"""Stands where there is no number."""

LANGUAGES = ("zh", "en")
_TAGS = {"zh": "zh-CN", "en": "en"}
_NOISE = Decimal("1e-9")
_TENTH = Decimal("0.1")
_PLAIN_UP_TO = 1e15  # larger figures are written with an exponent


def rounded(value: float) -> Decimal:
    """Return *value* rounded half-even to one decimal.

    Binary noise below a billionth is taken off first, so that 12.35 as the sum of tenths is the
    tie that it is on paper.
    """
    exact = Decimal(value).quantize(_NOISE, ROUND_HALF_EVEN)
    return exact.quantize(_TENTH, ROUND_HALF_EVEN) + 0  # no "-0.0"


class Words:
    """How things are said in one language; calling it looks up a label."""

    def __init__(self, lang: str) -> None:
        """Take the labels of *lang*, of its base language, or Chinese."""
        base = lang.split("-", maxsplit=1)[0].lower()
        self.wanted = lang
        self.lang = base if base in LANGUAGES else FALLBACK
        self.tag = _TAGS[self.lang]
        self._labels = labels(self.lang)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the label *key* with *values* filled in; raises ``KeyError`` for an unknown key.

        A label with the forms ``one`` and ``other`` takes its form from the value ``n``.
        """
        label = self._labels[key]
        if not isinstance(label, str):
            label = label["one" if values["n"] == 1 and "one" in label else "other"]
        return label.format_map(values) if values else label

    def text(self, sentences: Mapping[str, str] | None) -> str:
        """Return the sentence of a questionnaire as one clean line."""
        return "" if sentences is None else self.line(pick(sentences, self.wanted))

    def line(self, text: str) -> str:
        """Return outside text as one clean line.

        U+2011 becomes a hyphen: few faces have it, and looking for one takes WeasyPrint minutes.
        """
        return _clean(text)

    def join(self, parts: list[str] | tuple[str, ...], key: str = "common.list") -> str:
        """Return the parts as one enumeration."""
        return self(key).join(parts)

    def score(self, value: float | None) -> str:
        """Return a score, credit or number of points with one decimal."""
        return NOTHING if value is None else str(rounded(value))

    def gap(self, value: float) -> str:
        """Return a distance; one that is there but rounds to nothing is shown as below 0.1."""
        shown = rounded(value)
        return "<0.1" if value > _NOISE and not shown else str(shown)

    def span(self, low: float | None, high: float | None) -> str:
        """Return a range; one number where both ends look the same."""
        ends = (self.score(low), self.score(high))
        return ends[0] if ends[0] == ends[1] else "–".join(ends)

    def percent(self, share: float | None) -> str:
        """Return a share of 0 to 1 as a percentage."""
        return NOTHING if share is None else f"{rounded(100.0 * share)}%"

    def figure(self, value: float, per: int = 1) -> str:
        """Return a number as it was entered (over *per*), thousands separated, nothing rounded."""
        number = float(value)
        if not math.isfinite(number) or abs(number) >= _PLAIN_UP_TO:
            return f"{number / per:g}"
        return f"{(Decimal(repr(number)) / per).normalize() + 0:,f}"

    def quantity(self, value: float, unit: str) -> str:
        """Return a number as it was entered with its unit."""
        figure = self.figure(value)
        if not unit:
            return figure
        return f"{figure}%" if unit == "%" else self("answer.figure", figure=figure, unit=unit)

    def money(self, low: float, high: float) -> str:
        """Return a range of money given in 10,000 yuan; one figure where both ends are alike."""
        key = "common.money" if low == high else "common.money_range"
        ends = {"low": low, "high": high, "low_k": low * 10, "high_k": high * 10}
        return self(key, **{name: self.figure(value) for name, value in ends.items()})

    def change(self, value: float) -> str:
        """Return a change with its sign and one decimal; ±0 where it rounds to nothing."""
        shown = rounded(abs(value))
        return ("+" if value > 0 else "−") + str(shown) if shown else "±0"

    def date(self, date: str | None) -> str | None:
        """Return an ISO date, or its year and month, in words; other text as it is."""
        if date is None:
            return None
        parts = date.split("-")
        try:
            day = dt.date.fromisoformat("-".join([*parts, "01", "01"][:3]))
        except ValueError:
            return self.line(date)
        month = self("common.months").split("|")[day.month - 1]
        key = ("common.year", "common.month", "common.date")[min(len(parts), 3) - 1]
        return self(key, year=day.year, month=month, day=day.day)


@lru_cache(maxsize=4096)  # a report says the sentences of a questionnaire many times over
def _clean(text: str) -> str:
    return clean_text(text).replace("\u2011", "-")


@cache
def labels(lang: str) -> dict[str, str | dict[str, str]]:
    """Return all labels of a language as ``section.name`` -> text or forms by number.

    They stand in ``locale/zh.yaml`` and in files of their own such as ``locale/park.zh.yaml``.
    """
    found: dict[str, str | dict[str, str]] = {}
    for path in sorted(files("reports").joinpath("locale").iterdir(), key=lambda path: path.name):
        if path.name == f"{lang}.yaml" or path.name.endswith(f".{lang}.yaml"):
            loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            found.update(flat(loaded, ""))
    return found


def flat(tree: Mapping[str, Any], prefix: str) -> list[tuple[str, str | dict[str, str]]]:
    """Return the labels of a tree as (``section.name``, text or forms by number)."""
    found: list[tuple[str, str | dict[str, str]]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and "other" not in value:
            found += flat(value, f"{name}.")
        else:
            found.append((name, value))
    return found
