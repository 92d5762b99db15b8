"""All answers of an assessment in order: to check before submitting, or to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.assessments.missing import missing_facts
from api.assessments.repository import Held
from api.assessments.tables import Assessment
from api.assessments.views.profile import fact_words, profile_fields
from api.assessments.views.questions import anchor
from api.assessments.views.sections import firm_name
from api.assessments.views.wording import answer_words, moment
from api.kit.i18n import PageWords
from assessment import Draft, Overview, Section
from questionnaires.profile import FACTS
from reports.sections.certainty import Look, looks
from scoring.certainty import Finding, plausibility

__all__ = ["CheckView", "Line", "check_view"]


@dataclass(frozen=True, slots=True)
class Line:
    """A question or a fact with its answer, and where it can be changed."""

    label: str
    values: Sequence[str]
    note: str
    confidence: str
    href: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one section."""

    title: str
    href: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class CheckView:
    """The whole sheet."""

    id: str
    firm: str
    fictional: bool
    state: str
    submitted: bool
    edit: bool
    facts: Sequence[Line]
    parts: Sequence[Part]
    missing: Sequence[Line]
    summary: str
    looks: Sequence[Look]
    """Answers that seem to contradict each other; they keep nobody from submitting."""
    links: Mapping[str, str]


def check_view(words: PageWords, held: Held, draft: Draft, overview: Overview) -> CheckView:
    """Return facts and answers in words; what is missing is listed apart as well."""
    facts = _facts(words, held, draft)
    parts = [_part(words, held, draft, section) for section in overview.sections]
    lines = [*facts, *(line for part in parts for line in part.lines)]
    missing = [line for line in lines if line.missing]
    row = held.row
    findings = plausibility(draft.questionnaire, draft.sheet)
    return CheckView(
        id=row.public_id,
        firm=firm_name(words, draft.sheet.profile.name),
        fictional=draft.sheet.profile.fictional,
        state=_state(words, row),
        submitted=row.state == "submitted",
        edit=held.access.edit,
        facts=facts,
        parts=parts,
        missing=missing,
        summary=words("check.missing", n=len(missing)) if missing else words("check.complete"),
        looks=looks(draft.questionnaire, words, findings),
        links=_links(held, draft, findings),
    )


def _links(held: Held, draft: Draft, findings: Sequence[Finding]) -> Mapping[str, str]:
    """Return the page of every question that a finding is about, by its anchor."""
    found = {}
    for name in (name for finding in findings for name in finding.questions):
        practice = draft.questionnaire.question(name).practice
        page = f"/assessments/{held.row.public_id}/practices/{practice}"
        found[anchor(name)] = f"{page}#{anchor(name)}"
    return found


def _state(words: PageWords, row: Assessment) -> str:
    if row.submitted_at is None:
        return words("check.not_submitted")
    by = words.line(row.declared_by or "")
    return words("check.submitted", at=moment(words, row.submitted_at), by=by)


def _facts(words: PageWords, held: Held, draft: Draft) -> list[Line]:
    fields = profile_fields(draft.sheet.profile)
    needed = {problem.place.field for problem in missing_facts(draft.sheet.profile)}
    return [
        Line(
            label=words(f"firm.{fact}"),
            values=[fact_words(words, fact, fields[fact])],
            note="",
            confidence="",
            href=f"/assessments/{held.row.public_id}/profile#{fact}",
            missing=fact in needed,
        )
        for fact in FACTS
        if fact != "fictional" or fields[fact]
    ]


def _part(words: PageWords, held: Held, draft: Draft, section: Section) -> Part:
    path = f"/assessments/{held.row.public_id}/practices/{section.practice.id}"
    lines = []
    for key in section.asked:
        question = draft.questionnaire.question(key)
        lines.append(
            Line(
                label=words.text(question.text),
                values=answer_words(words, question, draft.sheet.answers.get(key)),
                note=words.line(draft.notes.get(key, "")),
                confidence=words(f"confidence.{draft.confidence[key]}")
                if key in draft.confidence
                else "",
                href=f"{path}#{anchor(key)}",
                missing=key in section.missing,
            )
        )
    return Part(words.text(section.practice.title), path, lines)
