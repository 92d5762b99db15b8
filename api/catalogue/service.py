"""Which questionnaires there are, each loaded once."""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO

import questionnaires
from api.kit.downloads import XLSX, Download
from api.kit.errors import NotFound
from questionnaires import Questionnaire, QuestionnaireError
from questionnaires.answers import Form
from questionnaires.profile import Profile, parse_profile
from questionnaires.workbook import write_form, write_register

__all__ = ["DEFAULT", "blank_form", "blank_register", "listed", "questionnaire", "stored"]

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


@lru_cache(maxsize=64)
def blank_form(name: str, lang: str, form: Form, processes: tuple[str, ...]) -> Download:
    """Return a workbook for one firm, with what may be asked of one with these processes."""
    found, target = questionnaire(name), BytesIO()
    write_form(found, target, lang=lang, form=form, profile=_firm(processes))
    quick = "-quick" if form == "quick" else ""
    return Download(f"{found.ref}-form{quick}-{lang}", XLSX, target.getvalue())


@lru_cache(maxsize=64)
def blank_register(name: str, lang: str, processes: tuple[str, ...]) -> Download:
    """Return a workbook for many firms, with what may be asked of those with these processes."""
    found, target = questionnaire(name), BytesIO()
    write_register(found, target, lang=lang, profile=_firm(processes))
    return Download(f"{found.ref}-register-{lang}", XLSX, target.getvalue())


def _firm(processes: tuple[str, ...]) -> Profile | None:
    if not processes:
        return None
    profile, problems = parse_profile({"processes": list(processes)})
    if problems:
        raise QuestionnaireError(problems)
    return profile
