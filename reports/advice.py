"""What a report can show besides the result: advice, and a comparison with peers. Plain data.

Whoever computes it hands it to ``summarise``; nothing is computed here. A text is a string, or
``{"zh": …, "en": …}``. Money is in 10,000 yuan (万元), scores and points are those of the index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.errors import Place, Problem
from reports.errors import ReportError

__all__ = ["Advice", "FrontierPoint", "Measure", "PeerGroup", "Quartiles", "Step"]

Said = str | Mapping[str, str]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something the firm can do.

    ``cost`` is a range in 10,000 yuan, ``cost_basis`` says where it is from, ``status`` how sure
    that is (one of ``questionnaires.model.STATES_OF_BASIS``, empty for what needs none, such as the
    firm's own figure); ``points`` is what the index gains when it is done in its place; ``clauses``
    are ids of the policy notice's clauses.
    """

    id: str
    title: Said
    why: Said = ""
    cost: Range | None = None
    cost_basis: Said = ""
    status: str = "editorial"
    points: float | None = None
    clauses: tuple[str, ...] = ()
    funding: Said = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One period of the roadmap: which measures it holds and where the firm stands after it."""

    period: Said
    measures: tuple[str, ...]
    cost: Range | None = None
    index: float | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The best index that a budget (10,000 yuan) buys; ``chosen`` is the one of the roadmap."""

    budget: float
    index: float
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """Measures worth taking, in order; when to take them; and what other budgets would buy."""

    measures: tuple[Measure, ...] = ()
    roadmap: tuple[Step, ...] = ()
    frontier: tuple[FrontierPoint, ...] = ()
    budget: float | None = None
    note: Said = ""

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.measures or self.roadmap or self.frontier)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Advice:
        """Read the ``advice`` part of a result document; ``ReportError`` if it is not one."""
        try:
            return cls._read(data)
        except (TypeError, ValueError, AttributeError) as error:
            place = Place(field="advice")
            raise ReportError([Problem("report.bad_advice", place, {"why": error})]) from error

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Advice:
        rest = {key: data[key] for key in data if key not in ("measures", "roadmap", "frontier")}
        return cls(
            measures=tuple(Measure(**_tuples(item)) for item in data.get("measures", ())),
            roadmap=tuple(Step(**_tuples(item)) for item in data.get("roadmap", ())),
            frontier=tuple(FrontierPoint(**item) for item in data.get("frontier", ())),
            **rest,
        )


def _tuples(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}


@dataclass(frozen=True, slots=True)
class Quartiles:
    """A quarter of the peers score below ``low``, half below ``middle``, a quarter above ``high``.

    ``below`` is the share (0-1) of peers that score lower than the firm.
    """

    low: float
    middle: float
    high: float
    below: float | None = None


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Firms to compare with; how many, when, and the least number that may be shown are needed.

    ``nodes`` holds quartiles by node id (``index`` for the whole). With ``n`` below ``minimum``
    a report says so and shows no figure; neither does it with ``withheld``, which says why.
    """

    name: Said
    n: int
    date: str
    minimum: int
    nodes: Mapping[str, Quartiles] = field(default_factory=dict)
    withheld: Said = ""
