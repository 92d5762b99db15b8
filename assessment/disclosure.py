"""What may be published about groups of firms without giving a single one away.

A group smaller than ``Limits.smallest`` is held back. So is one whose complement in the whole is
that small, and, where groups add up to the whole, a further one, so that no difference of what is
shown and the whole gives back what was held back (complementary suppression; Hundepool et al.,
Statistical Disclosure Control, 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Limits", "hold_back"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of what is shown and of what counts as weak."""

    smallest: int = 5
    """Fewest members a figure may stand for."""
    tails: int = 20
    """Fewest members for which the first and last tenth are shown: two members on each side."""
    weak: float = 40.0
    """A practice below this score is weak; by default where the third of five levels begins."""
    costly: float = 0.5
    """Points of the index from which an answer counts as a loss to be mended."""


def hold_back(sizes: Sequence[int], whole: int, limits: Limits, *, adds_up: bool) -> list[bool]:
    """Tell which groups of these *sizes* in a *whole* must not be shown.

    *adds_up*: the groups are disjoint and make the whole, so what is missing can be worked out. The
    groups held back then hold at least ``limits.smallest`` members together, in two groups or more,
    and the smallest others are sacrificed for that. Empty groups give nobody away.
    """
    held = [0 < size < limits.smallest or 0 < whole - size < limits.smallest for size in sizes]
    if not adds_up:
        return held
    while any(held):
        hidden = [size for size, is_held in zip(sizes, held, strict=True) if is_held]
        if len(hidden) > 1 and sum(hidden) >= limits.smallest:
            break
        others = [(size, place) for place, size in enumerate(sizes) if size and not held[place]]
        if not others:
            break
        held[min(others)[1]] = True
    return held
