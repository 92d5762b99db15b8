"""What an assessment lacks before it can be submitted."""

from __future__ import annotations

from api.kit.i18n import LANGUAGES
from assessment import Draft, overview
from assessment.register import NEEDED_FACTS
from questionnaires.errors import Place, Problem
from questionnaires.profile import Profile
from questionnaires.workbook.words import word

__all__ = ["missing_answers", "missing_facts"]


def missing_facts(profile: Profile) -> list[Problem]:
    """Name and credit code are needed to submit, except for firms marked as fictional."""
    needed = [*NEEDED_FACTS, *([] if profile.fictional else ["credit_code"])]
    return [
        Problem("profile.needed", Place(field=name), {"fact": _titled(name)})
        for name in needed
        if getattr(profile, name) in (None, "", ())
    ]


def _titled(fact: str) -> dict[str, str]:
    return {lang: word(f"fact.{fact}", lang) for lang in LANGUAGES}


def missing_answers(draft: Draft) -> list[Problem]:
    """Return a problem for every asked question without an answer."""
    questionnaire = draft.questionnaire
    return [
        Problem("answer.missing", Place(field=key), {"question": questionnaire.question(key).text})
        for key in overview(draft).missing
    ]
