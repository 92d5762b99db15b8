"""The page of a plan over years."""

from __future__ import annotations

from dataclasses import dataclass

from api.plans.document import PlanDocument
from api.plans.forms import YEARS, Fields
from api.plans.request import PlanRequest, Timetable
from api.plans.views.plan import Row, ShownSteps, shown_steps
from api.plans.views.wording import Choice, Speaker
from assessment import Outcome
from reports.sections.advice import Period
from scoring.advice.schedule import Schedule

__all__ = ["ScheduleView", "schedule_said", "schedule_view"]

_PERIODS = ("1", "2", "4")
_SHARES = 3  # years over which the one budget is spread to begin with


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule, and the form's own values."""

    firm: str
    outcome: str
    ways: tuple[str, ...]
    periods: tuple[Period, ...]
    note: str
    rows: tuple[Row, ...]
    years: tuple[str, ...]
    lengths: tuple[Choice, ...]
    capacity: str
    levels: tuple[Choice, ...]
    adjusted: str
    asked: bool


def schedule_view(
    outcome: Outcome, wanted: PlanRequest, found: PlanDocument | None, typed: Fields
) -> ScheduleView:
    """Return the page; without a plan *found* only its form, with what was *typed*."""
    words = typed.words
    speaker = Speaker(outcome.questionnaire, words, wanted.adjustments)
    time = wanted.schedule or _suggested(wanted)
    made = found.schedule if found else None
    shown = shown_steps(outcome, found, words) if found and made and made.steps else ShownSteps()
    money = [f"{budget:g}" for budget in time.budgets]
    return ScheduleView(
        firm=words.line(outcome.sheet.profile.name or "") or words("cover.no_name"),
        outcome=schedule_said(made, time, speaker) if made else "",
        ways=speaker.ways_out(made.relax) if made else (),
        periods=shown.periods,
        note=shown.intro,
        rows=shown.rows,
        years=tuple(
            typed.shown(f"y{year}", money[year - 1] if year <= len(money) else "")
            for year in range(1, YEARS + 1)
        ),
        lengths=tuple(
            Choice(each, words(f"plan_page.periods.p{each}"), each == str(time.periods_a_year))
            for each in _PERIODS
        ),
        capacity=typed.shown("capacity", str(time.capacity)),
        levels=speaker.levels(time.level),
        adjusted=speaker.adjusted(wanted),
        asked=wanted.schedule is not None,
    )


def _suggested(wanted: PlanRequest) -> Timetable:
    each = round((wanted.budget or 0.0) / _SHARES, 1)
    return Timetable(budgets=[each] * _SHARES)


def schedule_said(made: Schedule, time: Timetable, speaker: Speaker) -> str:
    """Say what a schedule brings."""
    words = speaker.words
    if not made.feasible:
        key = "plan_page.late" if time.level else "plan_page.no_schedule"
        return words(key, level=speaker.level(time.level))
    if not made.steps:
        return words("plan_page.nothing_in_time", before=words.score(made.before))
    last = made.periods[-1]
    said = words(
        "plan_page.scheduled", n=len(made.steps), cost=speaker.money(made.cost),
        before=words.score(made.before), after=words.score(last.index),
        level=speaker.level(last.level),
    )  # fmt: skip
    gap = words("plan_page.gap", gap=words.percent(made.gap))
    return words.join([said, gap], "common.sentences")
