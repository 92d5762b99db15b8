"""How far the members answer the tasks of the policy notice."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.cohort import Clause
from reports.park.charts import Spread
from reports.park.view import ParkView
from reports.sections.view import Heading

__all__ = ["TaskGroup", "TaskRow", "Tasks", "tasks"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task or clause."""

    title: str
    spread: Spread
    first: str
    median: str
    third: str
    members: str


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A task and its clauses that a question serves."""

    task: TaskRow
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """All tasks of the notice."""

    heading: Heading
    lead: str
    groups: tuple[TaskGroup, ...]


def tasks(view: ParkView, heading: Heading) -> Tasks | None:
    """Return the tasks; nothing without a notice, or with too few members."""
    words = view.words
    found = {clause.id: clause for clause in view.cohort.clauses}
    if all(clause.quantiles[2] is None for clause in found.values()):
        return None
    groups = []
    for task in view.questionnaire.tasks:
        served = [(found[c.id], words.text(c.title)) for c in task.clauses if found[c.id].members]
        groups.append(
            TaskGroup(
                _row(view, found[task.id], f"{task.id} {words.text(task.title)}"),
                tuple(_row(view, clause, title) for clause, title in served),
            )
        )
    sources = {source.id: source for source in view.questionnaire.sources}
    policy = sources.get(view.questionnaire.policy or "")
    notice = words.text(policy.title) if policy else ""
    return Tasks(heading, words("park.tasks_lead", notice=notice), tuple(groups))


def _row(view: ParkView, clause: Clause, title: str) -> TaskRow:
    spread = view.spread(title, clause.quantiles)
    first, median, third = map(view.words.score, clause.quantiles[1:4])
    return TaskRow(title, spread, first, median, third, f"{clause.members}")
