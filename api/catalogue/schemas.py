"""Questionnaires as programs see them: what is asked, not what an answer is worth."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.kit.api import Output
from questionnaires import Questionnaire
from questionnaires.model import Dimension, Level, Practice, Question

__all__ = ["QuestionnaireOut", "QuestionnaireSummary", "detailed", "summarised"]

Sentence = dict[str, str]
"""A text by language: `{"zh": …, "en": …}`."""


class QuestionnaireSummary(Output):
    """One published version."""

    ref: str = Field(examples=["textile@1.0.0"], description="Names exactly this version.")
    id: str = Field(examples=["textile"], description="Names the newest version.")
    version: str = Field(examples=["1.0.0"])
    digest: str = Field(description="SHA-256 over everything asked and scored.")
    languages: list[str]
    title: Sentence
    questions: int = Field(description="Questions of the full form; a firm is asked fewer.")
    quick_questions: int = Field(description="Questions of the short form.")


class OptionOut(Output):
    """One worded answer."""

    id: str
    text: Sentence
    exclusive: bool = Field(description="Rules out all other options.")


class QuestionOut(Output):
    """One question."""

    id: str
    kind: Literal["single", "multiple", "number", "count_of", "level"]
    text: Sentence
    help: Sentence | None
    evidence: Sentence | None = Field(description="What would prove the answer.")
    quick: bool = Field(description="Belongs to the short form.")
    may_not_apply: bool = Field(description='Takes `{"not_applicable": "<reason>"}`.')
    asked_if: dict[str, Any] | None = Field(
        description="Condition on the profile and on earlier answers; `null`: always asked."
    )
    options: list[OptionOut]
    unit: Sentence | None
    range: list[float] | None = Field(description="Lowest and highest value taken.")
    numerator: Sentence | None
    denominator: Sentence | None
    clauses: list[str] = Field(description="Clauses of the policy notice that it serves.")


class PracticeOut(Output):
    """A few questions about one thing a firm does."""

    id: str
    title: Sentence
    questions: list[QuestionOut]


class DimensionOut(Output):
    """One of the top branches."""

    id: str
    title: Sentence
    practices: list[PracticeOut]


class LevelOut(Output):
    """A maturity level."""

    level: int
    name: Sentence
    threshold: float = Field(description="Index needed; gates come on top.")


class QuestionnaireOut(QuestionnaireSummary):
    """One published version with everything it asks."""

    levels: list[LevelOut]
    dimensions: list[DimensionOut]


def _facts(found: Questionnaire) -> dict[str, Any]:
    return {
        "ref": found.ref,
        "id": found.id,
        "version": found.version,
        "digest": found.digest,
        "languages": list(found.languages),
        "title": dict(found.title),
        "questions": len(found.questions),
        "quick_questions": sum(question.quick for question in found.questions),
    }


def summarised(found: Questionnaire) -> QuestionnaireSummary:
    """Return the entry of a list."""
    return QuestionnaireSummary(**_facts(found))


def detailed(found: Questionnaire) -> QuestionnaireOut:
    """Return everything that is asked."""
    return QuestionnaireOut(
        **_facts(found),
        levels=[_level(level) for level in found.levels],
        dimensions=[_dimension(dimension) for dimension in found.dimensions],
    )


def _level(level: Level) -> LevelOut:
    return LevelOut(level=level.level, name=dict(level.name), threshold=level.threshold)


def _dimension(dimension: Dimension) -> DimensionOut:
    practices = [_practice(practice) for practice in dimension.practices]
    return DimensionOut(id=dimension.id, title=dict(dimension.title), practices=practices)


def _practice(practice: Practice) -> PracticeOut:
    questions = [_question(question) for question in practice.questions]
    return PracticeOut(id=practice.id, title=dict(practice.title), questions=questions)


def _question(question: Question) -> QuestionOut:
    return QuestionOut(
        id=question.id,
        kind=question.kind,
        text=dict(question.text),
        help=_sentence(question.help),
        evidence=_sentence(question.evidence),
        quick=question.quick,
        may_not_apply=question.may_not_apply,
        asked_if=_condition(question),
        options=[
            OptionOut(id=option.id, text=dict(option.text), exclusive=option.exclusive)
            for option in question.options
        ],
        unit=_sentence(question.unit),
        range=None if question.range is None else list(question.range),
        numerator=_sentence(question.numerator),
        denominator=_sentence(question.denominator),
        clauses=list(question.clauses),
    )


def _condition(question: Question) -> dict[str, Any] | None:
    if question.asked_if is None:
        return None
    return question.asked_if.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _sentence(text: Any) -> Sentence | None:
    return None if text is None else dict(text)
