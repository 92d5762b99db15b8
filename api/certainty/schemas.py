"""How sure results are, as programs ask for it and are told."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import ConfigDict, Field

from api.assessments.schemas import Confidence
from api.catalogue.service import DEFAULT
from api.kit.api import Input, Output
from api.scores.examples import ANSWERS, SHEET
from api.scores.schemas import Sheet, Short, Whole
from assessment import Doubts
from questionnaires.text import pick
from scoring.certainty import Assumptions, Change, Finding
from scoring.certainty.change import ItemChange, NodeChange
from scoring.certainty.sensitivity import Factor
from scoring.certainty.uncertainty import Band

__all__ = [
    "DRAWS", "MOST_DRAWS", "Assumed", "CertaintyOut", "CertaintyRequest", "ChangeOut",
    "ChangeRequest", "DrawsQuery", "SeedQuery", "certainty_out", "change_out",
]  # fmt: skip

DRAWS, MOST_DRAWS = 2000, 10_000
_LEAST_DRAWS, _LAST_SEED = 100, 2**31 - 1
_OF_DRAWS = "Simulations."
_OF_SEED = "The same seed gives the same figures, to the last digit."

DrawsQuery = Annotated[int, Query(ge=_LEAST_DRAWS, le=MOST_DRAWS, description=_OF_DRAWS)]
SeedQuery = Annotated[int, Query(ge=0, le=_LAST_SEED, description=_OF_SEED)]


class Assumed(Input):
    """What is taken as uncertain beside open answers, and how much."""

    concentration: float | None = Field(
        default=100.0, ge=1, le=100_000,
        description="Sum of the Dirichlet parameters around the published weights: 100 moves a "
        "share of 25 % by about 4 points; `null` keeps the weights.",
    )  # fmt: skip
    rules: list[Literal["mean", "geometric", "weakest"]] = Field(
        default=[], max_length=3,
        description="Other rules of aggregation that could have been chosen, equally likely.",
    )  # fmt: skip
    threshold: float = Field(
        default=0.0, ge=0, le=20, description="Points by which the levels' thresholds may differ."
    )
    trust: float = Field(
        default=1.0, ge=0, le=1, description="Chance that an answer of which nothing is said is "
        "right; a wrong one is a rung off, a quantity a quarter of the scale.",
    )  # fmt: skip
    together: float = Field(
        default=0.5, ge=0, le=1, description="How far open answers are good or bad in common."
    )

    def assumptions(self) -> Assumptions:
        """Return them as the engine takes them."""
        return Assumptions(**{**self.model_dump(), "rules": tuple(dict.fromkeys(self.rules))})


class _Simulation(Input):
    """What every simulation takes."""

    questionnaire: Short = Field(default=DEFAULT, examples=["textile@1.0.0"])
    assumptions: Assumed = Field(default_factory=Assumed)
    draws: Whole = Field(default=DRAWS, ge=_LEAST_DRAWS, le=MOST_DRAWS, description=_OF_DRAWS)
    seed: Whole = Field(default=1, ge=0, le=_LAST_SEED, description=_OF_SEED)


class CertaintyRequest(Sheet, _Simulation):
    """One firm, how sure it is of its answers, and what to assume."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "questionnaire": "textile@1.0.0",
                    **SHEET,
                    "confidence": {"equipment.ledger.over_15_years": "fairly"},
                    "assumptions": {"concentration": 100.0, "threshold": 1.0},
                    "draws": 1000,
                    "seed": 7,
                }
            ]
        }
    )

    confidence: Confidence = Field(default={})
    factors: bool = Field(default=True, description="Whether to tell what the result hangs on.")


class ChangeRequest(_Simulation):
    """Two rounds of one firm, answered in the same questionnaire."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "questionnaire": "textile@1.0.0",
                    "before": SHEET,
                    "after": {**SHEET, "answers": {**ANSWERS, "equipment.ledger.practice": "5"}},
                }
            ]
        }
    )

    before: Sheet
    after: Sheet


class Look(Output):
    """Answers to look at again; they change no score."""

    kind: str = Field(examples=["contradiction"])
    check: str | None = Field(description="Which check of the questionnaire speaks.")
    questions: list[str]
    text: str = Field(description="In the language asked for.")


class CertaintyOut(Output):
    """Bands, chances, what the result hangs on, and what to look at again."""

    questionnaire: str = Field(examples=["textile@1.0.0"])
    answers_digest: str = Field(pattern="^[0-9a-f]{64}$")
    level: int | None
    sure: float = Field(ge=0, le=1, description="Chance of that level.")
    levels: dict[str, float] = Field(description="Chance of each level.")
    nodes: dict[str, Band] = Field(
        description="By node: the score, and between which ends 90 % of the simulations lie. An "
        "unknown answer counts 0 in the score and 0 to 100 in the simulations, so the score lies "
        "at the low end or below."
    )
    factors: list[Factor] = Field(
        description="First-order and total Sobol indices for index and level, the factor that the "
        "index hangs on most first. Weights of a dimension are one factor; `answers` is what open "
        "answers have in common."
    )
    findings: list[Look]
    assumptions: Assumptions
    draws: int
    seed: int


class ChangeOut(Output):
    """What is real and what is noise between two rounds."""

    questionnaire: str = Field(examples=["textile@1.0.0"])
    level_before: int | None
    level_after: int | None
    nodes: dict[str, NodeChange] = Field(
        description="By node. `found_out`: what of the difference comes of answers that were open "
        "in one round only, which is no change of the firm. `detectable`: what 95 of 100 pairs of "
        "equal rounds stay within. `verdict`: `up` or `down` when the rest is more than that, else "
        "`no_change`. `low` to `high`: where 90 % of the simulated values of the rest lie."
    )
    items: list[ItemChange] = Field(
        description="Answers that moved, largest effect first; `points` is what each alone brings."
    )
    draws: int
    seed: int


def certainty_out(
    questionnaire: str, answers_digest: str, doubts: Doubts, lang: str
) -> CertaintyOut:
    """Return how sure a result is."""
    found = doubts.certainty
    return CertaintyOut(
        questionnaire=questionnaire,
        answers_digest=answers_digest,
        level=found.level,
        sure=found.sure,
        levels={str(level): share for level, share in found.levels.items()},
        nodes=dict(found.nodes),
        factors=list(doubts.sensitivity.factors) if doubts.sensitivity else [],
        findings=[_look(finding, lang) for finding in doubts.findings],
        assumptions=found.assumptions,
        draws=found.draws,
        seed=found.seed,
    )


def _look(finding: Finding, lang: str) -> Look:
    return Look(
        kind=finding.kind, check=finding.check, questions=list(finding.questions),
        text=pick(finding.text, lang),
    )  # fmt: skip


def change_out(questionnaire: str, found: Change) -> ChangeOut:
    """Return what changed between two rounds."""
    return ChangeOut(
        questionnaire=questionnaire,
        level_before=found.level_before,
        level_after=found.level_after,
        nodes=found.nodes,
        items=list(found.items),
        draws=found.draws,
        seed=found.seed,
    )
