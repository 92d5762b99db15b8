"""How sure one firm's result is: bands, what it hangs on, a second look, change against noise.

Nothing here changes a result; the same outcomes give the same doubts to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessment.outcome import Outcome
from scoring.certainty import (
    CHANCES,
    REANSWER,
    Assumptions,
    Certainty,
    Change,
    Finding,
    Sensitivity,
    certainty,
    change,
    plausibility,
    sensitivity,
)

__all__ = ["Doubts", "chances", "compare_rounds", "doubts"]

_POINTS, _FEW_POINTS = 256, 64
"""Of the Sobol design: indices within about 0.05. Its time grows with what is uncertain, so there
are fewer points when more than ``_MANY`` answers are; none of them matters much then."""
_MANY = 24
_OPEN = ("unknown", "unanswered", "pending")


@dataclass(frozen=True, slots=True)
class Doubts:
    """What can be said about how sure a result is.

    ``change`` compares with the round before, ``None`` without one that answered the same
    questionnaire; ``sensitivity`` is ``None`` unless asked for.
    """

    certainty: Certainty
    findings: tuple[Finding, ...]
    sensitivity: Sensitivity | None = None
    change: Change | None = None


def doubts(
    outcome: Outcome, before: Outcome | None = None, *, factors: bool = True,
    assumed: Assumptions | None = None, draws: int = 2000, seed: int = 1,
) -> Doubts:  # fmt: skip
    """Return how sure *outcome* is, and what is real in its change since *before*.

    *factors* asks for what the result hangs on, which takes most of the time (about 15 ms).
    *assumed* is changed in one thing: how sure the firm says it is of its answers.
    """
    questionnaire, sheet = outcome.questionnaire, outcome.sheet
    base = assumed or Assumptions()
    own = replace(base, confidence=chances(outcome.confidence))
    return Doubts(
        certainty(questionnaire, sheet, own, draws=draws, seed=seed),
        plausibility(questionnaire, sheet),
        sensitivity(questionnaire, sheet, own, points=_points(outcome, own), seed=seed)
        if factors
        else None,
        None if before is None else compare_rounds(outcome, before, base, draws=draws, seed=seed),
    )


def compare_rounds(
    now: Outcome, before: Outcome, assumed: Assumptions | None = None, *,
    draws: int = 2000, seed: int = 1,
) -> Change | None:  # fmt: skip
    """Return what changed between two rounds, ``None`` where they cannot be compared.

    Of two words about an answer the humbler counts; nobody answers again without any slip.
    """
    if now.questionnaire.digest != before.questionnaire.digest:
        return None
    base = assumed or Assumptions()
    trust = min(base.trust, REANSWER)
    said = chances(before.confidence)
    for question, chance in chances(now.confidence).items():
        said[question] = min(chance, said.get(question, trust))
    own = replace(base, trust=trust, confidence=said)
    found = change(now.questionnaire, before.sheet, now.sheet, own, draws=draws, seed=seed)
    return found if found.comparable else None


def _points(outcome: Outcome, assumed: Assumptions) -> int:
    answers = outcome.card.answers.values()
    uncertain = len(outcome.confidence) + sum(answer.state in _OPEN for answer in answers)
    return _FEW_POINTS if uncertain > _MANY or assumed.trust < 1 else _POINTS


def chances(confidence: Mapping[str, str]) -> dict[str, float]:
    """Return the chance that an answer is right, by question, from what the firm says of it."""
    return {question: CHANCES[word] for question, word in confidence.items()}
