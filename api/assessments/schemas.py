"""Assessments as programs see them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from api.assessments.repository import Held
from api.assessments.tables import Assessment
from api.catalogue.service import DEFAULT
from api.kit.api import Input, Output
from api.scores.examples import ANSWERS, PROFILE
from api.scores.schemas import Answers, ProfileIn
from assessment import Draft, Overview
from assessment.draft import CONFIDENCE, NOTE
from questionnaires.answers import Form

__all__ = [
    "AssessmentCreate",
    "AssessmentOut",
    "AssessmentPatch",
    "AssessmentSummary",
    "State",
    "Submission",
    "entries_of",
    "shown",
    "summarised",
]  # fmt: skip

State = Literal["draft", "submitted"]

_LONGEST_ID = 200
_LONGEST_NOTE = 2000
_MOST_NOTES = 1000

_PRINTED = r"[^\x00-\x1f\x7f]"  # PostgreSQL keeps no NUL, and a name needs no line break
_BLACK = r"[^\s\x00-\x1f\x7f]"

Note = Annotated[str, Field(max_length=_LONGEST_NOTE)] | None
Notes = Annotated[
    dict[Annotated[str, Field(max_length=_LONGEST_ID)], Note],
    Field(max_length=_MOST_NOTES, description="By question id; `null` removes a note."),
]

Confidence = Annotated[
    dict[Annotated[str, Field(max_length=_LONGEST_ID)], Literal["sure", "fairly", "unsure"] | None],
    Field(
        max_length=_MOST_NOTES,
        description="How sure the firm is, by question id; `null` takes it back. It changes no "
        "score, only the bands of `GET /assessments/{id}/certainty`.",
    ),
]


class AssessmentCreate(Input):
    """A new assessment, blank or with what is known already."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"questionnaire": "textile@1.0.0", "form": "full", "profile": PROFILE}]
        }
    )

    questionnaire: Annotated[str, Field(max_length=120)] = Field(
        default=DEFAULT, examples=["textile@1.0.0"]
    )
    form: Form = "full"
    profile: ProfileIn = Field(default_factory=ProfileIn)
    answers: Answers = Field(default={})
    notes: Notes = Field(default={})
    confidence: Confidence = Field(default={})


class AssessmentPatch(Input):
    """Answers, notes and confidence that change; the others stay. All are taken or none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answers": ANSWERS,
                    "notes": {"equipment.ledger.practice": "台账在设备科"},
                    "confidence": {"equipment.ledger.over_15_years": "fairly"},
                }
            ]
        }
    )

    answers: Answers = Field(default={})
    notes: Notes = Field(default={})
    confidence: Confidence = Field(default={})


class Submission(Input):
    """Who declares the answers true."""

    declared_by: str = Field(
        max_length=100,
        pattern=rf"^{_PRINTED}*{_BLACK}{_PRINTED}*$",
        examples=["王厂长"],
        description="A person's name.",
    )


class AssessmentSummary(Output):
    """An entry of a list."""

    id: str
    questionnaire: str = Field(examples=["textile@1.0.0"])
    form: Form
    state: State
    name: str = Field(description="The firm's name in the profile.")
    version: int = Field(description="Counts the changes.")
    score: float | None = Field(ge=0, le=100, description="`null` until submitted.")
    level: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    submitted_at: dt.datetime | None


class ProfileOut(Output):
    """Facts about the firm."""

    name: str
    credit_code: str | None
    region: str | None
    industry: str | None
    processes: list[str]
    employees: int | None
    revenue: float | None = Field(description="10,000 yuan a year.")
    fictional: bool
    size: str | None = Field(description="Computed from staff and revenue.")


class Progress(Output):
    """How far the answers have come; only questions asked of this firm count."""

    asked: int
    answered: int
    missing: list[str] = Field(description="Questions without an answer, in order.")


class AssessmentOut(Output):
    """An assessment with its answers."""

    id: str
    questionnaire: str = Field(examples=["textile@1.0.0"])
    form: Form
    state: State
    version: int = Field(description="Counts the changes.")
    previous: str | None = Field(description="The round that it was copied from.")
    profile: ProfileOut
    answers: dict[str, Any] = Field(description="As they can be sent again.")
    notes: dict[str, str]
    confidence: dict[str, str] = Field(description="`sure`, `fairly` or `unsure` by question id.")
    progress: Progress
    created_at: dt.datetime
    updated_at: dt.datetime
    submitted_at: dt.datetime | None
    declared_by: str | None


def entries_of(sent: AssessmentCreate | AssessmentPatch) -> dict[str, Any]:
    """Return answers, notes and confidence by field, as a draft takes them."""
    notes = {f"{question}{NOTE}": text for question, text in sent.notes.items()}
    sure = {f"{question}{CONFIDENCE}": word for question, word in sent.confidence.items()}
    return {**sent.answers, **notes, **sure}


def shown(held: Held, draft: Draft, progress: Overview, previous: str | None) -> AssessmentOut:
    """Return an assessment with its answers."""
    row = held.row
    return AssessmentOut(
        id=row.public_id,
        questionnaire=row.questionnaire,
        form=draft.sheet.form,
        state=_state(row),
        version=row.version,
        previous=previous,
        profile=ProfileOut.model_validate(draft.sheet.profile.to_dict()),
        answers=draft.sheet.to_plain(draft.questionnaire),
        notes=dict(draft.notes),
        confidence=dict(draft.confidence),
        progress=Progress(
            asked=progress.asked, answered=progress.answered, missing=list(progress.missing)
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
        declared_by=row.declared_by,
    )


def summarised(row: Assessment, score: float | None, level: int | None) -> AssessmentSummary:
    """Return the entry of a list."""
    return AssessmentSummary(
        id=row.public_id,
        questionnaire=row.questionnaire,
        form="quick" if row.form == "quick" else "full",
        state=_state(row),
        name=str(row.profile.get("name") or ""),
        version=row.version,
        score=score,
        level=level,
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
    )


def _state(row: Assessment) -> State:
    return "submitted" if row.state == "submitted" else "draft"
