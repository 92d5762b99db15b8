"""``maturity form``: blank workbooks to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from questionnaires import Questionnaire, QuestionnaireError
from questionnaires.files import read_answers
from questionnaires.profile import Profile, parse_profile
from questionnaires.workbook import write_form, write_register

__all__ = ["write_empty"]


def write_empty(
    questionnaire: Questionnaire,
    output: Path,
    lang: str,
    *,
    register: bool = False,
    quick: bool = False,
    profile: Mapping[str, Any] | None = None,
    profile_path: Path | None = None,
) -> None:
    """Write a blank form (or register) that asks what applies to the profile, if one is given."""
    firm = _profile(questionnaire, profile, profile_path)
    if register:
        write_register(questionnaire, output, lang=lang, profile=firm)
    else:
        write_form(
            questionnaire, output, lang=lang, profile=firm, form="quick" if quick else "full"
        )


def _profile(
    questionnaire: Questionnaire, raw: Mapping[str, Any] | None, path: Path | None
) -> Profile | None:
    if path is not None:
        found = read_answers(path, lambda _: questionnaire)
        if not found.sheets:
            raise QuestionnaireError(found.problems)
        return found.sheets[0].profile
    if raw is None:
        return None
    profile, problems = parse_profile(raw)
    if problems:
        raise QuestionnaireError(problems)
    return profile
