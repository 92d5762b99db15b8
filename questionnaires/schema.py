"""JSON Schemas for editors and programs: of questionnaire files, and of the answers to one."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from questionnaires import codes
from questionnaires.measures import Catalogue, Measure
from questionnaires.model import Check, Dimension, Figure, Question, Questionnaire, Role, Source

__all__ = ["answers_schema", "dimension_file_schema", "questionnaire_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _DimensionFile(BaseModel):
    """One further file of a questionnaire's folder."""

    model_config = ConfigDict(extra="forbid")
    dimension: Dimension | None = None
    roles: tuple[Role, ...] = ()
    sources: tuple[Source, ...] = ()
    figures: tuple[Figure, ...] = ()
    measures: tuple[Measure, ...] = ()
    catalogue: Catalogue | None = None
    checks: tuple[Check, ...] = ()


def questionnaire_schema() -> dict[str, Any]:
    """Return the schema of a questionnaire in one file (the head of a folder lacks dimensions)."""
    return {"$schema": _DRAFT, **Questionnaire.model_json_schema(by_alias=True)}


def dimension_file_schema() -> dict[str, Any]:
    """Return the schema of the other files of a folder."""
    return {"$schema": _DRAFT, **_DimensionFile.model_json_schema(by_alias=True)}


def answers_schema(questionnaire: Questionnaire, lang: str = "zh") -> dict[str, Any]:
    """Return the schema of an answer file (YAML or JSON) for *questionnaire*."""
    answers = {question.id: _answer(question, lang) for question in questionnaire.questions}
    return {
        "$schema": _DRAFT,
        "title": questionnaire.title.to(lang),
        "type": "object",
        "additionalProperties": False,
        "required": ["answers"],
        "properties": {
            "questionnaire": {"enum": [questionnaire.ref, questionnaire.id]},
            "form": {"enum": ["full", "quick"]},
            "profile": _profile(),
            "answers": {"type": "object", "additionalProperties": False, "properties": answers},
        },
    }


def _profile() -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("name", "credit_code", "region")}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **texts,
            "industry": {"enum": list(codes.industries())},
            "processes": {
                "type": "array", "uniqueItems": True, "items": {"enum": list(codes.processes())},
            },
            "employees": {"type": "integer", "minimum": 0},
            "revenue": {"type": "number", "minimum": 0, "description": "万元 / 10,000 yuan"},
            "fictional": {"type": "boolean"},
        },
    }  # fmt: skip


def _answer(question: Question, lang: str) -> dict[str, Any]:
    forms: list[dict[str, Any]] = [_value(question, lang), _exactly("unknown", {"const": True})]
    if question.may_not_apply:
        forms.append(_exactly("not_applicable", {"type": "string", "minLength": 1}))
    return {"title": question.text.to(lang), "anyOf": [*forms, {"type": "null"}]}


def _exactly(key: str, value: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key],
        "properties": {key: value},
    }


def _value(question: Question, lang: str) -> dict[str, Any]:
    """Return the schema of a real answer of the question's kind."""
    if question.kind == "number":
        low, high = question.range or (None, None)
        unit = question.unit.to(lang) if question.unit else ""
        return {"type": "number", "minimum": low, "maximum": high, "description": unit}
    if question.kind == "count_of":
        parts = {
            "numerator": {"type": "number", "minimum": 0},
            "denominator": {"type": "number", "exclusiveMinimum": 0},
        }
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(parts),
            "properties": parts,
        }
    options: list[dict[str, Any]] = [
        {"const": o.id, "title": o.text.to(lang)} for o in question.options
    ]
    if question.kind == "multiple":
        return {"type": "array", "uniqueItems": True, "minItems": 1, "items": {"anyOf": options}}
    if question.kind == "level":
        options += [{"const": int(o.id), "title": o.text.to(lang)} for o in question.options]
    return {"anyOf": options}
