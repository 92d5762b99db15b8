"""What parks have done for them: registers checked and taken over, reports bundled."""

from __future__ import annotations

from collections.abc import Mapping

from api.kit.work import Opener

__all__ = ["KINDS"]

KINDS: Mapping[str, Opener] = {}
"""Opener of each kind of job."""
