"""What pages about organisations show, worded: templates only place it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.kit.i18n import PageWords

__all__ = ["Choice", "lifetimes", "roles", "scopes"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio button or a box to tick."""

    value: str
    label: str
    help: str = ""


def roles(words: PageWords, known: Sequence[str]) -> list[Choice]:
    """Return the roles and what each may do."""
    return [
        Choice(role, words(f"organisations.roles.{role}"), words(f"organisations.role_help.{role}"))
        for role in known
    ]


def scopes(words: PageWords, known: Sequence[str]) -> list[Choice]:
    """Return what a key may do."""
    return [Choice(scope, words(f"organisations.keys.scope.{scope}"), scope) for scope in known]


def lifetimes(words: PageWords, known: Sequence[str]) -> list[Choice]:
    """Return numbers of days; anything else has no end."""
    return [
        Choice(days, words("organisations.for_days", n=int(days)))
        if days.isdecimal()
        else Choice(days, words("organisations.never"))
        for days in known
    ]
