"""Who the firm is: the facts that decide what is asked and whom it is compared with."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any

from stdnum.cn import uscc

from questionnaires import codes
from questionnaires.errors import Place, Problem
from questionnaires.numbers import clean_text, parse_number
from questionnaires.text import quote

__all__ = ["FACTS", "MAX_NAME", "Profile", "parse_profile", "size_class"]

MAX_NAME = 200
_MOST_ITEMS = 100  # there are not that many processes
_YES = (True, "true", "是")  # a CSV file holds words
_NO = (False, "false", "否")
_MOST_STAFF = 2_000_000
_MOST_REVENUE = 1e9  # 10,000 yuan: ten trillion yuan


@dataclass(frozen=True, slots=True)
class Profile:
    """Facts about a firm; every one may be missing (``None`` or empty).

    ``revenue`` is in 10,000 yuan (万元) a year, ``region`` a GB/T 2260 code of 2, 4 or 6 digits,
    ``industry`` a GB/T 4754-2017 code, ``fictional`` marks sample firms (示例).
    """

    name: str = ""
    credit_code: str | None = None
    region: str | None = None
    industry: str | None = None
    processes: tuple[str, ...] = ()
    employees: int | None = None
    revenue: float | None = None
    fictional: bool = False

    @property
    def size(self) -> str | None:
        """Size class by 工信部联企业〔2011〕300号, ``None`` while staff or revenue is missing."""
        return size_class(self.employees, self.revenue)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, with the computed size class."""
        data = {name: getattr(self, name) for name in FACTS}
        return {**data, "processes": list(self.processes), "size": self.size}


FACTS = tuple(field.name for field in fields(Profile))


def size_class(employees: float | None, revenue: float | None) -> str | None:
    """Return large, medium, small or micro; both limits must be met, else one class lower.

    *revenue* is in 10,000 yuan. Source: 工信部联企业〔2011〕300号, industry column. Either figure
    alone settles "micro" (below 20 staff or below 3 million yuan), nothing else.
    """
    limits = codes.sizes()
    small = limits["small"]
    if employees is None or revenue is None:
        below = (employees is not None and employees < small["employees"]) or (
            revenue is not None and revenue < small["revenue"]
        )
        return "micro" if below else None
    return next(
        name
        for name, limit in limits.items()
        if employees >= limit["employees"] and revenue >= limit["revenue"]
    )


def parse_profile(
    raw: Mapping[str, Any], place: Place | None = None
) -> tuple[Profile, list[Problem]]:
    """Turn outside data into a profile; what cannot be used is reported and left out.

    Unknown keys, a wrong check digit, a credit code that a spreadsheet turned into a number,
    unknown codes and impossible figures are problems, each with the field it stands in.
    """
    base = place or Place()
    if not isinstance(raw, Mapping):
        spot = replace(base, field="profile")
        return Profile(), [Problem("profile.not_a_mapping", spot, {"value": raw})]
    problems: list[Problem] = []
    found: dict[str, Any] = {}

    def report(code: str, field: str, **values: Any) -> None:
        problems.append(Problem(code, replace(base, field=field), values))

    for key, value in raw.items():
        if key == "size":  # computed, accepted back from a result document
            continue
        if key not in FACTS:
            name = quote(key, MAX_NAME)
            report("profile.unknown_field", name, near=_near(name, FACTS))
        elif value is not None and not (isinstance(value, str) and not value.strip()):
            code, parsed, values = _PARSERS[key](value)
            if code:
                report(code, key, value=value, **values)
            else:
                found[key] = parsed
    return Profile(**found), problems


Parsed = tuple[str, Any, dict[str, Any]]


def _near(word: str, known: Iterable[str]) -> str:
    """Return the known word most like *word*, or all of them."""
    words = list(known)
    near = difflib.get_close_matches(word[:MAX_NAME], words, n=1, cutoff=0.5)
    return near[0] if near else ", ".join(words)


def _name(value: Any) -> Parsed:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return "profile.bad_name", None, {}
    text = clean_text(value)
    if len(text) > MAX_NAME:
        return "profile.name_too_long", None, {"limit": MAX_NAME}
    return "", text, {}


def _credit_code(value: Any) -> Parsed:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "profile.code_is_a_number", None, {}
    text = _code_text(value).upper().replace(" ", "").replace("-", "")
    if not (text.isascii() and uscc.is_valid(text)):
        return "profile.bad_credit_code", None, {}
    return "", text, {}


def _region(value: Any) -> Parsed:
    text = _code_text(value)
    return ("", text, {}) if codes.region_name(text) else ("profile.bad_region", None, {})


def _industry(value: Any) -> Parsed:
    text = _code_text(value).upper().removeprefix("C")  # C, manufacturing, is often written first
    if text in codes.industries():
        return "", text, {}
    near = difflib.get_close_matches(text[:MAX_NAME], list(codes.industries()), n=1, cutoff=0.5)
    return "profile.bad_industry", None, {"near": near[0] if near else "17, 18, 28"}


def _code_text(value: Any) -> str:
    """Return a short code as plain text; a spreadsheet may have made 1713.0 out of "1713"."""
    whole = isinstance(value, float) and value.is_integer()
    return unicodedata.normalize("NFKC", clean_text(int(value) if whole else value))


def _processes(value: Any) -> Parsed:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, Iterable) or isinstance(items, Mapping):
        return "profile.bad_process", None, {"near": ", ".join(codes.processes())}
    by_word = {
        word.casefold(): key
        for key, names in codes.processes().items()
        for word in (key, *names.values())
    }
    listed = list(islice(items, _MOST_ITEMS + 1))
    words = [word for item in listed for word in _split(clean_text(item), by_word)]
    for word in words:
        if word.casefold() not in by_word or len(listed) > _MOST_ITEMS:
            titles = [t for names in codes.processes().values() for t in names.values()]
            near = difflib.get_close_matches(word[:MAX_NAME], [*codes.processes(), *titles], n=1)
            known = ", ".join(codes.processes())
            return "profile.bad_process", None, {"near": near[0] if near else known}
    found = {by_word[word.casefold()] for word in words}
    return "", tuple(key for key in codes.processes() if key in found), {}


def _split(text: str, known: Mapping[str, str]) -> list[str]:
    """Split at ``;``, ``、`` or ``/``, then at commas, except inside a known title.

    "Dyeing, printing and finishing" holds a comma of its own and stays whole.
    """
    words = []
    for part in re.split("[;；、/]", text):
        pieces = [part] if part.strip().casefold() in known else re.split("[,，]", part)
        words += [piece.strip() for piece in pieces if piece.strip()]
    return words


def _employees(value: Any) -> Parsed:
    number = parse_number(value)
    if number is None or not number.is_integer() or not 0 <= number <= _MOST_STAFF:
        return "profile.bad_employees", None, {}
    return "", int(number), {}


def _revenue(value: Any) -> Parsed:
    number = parse_number(value)
    if number is None or not math.isfinite(number) or not 0 <= number <= _MOST_REVENUE:
        return "profile.bad_revenue", None, {}
    return "", number, {}


def _fictional(value: Any) -> Parsed:
    word = value if isinstance(value, bool) else clean_text(value).casefold()
    if word in _YES:
        return "", True, {}
    return ("", False, {}) if word in _NO else ("profile.bad_fictional", None, {})


_PARSERS = {
    "name": _name,
    "credit_code": _credit_code,
    "region": _region,
    "industry": _industry,
    "processes": _processes,
    "employees": _employees,
    "revenue": _revenue,
    "fictional": _fictional,
}
