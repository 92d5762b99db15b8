"""The page of all measures: the firm's own say, and both rankings."""

from __future__ import annotations

from dataclasses import dataclass

from api.kit.i18n import PageWords
from api.plans.document import PlanDocument
from api.plans.forms import STATES, Fields
from api.plans.request import PlanRequest, Weights
from api.plans.views.wording import Choice, Speaker
from assessment import Outcome
from scoring.advice.priorities import HORIZONS

__all__ = ["MeasuresView", "measures_view", "state_of"]


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A measure with both rankings; ``shift`` tells how far business weights move it."""

    id: str
    title: str
    plain: str
    business: str
    shift: str
    gain: str
    cost: str
    state: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A measure the firm has said something about."""

    id: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Relevance:
    """How much a practice matters to the firm."""

    id: str
    title: str
    cost: str
    kpi: str


@dataclass(frozen=True, slots=True)
class MeasuresView:
    """All measures: the firm's own say, and both rankings."""

    firm: str
    changed: tuple[Changed, ...]
    rows: tuple[RankedRow, ...]
    horizons: tuple[Choice, ...]
    relevances: tuple[Relevance, ...]
    has_weights: bool


def measures_view(
    outcome: Outcome, wanted: PlanRequest, found: PlanDocument | None, typed: Fields
) -> MeasuresView:
    """Return the page of all measures; without a ranking *found* only its form."""
    words = typed.words
    speaker, weights = Speaker(outcome.questionnaire, words, wanted.adjustments), wanted.weights
    given = weights or Weights()
    return MeasuresView(
        firm=words.line(outcome.sheet.profile.name or "") or words("cover.no_name"),
        changed=tuple(_changed(wanted, speaker)),
        rows=_rows(found, wanted, speaker) if found else (),
        horizons=tuple(
            Choice(key, words(f"plan_page.horizon.{key}"), key == given.horizon) for key in HORIZONS
        ),
        relevances=tuple(
            Relevance(
                p.id, words.text(p.title),
                typed.shown(f"cost.{p.id}", _plain(given.cost, p.id)),
                typed.shown(f"kpi.{p.id}", _plain(given.kpi, p.id)),
            )
            for p in outcome.questionnaire.practices
        ),
        has_weights=weights is not None or bool(typed.faults),
    )  # fmt: skip


def _plain(column: dict[str, float], name: str) -> str:
    return f"{column[name]:g}" if name in column else ""


def state_of(wanted: PlanRequest, name: str) -> str:
    """Return what the firm says of a measure, one of ``STATES``."""
    said = wanted.adjustments
    return next((state for state in STATES[1:] if name in getattr(said, state)), STATES[0])


def _rows(found: PlanDocument, wanted: PlanRequest, speaker: Speaker) -> tuple[RankedRow, ...]:
    words = speaker.words
    return tuple(
        RankedRow(
            id=row.measure, title=speaker.measure(row.measure), plain=str(row.plain_rank),
            business=str(row.business_rank), shift=_shift(row.plain_rank - row.business_rank),
            gain=words.change(row.gain), cost=speaker.money(row.cost),
            state=_said(state_of(wanted, row.measure), words),
        )
        for row in found.ranking or ()
    )  # fmt: skip


def _said(state: str, words: PageWords) -> str:
    return "" if state == STATES[0] else words(f"plan_page.state.{state}")


def _shift(places: int) -> str:
    return f"↑{places}" if places > 0 else f"↓{-places}" if places < 0 else ""


def _changed(wanted: PlanRequest, speaker: Speaker) -> list[Changed]:
    words, said = speaker.words, wanted.adjustments
    own = [item.id for item in said.own]
    names = dict.fromkeys([*own, *said.planned, *said.done, *said.excluded, *said.edits])
    found = []
    for name in names:
        parts = [words("plan_page.state.own")] if name in own else []
        parts += [_said(state_of(wanted, name), words)]
        parts += [words("plan_page.state.edited")] if name in said.edits else []
        text = words.join([part for part in parts if part])
        found.append(Changed(name, speaker.measure(name), text))
    return found
