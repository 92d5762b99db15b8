"""What other features do when something happens here; `api.routes` fills it in, once."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from api.assessments.tables import Assessment

__all__ = ["submitted"]

submitted: list[Callable[[Session, Assessment], None]] = []
"""Called with an assessment that has just been submitted, in the same transaction."""
