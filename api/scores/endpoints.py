"""Stateless scoring, open to everybody: one firm with its explained result, or many."""

from __future__ import annotations

from typing import Any

import pydantic_core
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from api.catalogue import service as catalogue
from api.kit.api import api_router
from api.kit.i18n import language_of
from api.kit.problems import OPEN, ProblemItem, errors
from api.organisations.asking import CallerDep, charge
from api.scores import service
from api.scores.schemas import Batch, BatchResult, FirmResult, FirmScores, ScoreRequest
from questionnaires.errors import Problem
from questionnaires.model import Questionnaire
from scoring.schema import ResultDocument

__all__ = ["router"]

router = api_router("scoring")

_FIRMS_PER_USE = 50


@router.post(
    "/score",
    summary="Score one firm",
    response_model=ResultDocument,
    responses=errors(401, 404, 413, 415, 429),
    openapi_extra=OPEN,
)
def score_firm(caller: CallerDep, sent: ScoreRequest) -> Response:
    """Return the result with every number and where it comes from. Nothing is stored.

    Without a key the limit counts by address.
    """
    del caller
    card = service.score_one(catalogue.questionnaire(sent.questionnaire), sent.raw())
    # The engine's document goes out as it is: checking it anew costs as much as writing it.
    return Response(pydantic_core.to_json(card.to_dict()), media_type=JSONResponse.media_type)


@router.post(
    "/score/batch",
    summary="Score many firms",
    responses=errors(401, 404, 413, 415, 429),
    openapi_extra=OPEN,
)
def score_firms(request: Request, caller: CallerDep, sent: Batch) -> BatchResult:
    """Return the scores of up to 1,000 firms. A firm with a problem is left out, the others go on.

    At most 20 problems of a firm are told. Every 50 firms count as one request more.
    `POST /score` explains a single result.
    """
    charge(request, caller, len(sent.firms) // _FIRMS_PER_USE)
    questionnaire = catalogue.questionnaire(sent.questionnaire)
    found = service.score_all(questionnaire, [firm.raw() for firm in sent.firms])
    return _result(questionnaire, found, language_of(request))


def _result(questionnaire: Questionnaire, found: service.Scored, lang: str) -> BatchResult:
    numbers = found.table.to_polars().to_dicts()
    nodes = found.table.nodes

    def entry(index: int, row: int | tuple[Problem, ...]) -> FirmResult:
        if isinstance(row, tuple):
            items = [ProblemItem(**problem.to_dict(lang)) for problem in row]
            return FirmResult(index=index, scores=None, problems=items)
        sheet = found.sheets[row]
        scores = FirmScores.model_validate(
            {
                **_node(numbers[row], nodes[0]),
                "provisional": numbers[row]["provisional"],
                "estimate": sheet.form == "quick",
                "answers_digest": sheet.digest(questionnaire),
                "nodes": {node: _node(numbers[row], node) for node in nodes[1:]},
            }
        )
        return FirmResult(index=index, scores=scores, problems=[])

    return BatchResult(
        questionnaire=questionnaire.ref,
        scored=len(found.sheets),
        rejected=len(found.rows) - len(found.sheets),
        firms=[entry(index, row) for index, row in enumerate(found.rows)],
    )


def _node(row: dict[str, Any], node: str) -> dict[str, Any]:
    """Return the five numbers of a node from a row of the table."""
    return {
        "score": row[node],
        **{name: row[f"{node}:{name}"] for name in ("low", "high", "coverage", "level")},
    }
