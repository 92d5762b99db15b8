"""The pages of one measure: to change it, or to add one of the firm's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.kit.i18n import PageWords
from api.plans.forms import STATES, Fields
from api.plans.request import PlanRequest
from api.plans.views.measures import state_of
from api.plans.views.trial import answer_said
from api.plans.views.wording import Choice, Speaker
from assessment import Outcome
from questionnaires.measures import Measure
from questionnaires.model import Question
from reports.wording import rounded
from scoring.advice.adjustments import cost_of, parse_adjustments
from scoring.advice.situation import ASSUMED_SIZE
from scoring.scorecard import AnswerScore

__all__ = ["MeasureView", "OwnView", "measure_view", "own_view"]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure to change: what it is, and the firm's say."""

    id: str
    title: str
    what: str
    moves: tuple[str, ...]
    catalogue: str
    states: tuple[Choice, ...]
    least: str
    most: str
    months: str
    own: bool


def measure_view(
    outcome: Outcome, wanted: PlanRequest, name: str, typed: Fields
) -> MeasureView | None:
    """Return the page of one measure, ``None`` when there is no such; *typed* is shown again."""
    words = typed.words
    said = wanted.adjustments
    measures = {m.id: m for m in parse_adjustments(outcome.questionnaire, said.plain()).measures}
    if name not in measures:
        return None
    speaker, measure = Speaker(outcome.questionnaire, words, said), measures[name]
    own = any(item.id == name for item in said.own)
    size = outcome.sheet.profile.size or ASSUMED_SIZE
    shown = own or name in said.edits
    span = cost_of(measure, outcome.questionnaire, size) if shown else None
    months = measure.months if shown else None
    state = typed.text("state") or state_of(wanted, name)
    return MeasureView(
        id=name, title=speaker.measure(name), what=words.text(measure.what),
        moves=tuple(_moves(outcome, measure, words)),
        catalogue=_catalogue(outcome, name, size, speaker),
        states=tuple(
            Choice(key, words(f"plan_page.state.{key}"), key == state)
            for key in (*STATES, *(("drop",) if own else ()))
        ),
        least=typed.shown("least", "" if span is None else f"{span[0]:g}"),
        most=typed.shown("most", "" if span is None else f"{span[1]:g}"),
        months=typed.shown("months", "" if months is None else str(months)),
        own=own,
    )  # fmt: skip


def _catalogue(outcome: Outcome, name: str, size: str, speaker: Speaker) -> str:
    """Say what the catalogue says of cost and time; nothing for a measure of the firm's own."""
    words = speaker.words
    found = next((m for m in outcome.questionnaire.measures if m.id == name), None)
    if found is None:
        return ""
    span = cost_of(found, outcome.questionnaire, size)
    cost = words("plan_page.no_price") if span is None else words.money(*span)
    months = words("plan.months", n=found.months or 1)
    return words("plan_page.catalogue", cost=cost, months=months)


def _moves(outcome: Outcome, measure: Measure, words: PageWords) -> list[str]:
    """Say which answers the measure brings to what."""
    found = []
    for move in measure.moves:
        question = outcome.questionnaire.question(move.question)
        options = {option.id: words.text(option.text) for option in question.options}
        if move.to is not None:
            said = options.get(str(move.to)) or words.quantity(
                float(move.to), words.text(question.unit)
            )
        elif move.ticks:
            said = words.join([options[tick] for tick in move.ticks])
        else:
            change = move.by if move.by is not None else move.percent
            said = _change(change or 0.0, "%" if move.by is None else words.text(question.unit))
        found.append(words("plan_page.moves_to", question=words.text(question.text), answer=said))
    return found


def _change(change: float, unit: str) -> str:
    return f"{rounded(change):+} {unit}".strip()


@dataclass(frozen=True, slots=True)
class OwnView:
    """A measure of the firm's own: first its question, then the answer it leads to and figures."""

    question: str
    text: str
    now: str
    choices: tuple[Choice, ...]
    unit: str
    quantity: bool
    questions: tuple[tuple[str, tuple[Choice, ...]], ...]
    title: str
    to: str
    least: str
    most: str
    months: str


def own_view(outcome: Outcome, question: Question | None, typed: Fields) -> OwnView:
    """Return the page; questions and answers without anything to gain are left out."""
    words = typed.words
    answers = outcome.card.answers
    groups = tuple(
        (words.text(practice.title), _open(practice.questions, answers, words))
        for practice in outcome.questionnaire.practices
    )
    to = typed.text("to")
    return OwnView(
        question=question.id if question else "",
        text=words.text(question.text) if question else "",
        now=answer_said(question, answers[question.id].value, words) if question else "",
        choices=_better(question, answers[question.id], to, words) if question else (),
        unit=words.text(question.unit) if question else "",
        quantity=question.is_quantity if question else False,
        questions=tuple((title, choices) for title, choices in groups if choices),
        title=typed.text("title"), to=to, least=typed.text("least"), most=typed.text("most"),
        months=typed.text("months"),
    )  # fmt: skip


def _better(
    question: Question, answer: AnswerScore, to: str, words: PageWords
) -> tuple[Choice, ...]:
    ticked = answer.value if isinstance(answer.value, list) else []
    least = 0.0 if question.kind == "multiple" else answer.credit or 0.0
    return tuple(
        Choice(option.id, words.text(option.text), option.id == to)
        for option in question.options
        if option.credit > least and option.id not in ticked and not option.exclusive
    )


def _open(
    questions: Sequence[Question], answers: Mapping[str, AnswerScore], words: PageWords
) -> tuple[Choice, ...]:
    return tuple(
        Choice(question.id, words.text(question.text), chosen=False)
        for question in questions
        if answers[question.id].lost > 0
    )
