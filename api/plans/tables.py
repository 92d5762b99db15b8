"""Plans that firms keep with their assessments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlmodel import Field

from api.kit.tables import JSON_, BigId, Table, UtcTime

__all__ = ["Plan"]


class Plan(Table, table=True):
    """The plan of one assessment: what was asked for, and what came of it on that day."""

    __tablename__ = "plan"

    assessment_id: int = Field(
        primary_key=True, foreign_key="assessment.id", sa_type=BigId, ondelete="CASCADE"
    )
    request: dict[str, Any] = Field(sa_type=JSON_)
    document: dict[str, Any] = Field(sa_type=JSON_)
    digest: str = Field(max_length=64)
    kept_at: dt.datetime = Field(sa_type=UtcTime)
