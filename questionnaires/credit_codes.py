"""Unified social credit codes (GB 32100-2015) of whole columns, by the rules of the profile."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["plain_codes", "valid_codes"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE = rf"^[0-9]{{8}}[{_ALPHABET}]{{10}}$"
_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)] + [1])
_VALUES = np.zeros(128, dtype=np.int64)
_VALUES[list(_ALPHABET.encode())] = np.arange(len(_ALPHABET))


def plain_codes(cells: pl.Series) -> pl.Series:
    """Return texts as codes are compared: capitals, no spaces, hyphens or invisible characters."""
    plain = cells.str.normalize("NFKC").str.replace_all(r"[\s\p{Z}\p{C}-]", "")
    return plain.str.to_uppercase()


def valid_codes(plain: pl.Series) -> NDArray[np.bool_]:
    """Tell which of the plain codes have the right length, characters and check digit."""
    found: NDArray[np.bool_] = plain.str.contains(_SHAPE).fill_null(value=False).to_numpy().copy()
    text = "".join(plain.filter(pl.Series(found)).to_list())
    values = _VALUES[np.frombuffer(text.encode(), dtype=np.uint8)].reshape(-1, len(_WEIGHTS))
    found[found] = (values @ _WEIGHTS) % len(_ALPHABET) == 0
    return found
