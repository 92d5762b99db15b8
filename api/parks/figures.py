"""The figures of a campaign's dashboard as programs see them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import Field

from api.kit.api import Output
from api.parks.standing import Standing
from api.parks.views import filtering
from assessment.cohort import BIN, QUANTILES
from assessment.filters import Filter

__all__ = ["FiguresOut", "figures_out"]

Quantiles = list[float | None]


class NodeFigures(Output):
    """How members' scores of the index (`index`), a dimension or a practice are spread."""

    id: str
    members: int
    quantiles: Quantiles
    levels: list[int] = Field(description="Members by level, lowest first.")
    weak: float | None = Field(description="Share of members below the third level (0-1).")


class ItemFigures(Output):
    """One question over the members that let the park see their answers."""

    id: str
    practice: str
    members: int
    facility: float | None = Field(description="Mean credit over its maximum (0-1).")
    open: float | None = Field(description="Share of open answers (0-1).")
    cost: float | None = Field(description="Points of the index it costs on average.")
    losers: int | None = Field(description="Members it costs noticeably.")


class ClauseFigures(Output):
    """How far members answer a task or clause of the policy notice."""

    id: str
    task: str
    members: int
    quantiles: Quantiles


class GateFigures(Output):
    """Members with the points for a level that fail this gate of it."""

    id: str
    level: int
    held: int | None


class GroupFigures(Output):
    """Members with one fact in common; all `null` where the group is held back."""

    key: str = Field(description="Code of the fact; empty where it was not given.")
    members: int | None
    quartiles: list[float] | None = Field(description="Of the index.")
    levels: list[int] | None


class GroupingFigures(Output):
    """Members by one fact."""

    fact: str
    groups: list[GroupFigures]
    overlaps: bool = Field(description="Whether a member may stand in several groups.")


class FiguresOut(Output):
    """A campaign's figures; `chosen` is the filter they are for."""

    questionnaire: str = Field(examples=["textile@1.0.0"])
    chosen: dict[str, str]
    members: int = Field(description="Members whose results the park may see.")
    provisional: int
    quick: int
    quantiles_at: list[float] = Field(description="Which quantiles `quantiles` are (0-1).")
    bin: float = Field(description="Width of a bar of `histogram`, in points.")
    histogram: list[int]
    nodes: list[NodeFigures]
    items: list[ItemFigures]
    clauses: list[ClauseFigures]
    gates: list[GateFigures]
    groupings: list[GroupingFigures]


def figures_out(found: Standing, chosen: Filter) -> FiguresOut:
    """Return the figures of all members of a campaign, or of those *chosen*."""
    cohort = found.cohort(chosen)

    def plain(rows: Any) -> list[dict[str, Any]]:
        return [asdict(row) for row in rows]

    return FiguresOut.model_validate(
        {
            "questionnaire": found.questionnaire.ref,
            "chosen": filtering.parts(chosen),
            "members": len(cohort),
            "provisional": cohort.provisional,
            "quick": cohort.quick,
            "quantiles_at": list(QUANTILES),
            "bin": BIN,
            "histogram": list(cohort.histogram),
            "nodes": plain(cohort.nodes),
            "items": plain(cohort.items),
            "clauses": plain(cohort.clauses),
            "gates": plain(cohort.gates),
            "groupings": plain(cohort.groupings),
        }
    )
