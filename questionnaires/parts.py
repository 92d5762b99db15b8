"""The pieces that questions and measures are both made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from questionnaires.text import Text

__all__ = [
    "EDITORIAL", "STATES_OF_BASIS", "Figure", "Finite", "Identifier", "Part", "Source", "Status",
]  # fmt: skip

EDITORIAL = "editorial"
"""The basis of a threshold that is our own judgement and claims no outside source."""

STATES_OF_BASIS = ("confirmed", "indicative", "unverified", "editorial")

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*([.-][a-z0-9_]+)*$", max_length=80)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Status = Literal["confirmed", "indicative", "unverified", "editorial"]


class Part(BaseModel):
    """Base of every piece: frozen, and a misspelt key is an error, not a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Part):
    """A document a figure is taken from: cite title, number and date, never a reprint's host."""

    id: Identifier
    title: Text
    issuer: Text | None = None
    number: str | None = None
    date: str | None = None


class Figure(Part):
    """A number or rule from a source, with how sure we are of it."""

    id: Identifier
    says: Text
    source: Identifier
    status: Status
    value: Finite | None = None
    unit: str | None = None
    year: str | None = None
