"""The page for trying other answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.kit.i18n import PageWords
from api.plans.request import PlanRequest
from api.plans.service import Tried
from api.plans.views.wording import Choice, Speaker
from assessment import Outcome
from questionnaires.model import Question
from scoring.advice import Roadmap
from scoring.advice.whatif import Change, Shortcut

__all__ = ["TrialView", "answer_said", "trial_view"]

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class TrialQuestion:
    """A question to try: worded answers, boxes to tick, or figures to type."""

    id: str
    text: str
    kind: str
    now: str
    costs: str
    choices: tuple[Choice, ...]
    values: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class TrialView:
    """The what-if page: what can be changed, what came of it, and the shortest way up."""

    questions: tuple[TrialQuestion, ...]
    tried: bool
    result: str
    levels: str
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    plan: str
    shortcut: str
    changes: tuple[str, ...]
    apply: str
    """What to add to the page's address to try these changes."""


def trial_view(
    outcome: Outcome, tried: Mapping[str, Any], found: Tried, wanted: PlanRequest, words: PageWords
) -> TrialView:
    """Return the page for the answers that cost most and the ones already *tried*."""
    costly = sorted(outcome.card.answers.values(), key=lambda answer: -answer.lost)
    shown = {answer.id for answer in costly[:_SHOWN] if answer.lost > 0} | set(tried)
    questions = [q for q in outcome.questionnaire.questions if q.id in shown]
    speaker, result = Speaker(outcome.questionnaire, words, wanted.adjustments), found.result
    short = found.fewest
    return TrialView(
        questions=tuple(_question(outcome, q, tried, words) for q in questions),
        tried=bool(result.changes),
        result=words(
            "trial.result", before=words.score(result.before.score),
            after=words.score(result.after.score), gain=words.change(result.gain),
        ),
        levels=f"{speaker.level(result.before.level)} → {speaker.level(result.after.level)}",
        opened=tuple(words.text(gate.text) for gate in result.opened),
        closed=tuple(words.text(gate.text) for gate in result.closed),
        plan=_plan(found.plan, speaker) if found.plan else "",
        shortcut=_shortcut(short, speaker) if short else "",
        changes=tuple(_changed(outcome, change, words) for change in short.changes)
        if short else (),
        apply=_apply(short.changes) if short else "",
    )  # fmt: skip


def _question(
    outcome: Outcome, question: Question, tried: Mapping[str, Any], words: PageWords
) -> TrialQuestion:
    scored = outcome.card.answers[question.id]
    ticked = tried.get(question.id, scored.value)
    chosen = ticked if question.kind == "multiple" else [tried.get(question.id)]
    return TrialQuestion(
        id=question.id,
        text=words.text(question.text),
        kind=question.kind,
        now=answer_said(question, scored.value, words),
        costs=words.score(scored.lost),
        choices=tuple(
            Choice(o.id, words.text(o.text), isinstance(chosen, list) and o.id in chosen)
            for o in question.options
        ),
        values=_values(question, tried.get(question.id, scored.value)),
        unit=words.text(question.unit),
    )


def _values(question: Question, value: Any) -> tuple[str, ...]:
    """Return what stands in the fields of a quantity."""
    if question.kind == "count_of":
        pair = value if isinstance(value, dict) else {}
        return (_typed(pair.get("numerator")), _typed(pair.get("denominator")))
    return (_typed(None if isinstance(value, dict) else value),)


def _typed(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def answer_said(question: Question, value: Any, words: PageWords) -> str:
    """Return an answer in words."""
    texts = {option.id: words.text(option.text) for option in question.options}
    if isinstance(value, list):
        return words.join([texts.get(str(item), str(item)) for item in value], "answer.and")
    if isinstance(value, dict) and "numerator" in value:
        return f"{value['numerator']:g} / {value['denominator']:g}"
    if value is None or isinstance(value, dict):
        return words("trial.open")
    if isinstance(value, float):
        return words.quantity(value, words.text(question.unit))
    return texts.get(str(value), words.line(str(value)))


def _changed(outcome: Outcome, change: Change, words: PageWords) -> str:
    question = outcome.questionnaire.question(change.question)
    answer = answer_said(question, change.after, words)
    return words("trial.answer", question=words.text(question.text), answer=answer)


def _plan(plan: Roadmap, speaker: Speaker) -> str:
    words, budget = speaker.words, speaker.money(plan.goal["budget"])
    if not plan.steps:
        return words("trial.no_plan", budget=budget)
    return words(
        "trial.plan", budget=budget, n=len(plan.steps), after=words.score(plan.after),
        level=speaker.level(plan.level_after),
    )  # fmt: skip


def _shortcut(short: Shortcut, speaker: Speaker) -> str:
    level = speaker.level(short.level or None)
    if not short.feasible:
        return speaker.words("trial.no_shortcut", level=level)
    if not short.changes:
        return speaker.words("plan_page.at_the_top")
    return speaker.words("trial.shortcut", n=len(short.changes), level=level)


def _apply(changes: Sequence[Change]) -> str:
    pairs: list[tuple[str, str]] = []
    for change in changes:
        value, name = change.after, change.question
        if isinstance(value, list):
            pairs += [(name, str(item)) for item in value]
        elif isinstance(value, dict):
            pairs += [(f"{name}#{part}", _typed(number)) for part, number in value.items()]
        else:
            pairs.append((name, _typed(value)))
    return urlencode(pairs)
