"""The frozen result of an assessment, read from how it is kept."""

from __future__ import annotations

from api.assessments.tables import Result
from assessment import Draft
from scoring import ScoreCard
from scoring.packing import unpack
from scoring.restore import card_from_dict

__all__ = ["card_of"]


def card_of(draft: Draft, result: Result) -> ScoreCard:
    """Return the frozen result of a *draft* that was submitted.

    Of a result that came from a register only the numbers are kept; they are explained anew.
    """
    if result.document is not None:
        return card_from_dict(result.document)
    if result.packed is None:
        raise RuntimeError("a result without document and numbers")
    return unpack(draft.questionnaire, [result.packed], sheets=lambda _: draft.sheet).card(0)
