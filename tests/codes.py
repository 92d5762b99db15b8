"""Invented unified social credit codes: their check digit is right, but no firm can have one."""

from __future__ import annotations

from stdnum.cn import uscc

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # of the organisation code inside, GB 11714-1997


def credit_code(number: int, region: str = "330602") -> str:
    """Return the code of the invented firm *number*; the organisation code inside has a wrong check.

    The register of codes gives out none like it, so no real firm is named by accident.
    """
    body = f"XX{number:06d}"
    right = -sum(int(c, 36) * w for c, w in zip(body, _WEIGHTS, strict=True)) % 11
    start = f"91{region}{body}{(right + 1) % 10}"
    return start + uscc.calc_check_digit(start)
