"""Which questionnaires there are, each loaded once."""

from __future__ import annotations

from functools import cache

import questionnaires
from api.kit.errors import NotFound
from questionnaires import Questionnaire, QuestionnaireError

__all__ = ["DEFAULT", "listed", "questionnaire", "stored"]

DEFAULT = "textile"


def listed() -> list[Questionnaire]:
    """Return all published versions, in order."""
    return [stored(ref) for ref in questionnaires.available()]


def questionnaire(name: str) -> Questionnaire:
    """Return a published questionnaire by id or ``id@version``; raises ``NotFound``.

    Only names of the library are looked up, never paths.
    """
    refs = questionnaires.available()
    found = [ref for ref in refs if name in (ref, ref.partition("@")[0])]
    if not found:
        raise NotFound("no_questionnaire", name=name[:80])
    return stored(found[-1])


@cache
def stored(ref: str) -> Questionnaire:
    """Return the version that a stored assessment names."""
    try:
        return questionnaires.load(ref)
    except QuestionnaireError as error:
        raise NotFound("no_questionnaire", name=ref) from error
