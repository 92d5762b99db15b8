"""Conditions are declared, never evaluated as code.

A condition is ``all``/``any``/``not`` over leaves; a leaf looks at one profile fact or one earlier
answer with ``in``, ``ge``, ``le`` or ``answered``. A missing fact or answer never lets a question
be asked. The result is four-valued, because it matters *why* a question is not asked: a profile
fact takes it out of the score, an answer (given or missing) never does, or leaving out or lowering
an answer could raise the score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

__all__ = [
    "FORM", "All", "Any_", "Condition", "Leaf", "Not", "Truth", "evaluate", "leaves", "negate",
]  # fmt: skip

ProfileFact = Literal["processes", "size", "employees", "revenue", "industry", "region"]
Scalar = str | int | float

FORM = "form of condition: "
"""Starts the steps that pydantic puts into an error's path to say which form it took."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Leaf(_Part):
    """One comparison: exactly one subject (``profile`` or ``question``), exactly one operator.

    ``in`` on a set-valued subject (processes, a multiple-choice answer) means "has one of";
    on ``industry`` and ``region`` it compares code prefixes. ``ge``/``le`` compare numbers, the
    rung of a ladder, or the percentage of a ratio.
    """

    profile: ProfileFact | None = None
    question: str | None = None
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in", min_length=1)
    ge: float | None = None
    le: float | None = None
    answered: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_subject_one_operator(self) -> Leaf:
        if (self.profile is None) == (self.question is None):
            raise ValueError("name exactly one of: profile, question")
        operators = (self.in_, self.ge, self.le, self.answered)
        if sum(operator is not None for operator in operators) != 1:
            raise ValueError("use exactly one of: in, ge, le, answered")
        return self


class All(_Part):
    """Every part holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class Any_(_Part):  # noqa: N801  # `Any` would shadow typing.Any
    """At least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(_Part):
    """The part does not hold."""

    not_: Condition = Field(alias="not")


def _form(raw: Any) -> str:
    """Tell which of the four forms is meant, so that a mistake is reported once, for that form."""
    given = raw if isinstance(raw, dict) else {}
    for key, kind in (("all", All), ("any", Any_), ("not", Not)):
        if key in given or isinstance(raw, kind):
            return f"{FORM}{key}"
    return f"{FORM}leaf"


Condition = Annotated[
    Annotated[All, Tag(f"{FORM}all")]
    | Annotated[Any_, Tag(f"{FORM}any")]
    | Annotated[Not, Tag(f"{FORM}not")]
    | Annotated[Leaf, Tag(f"{FORM}leaf")],
    Discriminator(_form),
]

for _part in (All, Any_, Not):
    _part.model_rebuild()


class Truth(IntEnum):
    """The four outcomes of a condition; only ``TRUE`` lets a question be asked."""

    NOT_APPLICABLE = 0  # the profile, or an answer that does not apply, takes the question away
    FALSE = 1  # an earlier answer rules it out: it is worth nothing, but it still counts
    MISSING = 2  # an earlier answer it waits for has not been given
    TRUE = 3


def negate(truth: Truth) -> Truth:
    """Turn around a condition on the profile (the linter refuses ``not`` on answers)."""
    return {Truth.TRUE: Truth.NOT_APPLICABLE, Truth.MISSING: truth}.get(truth, Truth.TRUE)


def evaluate(condition: Condition, leaf: Callable[[Leaf], Truth]) -> Truth:
    """Combine the truth of the leaves as told by *leaf*.

    ``all`` is settled by its least part, ``any`` by its greatest, in the order of ``Truth``.
    """
    if isinstance(condition, Leaf):
        return leaf(condition)
    if isinstance(condition, Not):
        return negate(evaluate(condition.not_, leaf))
    if isinstance(condition, All):
        return min(evaluate(part, leaf) for part in condition.all)
    return max(evaluate(part, leaf) for part in condition.any)


def leaves(condition: Condition | None, *, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield every leaf with whether it stands under an odd number of ``not``."""
    if condition is None:
        return
    if isinstance(condition, Leaf):
        yield condition, negated
    elif isinstance(condition, Not):
        yield from leaves(condition.not_, negated=not negated)
    else:
        parts = condition.all if isinstance(condition, All) else condition.any
        for part in parts:
            yield from leaves(part, negated=negated)
