"""Answers and profiles as programs send them, and what scoring them gives back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from api.catalogue.service import DEFAULT
from api.kit.api import Input, Output
from api.kit.problems import ProblemItem
from api.scores.examples import ANSWERS, PROFILE, SHEET
from api.scores.service import Raw
from questionnaires.answers import Form
from questionnaires.codes import processes

__all__ = [
    "AnswerValue",
    "Answers",
    "Batch",
    "BatchResult",
    "FirmResult",
    "FirmScores",
    "NodeScores",
    "ProfileIn",
    "ScoreRequest",
    "Sheet",
    "Short",
    "Whole",
    "whole",
]  # fmt: skip

MOST_FIRMS = 1000
_MOST_ANSWERS = 1000  # far more than a questionnaire asks
_MOST_TICKS = 100
_LONGEST = 200
_LONGEST_REASON = 500

_CLOSED = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Ratio(TypedDict):
    """Two raw figures; the credit comes from their ratio."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]  # how pydantic configures typed dicts
    numerator: float
    denominator: float


class NotApplicable(TypedDict):
    """The question does not apply, and why."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]  # as above
    not_applicable: Annotated[str, Field(min_length=1, max_length=_LONGEST_REASON)]


class Unknown(TypedDict):
    """The firm does not know."""

    __pydantic_config__ = _CLOSED  # type: ignore[misc]  # as above
    unknown: Literal[True]


def _kind(value: Any) -> str | None:
    """Tell the forms of an answer apart, so that a fault is reported once and not per form."""
    if isinstance(value, bool):
        return None
    if isinstance(value, dict):
        return next((name for name in ("unknown", "not_applicable") if name in value), "ratio")
    kinds = {str: "text", int: "number", float: "number", list: "list", type(None): "none"}
    return kinds.get(type(value))


AnswerValue = Annotated[
    Annotated[str, Tag("text"), Field(max_length=_LONGEST, description="An option's id.")]
    | Annotated[float, Tag("number"), Field(description="A quantity, or a rung of a ladder.")]
    | Annotated[
        list[Annotated[str, Field(max_length=_LONGEST)]],
        Tag("list"),
        Field(max_length=_MOST_TICKS, description="The ids of several options."),
    ]
    | Annotated[Ratio, Tag("ratio")]
    | Annotated[NotApplicable, Tag("not_applicable")]
    | Annotated[Unknown, Tag("unknown")]
    | Annotated[None, Tag("none")],
    Discriminator(
        _kind, custom_error_type="union_error", custom_error_message="Not a form of answer"
    ),
]

Answers = Annotated[
    dict[Annotated[str, Field(max_length=_LONGEST)], AnswerValue],
    Field(
        max_length=_MOST_ANSWERS,
        description="By question id: an option's id, a list of them, a number, a ratio, "
        '`{"not_applicable": "<reason>"}`, `{"unknown": true}`, or `null` for no answer. '
        "`GET /questionnaires/{ref}/schema` says which question takes which.",
        examples=[ANSWERS],
    ),
]


def whole(value: Any) -> Any:
    """In JSON 5.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(whole)]
Short = Annotated[str, Field(max_length=_LONGEST)]


class ProfileIn(Input):
    """Facts about the firm; each may be missing."""

    model_config = ConfigDict(json_schema_extra={"examples": [PROFILE]})

    name: Short | None = Field(default=None, examples=["示例纺织有限公司"])
    credit_code: Short | None = Field(
        default=None, description="Unified social credit code; its check digit is checked."
    )
    region: Short | None = Field(
        default=None, description="GB/T 2260 code of 2, 4 or 6 digits.", examples=["3205"]
    )
    industry: Short | None = Field(
        default=None, description="GB/T 4754-2017 code of groups 17, 18, 28.", examples=["1713"]
    )
    processes: Annotated[list[Short], Field(max_length=_MOST_TICKS)] = Field(
        default=[],
        description="Any of: " + ", ".join(f"`{key}`" for key in processes()),
        examples=[["spinning", "weaving"]],
    )
    employees: Whole | None = Field(default=None, examples=[260])
    revenue: float | None = Field(
        default=None, description="10,000 yuan a year.", examples=[5200.0]
    )
    fictional: bool = Field(default=False, description="Marks a sample firm (示例).")
    size: Short | None = Field(
        default=None, description="Ignored; it is computed from staff and revenue."
    )

    def facts(self) -> dict[str, Any]:
        """Return what was sent."""
        return self.model_dump(exclude_unset=True)


class Sheet(Input):
    """One firm."""

    form: Form = Field(default="full", description="`quick` asks only the short form's questions.")
    profile: ProfileIn = Field(default_factory=ProfileIn)
    answers: Answers

    def raw(self) -> Raw:
        """Return the firm as scoring takes it."""
        return Raw(self.answers, self.profile.facts(), self.form)


class ScoreRequest(Sheet):
    """One firm, and the questionnaire that it answers."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"questionnaire": "textile@1.0.0", **SHEET}]}
    )

    questionnaire: Short = Field(default=DEFAULT, examples=["textile@1.0.0"])


class Batch(Input):
    """Many firms that answer one questionnaire."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"questionnaire": "textile@1.0.0", "firms": [SHEET]}]}
    )

    questionnaire: Short = Field(default=DEFAULT, examples=["textile@1.0.0"])
    firms: list[Sheet] = Field(min_length=1, max_length=MOST_FIRMS)


class NodeScores(Output):
    """The numbers of one node; `null` when nothing under it counts."""

    score: float | None = Field(ge=0, le=100)
    low: float | None = Field(ge=0, le=100)
    high: float | None = Field(ge=0, le=100)
    coverage: float | None = Field(ge=0, le=1, description="Share of the weight answered.")
    level: int | None


class FirmScores(NodeScores):
    """The numbers of one firm: the index, and every node under it."""

    provisional: bool = Field(description="An answer or a fact asked for is missing.")
    estimate: bool = Field(description="Short form: the level is an estimate.")
    answers_digest: str = Field(pattern="^[0-9a-f]{64}$")
    nodes: dict[str, NodeScores] = Field(description="By id of dimension or practice.")


class FirmResult(Output):
    """What became of one firm: its scores, or the problems that kept it from being scored."""

    index: int = Field(ge=0, description="Position in `firms`, from 0.")
    scores: FirmScores | None
    problems: list[ProblemItem]


class BatchResult(Output):
    """What became of each firm, in the order sent."""

    questionnaire: str = Field(examples=["textile@1.0.0"])
    scored: int
    rejected: int
    firms: list[FirmResult]
