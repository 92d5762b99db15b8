"""Plans and trials as programs ask for them, and what they get back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field

from api.kit.api import Input, Output
from api.plans.document import PlanDocument
from api.plans.examples import PLAN_SHEET, TRIAL, TRIAL_SHEET
from api.plans.request import Level, Money, PlanRequest
from api.plans.service import Kept, Tried
from api.scores.schemas import Answers, ScoreRequest
from scoring.advice import Roadmap
from scoring.advice.whatif import Change
from scoring.scorecard import GateState, ScoreCard

__all__ = [
    "KeptPlan", "PlanSheet", "TrialDocument", "TrialRequest", "TrialSheet", "kept_plan",
    "trial_document",
]  # fmt: skip

Day = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        description="Day for which funding is named; by default today.",
        examples=["2026-06-01"],
    ),
]


class PlanSheet(ScoreRequest):
    """One firm's answers, and the plan that is wanted for it."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLAN_SHEET]})

    plan: PlanRequest
    on: Day | None = None


class TrialRequest(Input):
    """Answers to change, and what else to work out."""

    model_config = ConfigDict(json_schema_extra={"examples": [TRIAL]})

    changes: Answers
    fewest: bool = Field(
        default=False,
        description="Wanted: the fewest changes to the answers as they are that reach `level`.",
    )
    level: Level | None = Field(default=None, description="By default the next one.")
    budget: Money | None = Field(
        default=None, description="Wanted: the best plan for this money after the changes."
    )


class TrialSheet(ScoreRequest, TrialRequest):
    """One firm's answers, and the changes to try."""

    model_config = ConfigDict(json_schema_extra={"examples": [TRIAL_SHEET]})


class Standing(Output):
    """Index and level."""

    score: float | None = Field(ge=0, le=100)
    level: int | None


class TrialResult(Output):
    """What the changes bring; `gain` is in points of the index."""

    before: Standing
    after: Standing
    gain: float
    changes: list[Change]
    opened: list[GateState] = Field(description="Conditions that hold after the changes only.")
    closed: list[GateState] = Field(description="Conditions that held before the changes only.")
    nodes: dict[str, tuple[float | None, float | None]] = Field(
        description="Scores before and after of the nodes that differ."
    )


class FewestChanges(Output):
    """The fewest answers to change so that a level is reached; smallest steps among equals."""

    level: int
    feasible: bool
    changes: list[Change]
    after: Standing | None


class TrialDocument(Output):
    """A trial. What was not asked for is `null`. Nothing is stored."""

    result: TrialResult
    fewest: FewestChanges | None
    plan: Roadmap | None


class KeptPlan(Output):
    """The plan kept with an assessment, as it was computed on that day."""

    kept_on: dt.date
    stale: bool = Field(description="The answers have changed since.")
    request: PlanRequest
    document: PlanDocument


def kept_plan(found: Kept) -> KeptPlan:
    """Return a kept plan."""
    return KeptPlan(
        kept_on=dt.date.fromisoformat(found.day), stale=found.stale,
        request=found.request, document=found.document,
    )  # fmt: skip


def _standing(card: ScoreCard) -> Standing:
    return Standing(score=card.score, level=card.level)


def trial_document(found: Tried) -> TrialDocument:
    """Return a trial."""
    result, short = found.result, found.fewest
    fewest = None if short is None else FewestChanges(
        level=short.level, feasible=short.feasible, changes=list(short.changes),
        after=_standing(short.result.after) if short.result else None,
    )  # fmt: skip
    return TrialDocument(
        result=TrialResult(
            before=_standing(result.before), after=_standing(result.after), gain=result.gain,
            changes=list(result.changes), opened=list(result.opened), closed=list(result.closed),
            nodes=dict(result.nodes),
        ),
        fewest=fewest,
        plan=found.plan,
    )  # fmt: skip
