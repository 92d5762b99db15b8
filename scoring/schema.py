"""The JSON Schema of a result document, so that others can check what they receive."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from scoring.scorecard import AnswerScore, ClauseScore, GateState, NextLevel, NodeScore

__all__ = ["ResultDocument", "result_schema"]


class ResultQuestionnaire(BaseModel):
    """The questionnaire that was answered."""

    model_config = ConfigDict(extra="forbid")
    id: str
    version: str
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    parents: dict[str, str] = Field(description="practice id -> dimension id")


class ResultIndex(BaseModel):
    """The root of the tree."""

    model_config = ConfigDict(extra="forbid")
    score: float | None = Field(ge=0, le=100)
    low: float | None = Field(ge=0, le=100)
    high: float | None = Field(ge=0, le=100)
    coverage: float | None = Field(ge=0, le=1)
    level: int | None


class ResultProfile(BaseModel):
    """The firm's facts as they were accepted."""

    model_config = ConfigDict(extra="forbid")
    name: str
    credit_code: str | None
    region: str | None
    industry: str | None
    processes: list[str]
    employees: int | None
    revenue: float | None = Field(description="10,000 yuan a year")
    fictional: bool
    size: str | None


class ResultDocument(BaseModel):
    """What ``ScoreCard.to_dict`` returns."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    version: int = Field(alias="schema")
    engine: str
    questionnaire: ResultQuestionnaire
    form: str = Field(pattern="^(full|quick)$")
    profile: ResultProfile
    answers_digest: str = Field(pattern="^[0-9a-f]{64}$")
    index: ResultIndex
    level_name: dict[str, str]
    provisional: bool
    estimate: bool
    missing_facts: list[str]
    nodes: list[NodeScore]
    answers: list[AnswerScore]
    gates: list[GateState]
    next_level: NextLevel | None
    alignment: list[ClauseScore]
    ignored: list[str]
    policies: dict[str, str]


@cache
def result_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a result document."""
    schema = ResultDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
