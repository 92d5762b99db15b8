"""Which anchors and credits apply to a firm where a question has several, as the engine saw it."""

from __future__ import annotations

from questionnaires.answers import AnswerSheet
from questionnaires.model import Questionnaire, Variant
from scoring.applicability import apply
from scoring.compilation import compile_plan
from scoring.matrix import from_sheets

__all__ = ["variants"]


def variants(questionnaire: Questionnaire, sheet: AnswerSheet) -> dict[str, Variant]:
    """Return by question id the variant that holds for *sheet*; none where the usual row holds."""
    plan = compile_plan(questionnaire)
    chosen = apply(plan, from_sheets(plan, [sheet])).variants or {}
    found: dict[str, Variant] = {}
    for index, rows in chosen.items():
        question = plan.questions[index].question
        if rows[0] < len(question.variants):
            found[question.id] = question.variants[rows[0]]
    return found
