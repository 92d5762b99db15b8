"""The page about the firm: its fields, and what two people changed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.assessments.views.fields import plain_number
from api.kit.i18n import PageWords
from questionnaires import codes
from questionnaires.profile import FACTS, Profile

__all__ = ["WAS", "Facts", "ProfileView", "fact_words", "profile_fields", "profile_view"]

WAS = "#was"
"""Ends the name of the field that keeps what stood there when the page was shown."""

Facts = Mapping[str, Sequence[str]]
"""What stands in the fields, by fact."""

_PROVINCES = tuple(code for n in range(100) if codes.region_name(code := f"{n:02d}"))


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, or a box to tick."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The fields of the profile; errors by fact."""

    values: Mapping[str, str]
    regions: Sequence[Item]
    industries: Sequence[Item]
    processes: Sequence[Item]
    fictional: bool
    was: Sequence[tuple[str, str]]
    errors: Mapping[str, str]


def profile_fields(profile: Profile) -> Facts:
    """Return what the fields show for a profile."""
    revenue = profile.revenue
    found = {
        "name": [profile.name],
        "credit_code": [profile.credit_code or ""],
        "region": [profile.region or ""],
        "industry": [profile.industry or ""],
        "processes": list(profile.processes),
        "employees": ["" if profile.employees is None else str(profile.employees)],
        "revenue": ["" if revenue is None else plain_number(revenue)],
        "fictional": ["true"] if profile.fictional else [],
    }
    return {fact: [value for value in values if value] for fact, values in found.items()}


def profile_view(
    words: PageWords, shown: Facts, stored: Facts, errors: Mapping[str, str]
) -> ProfileView:
    """Return the page with *shown* in its fields, over what is *stored*."""
    lines = {fact: " ".join(shown.get(fact, ())) for fact in FACTS}
    return ProfileView(
        values=lines,
        regions=_listed(lines["region"], {code: _region(words, code) for code in _PROVINCES}),
        industries=_listed(
            lines["industry"],
            {code: f"{code} {words.text(name)}" for code, name in codes.industries().items()},
        ),
        processes=[
            Item(key, words.text(name), key in shown.get("processes", ()))
            for key, name in codes.processes().items()
        ],
        fictional=bool(shown.get("fictional")),
        was=[(f"{fact}{WAS}", value) for fact, values in stored.items() for value in values],
        errors=errors,
    )


def _listed(chosen: str, known: Mapping[str, str]) -> list[Item]:
    """Return the entries of a list; one that is not in it (a finer code) goes first."""
    names = known if not chosen or chosen in known else {chosen: _named(chosen), **known}
    return [Item(value, text, value == chosen) for value, text in names.items()]


def _named(code: str) -> str:
    name = codes.region_name(code)
    return f"{name} {code}" if name else code


def _region(words: PageWords, code: str) -> str:
    return words(f"region.{code}")


def fact_words(words: PageWords, fact: str, values: Sequence[str]) -> str:
    """Return what a fact is, in words."""
    value = " ".join(values)
    if not value:
        return words("firm.not_given")
    if fact in ("employees", "revenue"):
        return words(f"firm.{fact}_words", figure=words.figure(float(value)))
    if fact == "fictional":
        return words("firm.fictional_yes")
    known = _known(words, fact)
    items = [_named(item) if fact == "region" else item for item in values]
    return words.join(
        [known.get(v) or words.line(item) for v, item in zip(values, items, strict=True)]
    )


def _known(words: PageWords, fact: str) -> Mapping[str, str]:
    """Return what the codes of a fact stand for."""
    if fact == "region":
        return {code: _region(words, code) for code in _PROVINCES}
    lists = {"processes": codes.processes, "industry": codes.industries}
    return {code: words.text(name) for code, name in lists[fact]().items()} if fact in lists else {}
