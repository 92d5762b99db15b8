"""A kept plan in a sentence."""

from __future__ import annotations

from api.kit.i18n import PageWords
from api.plans.service import Kept
from api.plans.views.plan import budget_said
from api.plans.views.schedule import schedule_said
from api.plans.views.wording import Speaker
from assessment import Outcome

__all__ = ["kept_said"]


def kept_said(outcome: Outcome, kept: Kept, words: PageWords) -> str:
    """Say what a kept plan does: its schedule, or its one budget."""
    speaker = Speaker(outcome.questionnaire, words, kept.request.adjustments)
    plan, time = kept.document, kept.request.schedule
    if plan.schedule is not None and time is not None:
        return schedule_said(plan.schedule, time, speaker)
    return budget_said(plan.best, speaker) if plan.best else ""
