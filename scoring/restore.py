"""From a stored result document back to the card; nothing is computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.scorecard import (
    AnswerScore,
    ClauseScore,
    GateState,
    NextLevel,
    NodeScore,
    ScoreCard,
)

__all__ = ["card_from_dict"]


def card_from_dict(document: Mapping[str, Any]) -> ScoreCard:
    """Return the card of which ``ScoreCard.to_dict`` made *document*.

    Raises ``KeyError`` or ``TypeError`` for anything else.
    """
    index = document["index"]
    ahead = document["next_level"]
    return ScoreCard(
        questionnaire=document["questionnaire"],
        form=document["form"],
        profile=document["profile"],
        answers_digest=document["answers_digest"],
        score=index["score"],
        low=index["low"],
        high=index["high"],
        coverage=index["coverage"],
        level=index["level"],
        level_name=document["level_name"],
        provisional=document["provisional"],
        estimate=document["estimate"],
        missing_facts=tuple(document["missing_facts"]),
        nodes={node["id"]: NodeScore(**node) for node in document["nodes"]},
        answers={answer["id"]: AnswerScore(**answer) for answer in document["answers"]},
        gates=_gates(document["gates"]),
        next_level=None
        if ahead is None
        else NextLevel(**{**ahead, "gates": _gates(ahead["gates"])}),
        alignment=tuple(
            ClauseScore(**{**clause, "questions": tuple(clause["questions"])})
            for clause in document["alignment"]
        ),
        ignored=tuple(document["ignored"]),
        engine=document["engine"],
        policies=document["policies"],
    )


def _gates(entries: list[dict[str, Any]]) -> tuple[GateState, ...]:
    return tuple(GateState(**entry) for entry in entries)
