"""Two rounds of one firm: what can be compared, and what has changed.

A change is shown only where both rounds measured the same thing. A question is comparable when
it is defined alike in both (or a migration says it was kept), both answers are definite, and the
same anchors applied. Scores of the tree are comparable within one version and one form; a new
version may weigh the same answers differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessment.outcome import Outcome
from assessment.variants import variants
from questionnaires.model import Question, Questionnaire
from scoring.scorecard import AnswerScore, NodeScore

__all__ = ["Comparison", "NodeChange", "QuestionChange", "Round", "compare", "earlier_ids"]

_DEFINITE = ("answered", "ruled_out")
_OPEN = ("unknown", "unanswered", "pending")
_BESIDE = {"help", "evidence", "who", "clauses", "weight", "quick", "basis", "lines"}
"""Parts of a question that may change without changing what is asked or what it is worth."""


@dataclass(frozen=True)
class Round:
    """An outcome and the day it was reached (ISO), if known."""

    outcome: Outcome
    date: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One comparable question; ``change`` is in credits (-100 to 100), ``was`` its earlier id."""

    id: str
    was: str
    before: AnswerScore
    now: AnswerScore
    change: float


@dataclass(frozen=True, slots=True)
class NodeChange:
    """One node of the tree in both rounds; ``change`` is in points."""

    id: str
    before: NodeScore
    now: NodeScore
    change: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What can be compared between two rounds."""

    nodes: tuple[NodeChange, ...]
    """Nodes that count in both rounds, the index first; empty unless ``obstacle`` is ``None``."""
    obstacle: Literal["version", "form"] | None
    """Why scores of the tree cannot be compared."""
    questions: tuple[QuestionChange, ...]
    """Comparable questions, in the order of the present questionnaire."""
    clarified: tuple[str, ...]
    """Questions left open before and answered now: knowledge gained, not a change."""
    apart: tuple[str, ...]
    """Other questions counting now that cannot be compared."""
    dropped: tuple[str, ...]
    """Questions that counted before and do not now."""


def compare(now: Outcome, before: Outcome, kept: Mapping[str, str] | None = None) -> Comparison:
    """Compare two rounds; *kept* maps present question ids to earlier ones (from a migration).

    Without *kept*, a question of another version is comparable when it has the same id and the
    same definition.
    """
    known = earlier_ids(now.questionnaire, before.questionnaire, kept or {})
    scales = _scales(now), _scales(before)
    questions: list[QuestionChange] = []
    clarified, apart = [], []
    for question in now.questionnaire.questions:
        today = now.card.answers[question.id]
        if today.credit is None:
            continue
        was = known.get(question.id)
        then = None if was is None else before.card.answers[was]
        if then is None or was is None or then.credit is None:
            apart.append(question.id)
        elif today.state in _DEFINITE and then.state in _OPEN:
            clarified.append(question.id)
        elif (
            today.state not in _DEFINITE
            or then.state not in _DEFINITE
            or scales[0].get(question.id) != scales[1].get(was)
        ):
            apart.append(question.id)
        else:
            change = today.credit - then.credit
            questions.append(QuestionChange(question.id, was, then, today, change))
    gone = set(before.card.answers) - {
        known[q] for q, a in now.card.answers.items() if q in known and a.credit is not None
    }
    dropped = tuple(q for q, a in before.card.answers.items() if q in gone and a.credit is not None)
    obstacle = _obstacle(now, before)
    nodes = () if obstacle else _nodes(now, before)
    return Comparison(nodes, obstacle, tuple(questions), tuple(clarified), tuple(apart), dropped)


def earlier_ids(
    now: Questionnaire, before: Questionnaire, kept: Mapping[str, str]
) -> dict[str, str]:
    """Return the earlier id of every question that asks the same in both."""
    if now.digest == before.digest:
        return {question.id: question.id for question in now.questions}
    found = {new: old for new, old in kept.items() if now.has(new) and before.has(old)}
    for question in now.questions:
        if question.id not in found and before.has(question.id):
            earlier = before.question(question.id)
            if _definition(question) == _definition(earlier):
                found[question.id] = question.id
    return found


def _definition(question: Question) -> dict[str, Any]:
    """Return what is asked and what decides an answer's credit, with all wording."""
    return question.model_dump(mode="json", exclude=_BESIDE)


def _scales(outcome: Outcome) -> dict[str, Any]:
    """Return the anchors and credits of the variant that held for each question."""
    held = variants(outcome.questionnaire, outcome.sheet)
    return {name: (variant.anchors, variant.credits) for name, variant in held.items()}


def _obstacle(now: Outcome, before: Outcome) -> Literal["version", "form"] | None:
    if now.questionnaire.digest != before.questionnaire.digest:
        return "version"
    return "form" if now.card.form != before.card.form else None


def _nodes(now: Outcome, before: Outcome) -> tuple[NodeChange, ...]:
    found = []
    for node in now.card.nodes.values():
        then = before.card.nodes[node.id]
        if node.score is not None and then.score is not None:
            found.append(NodeChange(node.id, then, node, node.score - then.score))
    return tuple(found)
