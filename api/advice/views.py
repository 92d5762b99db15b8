"""Pages of plans and trials as plain data in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.advice.service import Plan
from api.kit.i18n import PageWords
from assessment import Outcome
from questionnaires.model import Question
from reports import Summary, summarise
from reports.planned import advice_from
from reports.wording import rounded
from scoring.advice import Roadmap
from scoring.advice.whatif import Shortcut, WhatIf

__all__ = ["PlanView", "TrialView", "plan_view", "trial_view"]


@dataclass(frozen=True, slots=True)
class Upward:
    """The cheapest way to the next level, in words."""

    text: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as the report shows it, and the cheapest way up."""

    s: Summary
    outcome: str
    upward: Upward


def plan_view(outcome: Outcome, found: Plan, words: PageWords) -> PlanView:
    """Return the page of a plan."""
    advice = advice_from(outcome.questionnaire, found.best, found.frontier)
    summary = summarise(outcome, words.lang, sections=("advice",), advice=advice)
    best = found.best
    said = words(
        "plan_page.outcome" if best.steps else "plan_page.nothing",
        n=len(best.steps), cost=words.figure(best.cost), before=words.score(best.before),
        after=words.score(best.after), level=_level(outcome, best.level_after, words),
    )  # fmt: skip
    return PlanView(summary, said, _upward(outcome, found.upward, words))


def _level(outcome: Outcome, level: int | None, words: PageWords) -> str:
    names = {item.level: words.text(item.name) for item in outcome.questionnaire.levels}
    return "—" if level is None else f"{words('common.level', n=level)} {names[level]}"


def _upward(outcome: Outcome, way: Roadmap, words: PageWords) -> Upward:
    level = _level(outcome, way.goal.get("level"), words)
    if not way.feasible:
        return Upward(words("plan_page.out_of_reach", level=level), ())
    if not way.steps:
        return Upward(words("plan_page.at_the_top"), ())
    cost = words.figure(way.cost)
    text = words("plan_page.cheapest", level=level, cost=cost, n=len(way.steps))
    return Upward(text, tuple(words.text(step.title) for step in way.steps))


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be tried."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TrialQuestion:
    """A question on the what-if page: worded answers, or a number to type."""

    id: str
    text: str
    now: str
    choices: tuple[Choice, ...]
    value: str
    unit: str
    costs: str


@dataclass(frozen=True, slots=True)
class TrialView:
    """The what-if page: what can be changed, what came of it, and the shortest way up."""

    questions: tuple[TrialQuestion, ...]
    tried: bool
    before: str
    after: str
    gain: str
    level_before: str
    level_after: str
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    shortcut: str
    changes: tuple[str, ...]


_SHOWN = 12


def trial_view(
    outcome: Outcome, tried: Mapping[str, Any], found: WhatIf, short: Shortcut, words: PageWords
) -> TrialView:
    """Return the what-if page for the answers that cost most and the ones already *tried*."""
    answers = outcome.card.answers
    costly = sorted(answers.values(), key=lambda answer: -answer.lost)
    shown = {answer.id for answer in costly[:_SHOWN] if answer.lost > 0} | set(tried)
    questions = [q for q in outcome.questionnaire.questions if q.id in shown]
    text = words.text
    return TrialView(
        questions=tuple(_question(outcome, q, tried, words) for q in questions if _simple(q)),
        tried=bool(found.changes),
        before=words.score(found.before.score),
        after=words.score(found.after.score),
        gain=f"{rounded(found.gain):+}",
        level_before=_level(outcome, found.before.level, words),
        level_after=_level(outcome, found.after.level, words),
        opened=tuple(text(gate.text) for gate in found.opened),
        closed=tuple(text(gate.text) for gate in found.closed),
        shortcut=_shortcut(outcome, short, words),
        changes=tuple(_told(outcome, change.question, change.after, words)
                      for change in short.changes),
    )  # fmt: skip


def _simple(question: Question) -> bool:
    return question.kind in ("single", "level", "number")


def _question(
    outcome: Outcome, question: Question, tried: Mapping[str, Any], words: PageWords
) -> TrialQuestion:
    scored = outcome.card.answers[question.id]
    value = tried.get(question.id, scored.value)
    plain = _plain(value)
    return TrialQuestion(
        id=question.id,
        text=words.text(question.text),
        now=_told(outcome, question.id, scored.value, words),
        choices=tuple(
            Choice(option.id, words.text(option.text), option.id == plain)
            for option in question.options
        ),
        value=plain,
        unit=words.text(question.unit),
        costs=words.score(scored.lost),
    )


def _plain(value: Any) -> str:
    """Return an answer as it is typed; nothing for an answer that is not known."""
    if value is None or isinstance(value, dict):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _told(outcome: Outcome, question_id: str, value: Any, words: PageWords) -> str:
    """Return an answer in words, with its question."""
    question = outcome.questionnaire.question(question_id)
    texts = {option.id: words.text(option.text) for option in question.options}
    if isinstance(value, list):
        said = words.join([texts.get(str(item), str(item)) for item in value], "answer.and")
    elif isinstance(value, dict) and "numerator" in value:
        said = f"{value['numerator']:g} / {value['denominator']:g}"
    elif value is None or isinstance(value, dict):
        said = "—"
    else:
        said = texts.get(str(value), f"{_plain(value)} {words.text(question.unit)}".strip())
    return words("trial.answer", question=words.text(question.text), answer=said)


def _shortcut(outcome: Outcome, short: Shortcut, words: PageWords) -> str:
    level = _level(outcome, short.level or None, words)
    if not short.feasible:
        return words("trial.no_shortcut", level=level)
    if not short.changes:
        return words("plan_page.at_the_top")
    return words("trial.shortcut", n=len(short.changes), level=level)
