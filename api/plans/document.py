"""A plan as a document: all that was computed for a request, and for which answers and day."""

from __future__ import annotations

from pydantic import Field

from api.kit.api import Output
from scoring.advice import Frontier, Roadmap
from scoring.advice.priorities import Ranked
from scoring.advice.schedule import Schedule

__all__ = ["PlanDocument"]


class PlanDocument(Output):
    """A plan. What was not asked for is `null`. Money is in 10,000 yuan, gains in points.

    Every index and level is the score of the answers that the measures lead to.
    """

    questionnaire: str = Field(examples=["textile@1.0.0"])
    catalogue: str | None = Field(description="Version of the measures.", examples=["1.0.0"])
    answers_digest: str = Field(pattern="^[0-9a-f]{64}$")
    on: str = Field(description="Day for which funding is named.", examples=["2026-06-01"])
    best: Roadmap | None = Field(description="The most points for the budget.")
    target: Roadmap | None = Field(description="The cheapest way to the target.")
    frontier: Frontier | None = Field(description="What other budgets buy.")
    schedule: Schedule | None = Field(description="What to start when.")
    ranking: list[Ranked] | None = Field(
        description="All measures by points per cost, with their rank by business weights."
    )
