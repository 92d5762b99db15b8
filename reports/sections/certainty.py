"""How sure the result is: bands, chances of the levels, what they hang on, a second look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.doubts import Doubts
from questionnaires.model import Questionnaire
from reports.charts import Bar
from reports.sections.view import Heading, View
from reports.wording import Words, rounded
from scoring.certainty import CHANCES, Finding
from scoring.certainty.sensitivity import Factor
from scoring.certainty.uncertainty import Band
from scoring.plan import ROOT

__all__ = ["BandRow", "Certain", "Chance", "Hinge", "Look", "certain", "looks"]

_HINGES = 5
_SHOWN = 5  # questions of one finding
_LEAST = 0.01  # share of the variance from which something is worth naming


@dataclass(frozen=True, slots=True)
class BandRow:
    """One node: its score, and where 90 % of the draws lie; ``numbers`` are unrounded."""

    id: str
    kind: str
    number: str
    title: str
    score: str
    band: str
    bar: Bar
    numbers: tuple[float | None, float | None, float | None, float | None]
    """Score, lower end, median, upper end."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a level is; ``reached`` marks the level of this result."""

    level: str
    name: str
    share: str
    bar: Bar
    reached: bool


@dataclass(frozen=True, slots=True)
class Hinge:
    """Something the result hangs on, with its share of the fluctuation of index and level."""

    text: str
    index: str
    level: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to look at again."""

    number: str
    target: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """Answers that do not fit each other or are unusual; nothing is scored by it."""

    text: str
    questions: tuple[Asked, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Certain:
    """How sure the result is. ``rows`` are index and dimensions, ``practices`` all below."""

    heading: Heading
    said: str
    open: str
    short: str
    rows: tuple[BandRow, ...]
    practices: tuple[BandRow, ...]
    chances: tuple[Chance, ...]
    hinges: tuple[Hinge, ...]
    looks: tuple[Look, ...]
    notes: tuple[str, ...]


def certain(view: View, heading: Heading, doubts: Doubts) -> Certain | None:
    """Return how sure the result is, ``None`` when nothing counts."""
    found, words = doubts.certainty, view.words
    index = found.nodes[ROOT]
    if index.low is None or view.card.score is None:
        return None
    rows = [_band(view, node, band) for node, band in found.nodes.items() if band.low is not None]
    values = {
        "score": words.score(view.card.score),
        "band": words.span(index.low, index.high),
        "level": f"{view.level(view.card.level)} {view.level_name(view.card.level)}",
        "share": words.percent(found.sure),
    }
    return Certain(
        heading=heading,
        said=words("certainty.said", **values),
        open=words("certainty.open") if (view.card.coverage or 0.0) < 1 else "",
        short=words("certainty.short", **values),
        rows=tuple(row for row in rows if row.kind != "practice"),
        practices=tuple(row for row in rows if row.kind == "practice"),
        chances=tuple(_chances(view, doubts)),
        hinges=tuple(_hinges(view, doubts)),
        looks=looks(view.questionnaire, words, doubts.findings, view),
        notes=tuple(_notes(view, doubts)),
    )


def _band(view: View, node_id: str, band: Band) -> BandRow:
    words, node = view.words, view.card.nodes[node_id]
    title = view.titles.get(node_id, words("next.index"))
    span = words.span(band.low, band.high)
    said = words("certainty.bar", title=title, score=words.score(node.score), band=span)
    return BandRow(
        id=node_id,
        kind=node.kind,
        number=view.numbers.get(node_id, ""),
        title=title,
        score=words.score(node.score),
        band=span,
        bar=Bar(band.low, band.high, view.thresholds, said),
        numbers=(node.score, band.low, band.median, band.high),
    )


def _chances(view: View, doubts: Doubts) -> list[Chance]:
    """Return the levels that happen often enough to be shown."""
    words = view.words
    return [
        Chance(
            level=view.level(level),
            name=view.level_name(level),
            share=words.percent(share),
            bar=Bar(100.0 * share, None, (), f"{view.level(level)} {words.percent(share)}"),
            reached=level == view.card.level,
        )
        for level, share in doubts.certainty.levels.items()
        if rounded(100.0 * share) > 0
    ]


def _hinges(view: View, doubts: Doubts) -> list[Hinge]:
    found = doubts.sensitivity
    if found is None:
        return []
    words = view.words
    named = [f for f in found.factors if max(f.total_index, f.total_level) >= _LEAST]
    moves = found.level_variance > 0
    return [
        Hinge(
            _factor(view, factor),
            words.percent(min(1.0, factor.total_index)),
            words.percent(min(1.0, factor.total_level) if moves else None),
        )
        for factor in named[:_HINGES]
    ]


def _factor(view: View, factor: Factor) -> str:
    """Name what may vary: an answer, all open answers together, or weights."""
    words = view.words
    if factor.kind == "answer":
        question = view.questionnaire.question(factor.target)
        number = view.numbers.get(question.id, "")
        return words("certainty.answer", number=number, question=words.text(question.text))
    if factor.kind == "weights" and factor.target != ROOT:
        return words("certainty.weights_in", title=view.titles[factor.target])
    return words(f"certainty.{factor.kind}")


def looks(
    questionnaire: Questionnaire, words: Words, findings: Iterable[Finding],
    view: View | None = None,
) -> tuple[Look, ...]:  # fmt: skip
    """Return the answers to look at again; with a *view* they lead to their lines in a report."""
    return tuple(
        Look(
            text=words.text(finding.text),
            questions=tuple(
                Asked(
                    number=view.numbers.get(name, "") if view else "",
                    target=view.to_question(name) if view else "",
                    anchor=f"q-{name}",
                    text=words.text(questionnaire.question(name).text),
                )
                for name in finding.questions[:_SHOWN]
            ),
            more=_more(words, len(finding.questions) - _SHOWN),
        )
        for finding in findings
    )


def _more(words: Words, rest: int) -> str:
    return words("certainty.more", n=rest) if rest > 0 else ""


def _notes(view: View, doubts: Doubts) -> list[str]:
    """Say what was assumed, and of how many answers the firm said how sure it is."""
    found, words = doubts.certainty, view.words
    notes = [words("certainty.assumed", draws=words.figure(found.draws), seed=found.seed)]
    doubtful = sum(chance < 1 for chance in found.assumptions.confidence.values())
    if doubtful:
        shares = {name: words.percent(1 - CHANCES[name]) for name in ("fairly", "unsure")}
        notes.append(words("certainty.doubtful", n=doubtful, **shares))
    return notes
