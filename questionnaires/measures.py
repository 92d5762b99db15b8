"""What a firm can do about its answers: measures, what they cost, and who helps to pay.

Measures are advice, not scoring: they are no part of a questionnaire's digest and carry a version
of their own (``Catalogue.version``). Money is in 10,000 yuan (万元), like revenue in a profile.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from questionnaires.parts import EDITORIAL, Figure, Finite, Identifier, Part, Source, Status
from questionnaires.text import Text

__all__ = [
    "MAX_MONTHS", "Catalogue", "Cost", "CostBySize", "CostClass", "Lever", "Measure", "Move",
    "Need", "Payback", "Range", "Size",
]  # fmt: skip

MAX_MONTHS = 120
_MOST_MONEY = 1e9  # 10,000 yuan: as much as the largest revenue a profile may state

Size = Literal["micro", "small", "medium", "large"]
Money = Annotated[float, Field(ge=0, le=_MOST_MONEY, allow_inf_nan=False)]
Range = tuple[Money, Money]
"""From the least to the most, in 10,000 yuan."""
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class CostBySize(Part):
    """What something costs a firm of each size class."""

    micro: Range
    small: Range
    medium: Range
    large: Range


class CostClass(Part):
    """An order of cost that many measures share, so that no measure pretends to a price."""

    id: Identifier
    title: Text
    ranges: CostBySize
    basis: Identifier = EDITORIAL


class Cost(Part):
    """What a measure costs: one of a class, a range for everybody, or a range by size."""

    class_: Identifier | None = Field(default=None, alias="class")
    range: Range | None = None
    by_size: CostBySize | None = None
    basis: Identifier = EDITORIAL

    @model_validator(mode="after")
    def _one_form(self) -> Cost:
        if sum(form is not None for form in (self.class_, self.range, self.by_size)) != 1:
            raise ValueError("use exactly one of: class, range, by_size")
        return self


class Lever(Part):
    """Public money or another way to pay. It is offered only to whom it is open, on a given date.

    ``starts`` and ``ends`` are the first and the last day (ISO dates); ``at_least`` is the
    investment that is asked for, ``regions`` are GB/T 2260 prefixes (none: the whole country).
    """

    id: Identifier
    title: Text
    terms: Text
    source: Identifier
    status: Status
    starts: Day | None = None
    ends: Day | None = None
    processes: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = ()
    regions: tuple[str, ...] = ()
    at_least: Money = 0


class Move(Part):
    """What a measure does to one answer; a better answer is left as it is.

    Worded questions: ``to`` an option, or ``ticks`` of a multiple choice. Quantities, in the
    question's own unit (percentage points for a ratio): ``to`` a value, ``by`` a difference or
    ``percent`` of today's value, the latter two no further than ``until``. ``origin`` (written
    ``from``) is the option that must have been reached, by the firm as it is or by other measures;
    without that the move does nothing.
    """

    question: Identifier
    to: str | Finite | None = None
    ticks: tuple[str, ...] = ()
    by: Finite | None = None
    percent: Annotated[float, Field(ge=-100, le=1000, allow_inf_nan=False)] | None = None
    until: Finite | None = None
    origin: str | None = Field(default=None, alias="from")
    basis: Identifier = EDITORIAL

    @model_validator(mode="after")
    def _one_form(self) -> Move:
        forms = (
            self.to is not None,
            bool(self.ticks),
            self.by is not None,
            self.percent is not None,
        )
        if sum(forms) != 1:
            raise ValueError("use exactly one of: to, ticks, by, percent")
        if self.until is not None and not any(forms[2:]):
            raise ValueError("until goes with by or percent")
        return self


class Need(Part):
    """What must be there before: another measure, or a question's option reached."""

    measure: Identifier | None = None
    question: Identifier | None = None
    reaches: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Need:
        if (self.measure is None) == (self.question is None):
            raise ValueError("name exactly one of: measure, question")
        if (self.question is None) != (self.reaches is None):
            raise ValueError("a question goes with reaches")
        return self


class Payback(Part):
    """Years until savings have paid for the measure, as a source reports them."""

    years: tuple[Money, Money]
    basis: Identifier


class Measure(Part):
    """Something a firm can do; it moves named questions to better answers."""

    id: Identifier
    title: Text
    what: Text | None = None
    processes: tuple[str, ...] = ()
    """Only for firms that run one of these (none: for everybody)."""
    sizes: tuple[Size, ...] = ()
    moves: tuple[Move, ...] = Field(min_length=1)
    needs: tuple[Need, ...] = ()
    excludes: tuple[Identifier, ...] = ()
    """Other measures that make no sense beside this one (counts both ways)."""
    cost: Cost | None = None
    """Without a cost the measure can be shown but not planned, until the firm enters one."""
    months: Annotated[int, Field(ge=1, le=MAX_MONTHS)] | None = None
    clauses: tuple[Identifier, ...] = ()
    funding: tuple[Identifier, ...] = ()
    figures: tuple[Identifier, ...] = ()
    """What sources report of its effect or price elsewhere; no promise is computed from them."""
    saving: tuple[Identifier, ...] = ()
    """Figures about what it saves when running."""
    payback: Payback | None = None


class Catalogue(Part):
    """What stands behind the measures: their version, sources, figures, cost classes, levers."""

    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$")]
    about: Text | None = None
    sources: tuple[Source, ...] = ()
    figures: tuple[Figure, ...] = ()
    costs: tuple[CostClass, ...] = ()
    levers: tuple[Lever, ...] = ()
