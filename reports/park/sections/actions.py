"""What the park can do for many members at once: the dearest questions, and the gates that hold."""

from __future__ import annotations

from dataclasses import dataclass

from reports.park.charts import Share
from reports.park.view import ParkView
from reports.sections.view import Heading

__all__ = ["ActionRow", "Actions", "GateRow", "actions"]

_MOST = 12
_GATES = 8


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One question: what it costs, and how many members."""

    rank: str
    number: str
    question: str
    practice: str
    clauses: str
    bar: Share
    losers: str
    share: str
    cost: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """One gate: how many members have the points for its level and fail it."""

    level: str
    text: str
    held: str
    share: str


@dataclass(frozen=True, slots=True)
class Actions:
    """Joint actions, dearest first, and gates, most members first."""

    heading: Heading
    lead: str
    rows: tuple[ActionRow, ...]
    gates_lead: str
    gates: tuple[GateRow, ...]


def actions(view: ParkView, heading: Heading) -> Actions | None:
    """Return the joint actions; nothing when nothing is lost or there are too few members."""
    words, cohort = view.words, view.cohort
    items = cohort.joint_actions()[:_MOST]
    if not items:
        return None
    total = sum(item.cost for item in cohort.joint_actions())
    together = sum(item.cost for item in items)
    clauses = {clause.id: words.text(clause.title)
               for task in view.questionnaire.tasks for clause in task.clauses}  # fmt: skip
    rows = []
    for rank, item in enumerate(items, start=1):
        question = view.questionnaire.question(item.id)
        share = item.losers / max(1, len(cohort))
        said = words("park.bar", title=view.titles[item.id], share=view.share(item.losers))
        named = [clauses[key] for key in question.clauses if key in clauses]
        rows.append(
            ActionRow(
                f"{rank}", view.numbers[item.id], view.titles[item.id], view.titles[item.practice],
                words.join(named), Share(share, said), f"{item.losers}", view.share(item.losers),
                words.score(item.cost),
            )
        )  # fmt: skip
    return Actions(
        heading=heading,
        lead=words(
            "park.actions_lead",
            n=len(rows),
            points=words.score(together),
            total=words.score(total),
            costly=f"{cohort.limits.costly:g}",
        ),
        rows=tuple(rows),
        gates_lead=words("park.gates_lead"),
        gates=tuple(_gates(view)),
    )


def _gates(view: ParkView) -> list[GateRow]:
    cohort = view.cohort
    gates = {gate.id: (level, gate) for level in view.questionnaire.levels for gate in level.gates}
    holding = [found for found in cohort.gates if found.held >= cohort.limits.smallest]
    rows = []
    for found in sorted(holding, key=lambda gate: -gate.held)[:_GATES]:
        level, gate = gates[found.id]
        rows.append(
            GateRow(
                view.level(level), view.words.text(gate.text), f"{found.held}",
                view.share(found.held),
            )
        )  # fmt: skip
    return rows
