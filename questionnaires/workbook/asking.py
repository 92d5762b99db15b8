"""Whom a question is for: whether a firm may be asked it, and that in words for a blank form."""

from __future__ import annotations

from questionnaires import codes
from questionnaires.conditions import All, Any_, Condition, Leaf, Not
from questionnaires.model import Question, Questionnaire
from questionnaires.profile import Profile
from questionnaires.text import pick
from questionnaires.workbook.words import word

__all__ = ["condition_note", "may_be_asked"]


def may_be_asked(question: Question, profile: Profile) -> bool:
    """Whether a firm with this profile can be asked *question*.

    Facts that are not given, and earlier answers, may still turn out either way. (``scoring``
    decides what was asked once all is known, for many firms at a time.)
    """
    return question.asked_if is None or _possible(question.asked_if, profile, outcome=True)


def _possible(condition: Condition, profile: Profile, *, outcome: bool) -> bool:
    """Whether *condition* can still come out as *outcome*."""
    if isinstance(condition, Leaf):
        return _undecided(condition, profile) or _holds(condition, profile) == outcome
    if isinstance(condition, Not):
        return _possible(condition.not_, profile, outcome=not outcome)
    parts = condition.all if isinstance(condition, All) else condition.any
    every = all if isinstance(condition, All) == outcome else any
    return every(_possible(part, profile, outcome=outcome) for part in parts)


def _undecided(leaf: Leaf, profile: Profile) -> bool:
    return leaf.profile is None or getattr(profile, leaf.profile) in (None, ())


def _holds(leaf: Leaf, profile: Profile) -> bool:
    """Whether a fact that is given fits."""
    fact = getattr(profile, str(leaf.profile))
    if leaf.in_ is not None:
        if leaf.profile == "processes":
            return bool(set(fact) & set(leaf.in_))
        if leaf.profile in ("industry", "region"):
            return str(fact).startswith(tuple(str(item) for item in leaf.in_))
        return fact in leaf.in_
    if leaf.ge is not None:
        return bool(fact >= leaf.ge)
    return leaf.le is None or bool(fact <= leaf.le)


def condition_note(question: Question, questionnaire: Questionnaire, lang: str) -> str:
    """Say in one line whom the question is for (empty: for everybody)."""
    if question.asked_if is None:
        return ""
    return word("note.only_for", lang, condition=_words(question.asked_if, questionnaire, lang))


def _words(condition: Condition, questionnaire: Questionnaire, lang: str) -> str:
    if isinstance(condition, Leaf):
        return _leaf(condition, questionnaire, lang)
    if isinstance(condition, Not):
        return word("note.not", lang, condition=_words(condition.not_, questionnaire, lang))
    parts = condition.any if isinstance(condition, Any_) else condition.all
    joint = word("note.any" if isinstance(condition, Any_) else "note.all", lang)
    return joint.join(_words(part, questionnaire, lang) for part in parts)


def _leaf(leaf: Leaf, questionnaire: Questionnaire, lang: str) -> str:
    if leaf.profile is None:
        question = questionnaire.question(str(leaf.question))
        return word("note.answer", lang, question=question.text.to(lang))
    fact = word(f"fact.{leaf.profile}", lang)
    if leaf.in_ is not None:
        names = [_name(leaf.profile, str(item), lang) for item in leaf.in_]
        key = leaf.profile if leaf.profile not in ("employees", "revenue") else "in"
        return word(f"note.{key}", lang, values=word("note.list", lang).join(names), fact=fact)
    if leaf.answered:
        return word("note.given", lang, fact=fact)
    bound = ("ge", leaf.ge) if leaf.ge is not None else ("le", leaf.le)
    return word(f"note.{bound[0]}", lang, fact=fact, value=f"{bound[1]:g}")


def _name(fact: str, code: str, lang: str) -> str:
    """Return what a code of the profile is called."""
    lists = {"processes": codes.processes, "size": codes.sizes, "industry": codes.industries}
    if fact in lists:
        entry = lists[fact]().get(code)
        return code if entry is None else pick(entry, lang)
    return (codes.region_name(code) or code) if fact == "region" else code
