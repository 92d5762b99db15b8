"""How sure one firm's result is: bands, what it hangs on, a second look, change against noise.

Nothing here changes a result; the same outcomes give the same doubts to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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

__all__ = ["Doubts", "chances", "doubts"]

_POINTS = 256  # of the Sobol design: indices within about 0.05, in a tenth of a page's time


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


def doubts(outcome: Outcome, before: Outcome | None = None, *, factors: bool = True) -> Doubts:
    """Return how sure *outcome* is, and what is real in its change since *before*.

    *factors* asks for what the result hangs on, which takes most of the time (about 15 ms).
    """
    questionnaire, sheet = outcome.questionnaire, outcome.sheet
    assumed = Assumptions(confidence=chances(outcome.confidence))
    return Doubts(
        certainty(questionnaire, sheet, assumed),
        plausibility(questionnaire, sheet),
        sensitivity(questionnaire, sheet, assumed, points=_POINTS) if factors else None,
        None if before is None else _change(outcome, before),
    )


def chances(confidence: Mapping[str, str]) -> dict[str, float]:
    """Return the chance that an answer is right, by question, from what the firm says of it."""
    return {question: CHANCES[word] for question, word in confidence.items()}


def _change(now: Outcome, before: Outcome) -> Change | None:
    """Compare two rounds of one questionnaire; of two words about an answer the humbler counts."""
    if now.questionnaire.digest != before.questionnaire.digest:
        return None
    said = chances(before.confidence)
    for question, chance in chances(now.confidence).items():
        said[question] = min(chance, said.get(question, REANSWER))
    assumed = Assumptions(trust=REANSWER, confidence=said)
    found = change(now.questionnaire, before.sheet, now.sheet, assumed)
    return found if found.comparable else None
