"""Canonical JSON and digests: the same content gives the same bytes on every machine."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["canonical", "digest"]


def canonical(data: Any) -> str:
    """Return JSON with sorted keys, no spaces, UTF-8 as written; NaN and infinity are refused."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(data: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of *data*."""
    return hashlib.sha256(canonical(data).encode("utf-8")).hexdigest()
