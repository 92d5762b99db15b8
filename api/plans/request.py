"""What a firm asks of a plan: money, target, time, priorities, and its own say about measures.

Programs send it, pages carry it in their address, and it is what is kept with an assessment.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from api.kit.api import Input
from api.kit.errors import Unusable
from api.kit.strict_json import parse_json
from api.plans.examples import ADJUSTMENTS, PLAN
from api.scores.schemas import whole

__all__ = [
    "MOST_PERIODS", "Adjustments", "Edit", "OwnMeasure", "OwnMove", "PlanRequest", "Target",
    "Timetable", "Weights", "read_token", "token",
]  # fmt: skip

MOST_PERIODS = 24
_MOST_YEARS = 10
_MOST_BUDGETS = 20
_MOST_MONEY = 1e9  # 10,000 yuan
_MOST_CAPACITY = 100
_MOST_NAMED = 400  # more measures than a catalogue holds
_MOST_OWN = 20
_MOST_MOVES = 5
_MOST_NODES = 100
_MOST_MONTHS = 120
_LONGEST_TOKEN = 6000  # characters; addresses of up to 8,000 pass every proxy
_LONGEST_PLAN = 100_000  # bytes, unpacked


Id = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_]*([.-][a-z0-9_]+)*$")]
Key = Annotated[str, Field(max_length=80)]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Option = Annotated[str, Field(min_length=1, max_length=80)]
Money = Annotated[float, Field(ge=0, le=_MOST_MONEY, description="10,000 yuan.")]
Span = Annotated[
    list[Money], Field(min_length=2, max_length=2, description="From the least to the most.")
]
Points = Annotated[float, Field(ge=0, le=100)]
Relevance = Annotated[float, Field(ge=0, le=1000)]
Level = Annotated[int, Field(ge=1, le=5), BeforeValidator(whole)]
Months = Annotated[int, Field(ge=1, le=_MOST_MONTHS), BeforeValidator(whole)]


class Target(Input):
    """What the cheapest plan must reach; nothing named means the next level."""

    level: Level | None = None
    minimums: Annotated[dict[Key, Points], Field(max_length=_MOST_NODES)] = Field(
        default={}, description="Least scores by id of dimension or practice, or `index`."
    )
    budget: Money | None = Field(
        default=None, description="The most it may cost; if that is too little, `relax` says so."
    )


class Timetable(Input):
    """Money for each year, and what a firm can do at a time; at most 24 periods in all."""

    budgets: list[Money] = Field(min_length=1, max_length=_MOST_YEARS, examples=[[60, 60, 40]])
    periods_a_year: Annotated[Literal[1, 2, 4], BeforeValidator(whole)] = 1
    capacity: Annotated[int, Field(ge=1, le=_MOST_CAPACITY), BeforeValidator(whole)] = Field(
        default=3, description="Measures under way at a time."
    )
    level: Level | None = Field(default=None, description="To be reached at the end.")

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.budgets) * self.periods_a_year


class Weights(Input):
    """How much each practice matters for cost and for the firm's KPIs, on any scale."""

    horizon: Literal["strategic", "tactical", "operational"] = "strategic"
    cost: dict[Key, Relevance] = Field(default={}, max_length=_MOST_NODES)
    kpi: dict[Key, Relevance] = Field(default={}, max_length=_MOST_NODES)


class Edit(Input):
    """The firm's own figures for a measure of the catalogue."""

    cost: Span | None = None
    months: Months | None = None


class OwnMove(Input):
    """What a measure of the firm's own does to one answer: exactly one of the four changes."""

    question: Id
    to: Annotated[Option | float | None, Field(description="An option's id, or a value.")] = None
    ticks: list[Option] = Field(default=[], max_length=_MOST_NODES)
    by: Annotated[float | None, Field(ge=-1e12, le=1e12)] = None
    percent: Annotated[float | None, Field(ge=-100, le=1000)] = None


class OwnMeasure(Input):
    """A measure that the catalogue does not have."""

    id: Id
    title: Title
    cost: Span
    months: Months | None = None
    moves: list[OwnMove] = Field(min_length=1, max_length=_MOST_MOVES)
    excludes: list[Id] = Field(default=[], max_length=_MOST_OWN)


class Adjustments(Input):
    """The firm's say about measures. A plan holds all `planned` ones; `done` ones are paid."""

    model_config = ConfigDict(json_schema_extra={"examples": [ADJUSTMENTS]})

    excluded: list[Id] = Field(default=[], max_length=_MOST_NAMED)
    planned: list[Id] = Field(default=[], max_length=_MOST_NAMED)
    done: list[Id] = Field(default=[], max_length=_MOST_NAMED)
    edits: dict[Key, Edit] = Field(default={}, max_length=_MOST_NAMED)
    own: list[OwnMeasure] = Field(default=[], max_length=_MOST_OWN)

    def plain(self) -> dict[str, Any]:
        """Return what ``scoring.advice.parse_adjustments`` reads."""
        found = self.model_dump(exclude_defaults=True)
        for measure in found.get("own", ()):
            measure["title"] = {"zh": measure["title"]}
            measure["cost"] = {"range": measure["cost"]}
        return found


class PlanRequest(Input):
    """What is wanted of a plan; each part is computed when it is asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLAN]})

    budget: Money | None = Field(default=None, description="Wanted: most points for this money.")
    target: Target | None = Field(default=None, description="Wanted: the cheapest way there.")
    frontier: Annotated[int, Field(ge=1, le=_MOST_BUDGETS), BeforeValidator(whole)] | None = Field(
        default=None, description="Wanted: what so many budgets buy, up to the price of all."
    )
    schedule: Timetable | None = Field(default=None, description="Wanted: what to start when.")
    weights: Weights | None = Field(
        default=None, description="Wanted: all measures ranked, plainly and by these weights."
    )
    adjustments: Adjustments = Field(default_factory=Adjustments)

    @property
    def work(self) -> int:
        """How much there is to compute, in solutions of one budget."""
        periods = self.schedule.periods if self.schedule else 0
        return 1 + (self.frontier or 0) // 2 + periods


def token(wanted: PlanRequest) -> str:
    """Return a request as part of an address."""
    data = wanted.model_dump_json(exclude_defaults=True).encode()
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def read_token(text: str) -> PlanRequest:
    """Return the request of an address; raises ``Unusable`` for what is none of ours."""
    if len(text) > _LONGEST_TOKEN:
        raise Unusable("bad_plan_address")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(packed, _LONGEST_PLAN)
        if not unpacker.eof:
            raise Unusable("bad_plan_address")
        return PlanRequest.model_validate(parse_json(data))
    except (binascii.Error, zlib.error, ValueError, ValidationError) as error:
        raise Unusable("bad_plan_address") from error
