"""What an uploaded workbook would change, before it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.assessments.repository import Held
from api.assessments.tables import Upload
from api.assessments.uploads import Comparison
from api.assessments.views.profile import WAS, fact_words, profile_fields
from api.assessments.views.sections import firm_name
from api.assessments.views.wording import plain_words
from api.kit.i18n import PageWords
from assessment.draft import CONFIDENCE
from questionnaires.profile import parse_profile

__all__ = ["Row", "UploadView", "upload_view"]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer or fact: as it is, and as the workbook has it."""

    name: str
    label: str
    old: Sequence[str]
    new: Sequence[str]
    by: str
    chosen: bool
    was: tuple[str, str] | None = None
    """Name and content of the field that tells later what was shown."""


@dataclass(frozen=True, slots=True)
class UploadView:
    """The preview of an upload."""

    id: str
    upload: str
    firm: str
    fictional: bool
    file: str
    seen: int
    rows: Sequence[Row]
    summary: str
    unchanged: str
    problems: Sequence[str]


def upload_view(
    words: PageWords, held: Held, upload: Upload, found: Comparison, by: Mapping[str, str]
) -> UploadView:
    """Return the preview; *by* says of contested answers who saved the other value."""
    rows = _facts(words, found) + _answers(words, found, by)
    same = len(upload.entries) - len(rows) + len(found.facts)
    profile = found.draft.sheet.profile
    return UploadView(
        id=held.row.public_id,
        upload=upload.public_id,
        firm=firm_name(words, profile.name),
        fictional=profile.fictional,
        file=words.line(upload.file),
        seen=found.draft.version,
        rows=rows,
        summary=words("upload.changes", n=len(rows)) if rows else words("upload.no_changes"),
        unchanged=words("upload.unchanged", n=same) if same else "",
        problems=[problem[words.lang] for problem in upload.problems],
    )


def _facts(words: PageWords, found: Comparison) -> list[Row]:
    old = profile_fields(found.draft.sheet.profile)
    proposed, _ = parse_profile({fact: new for fact, (_, new) in found.facts.items()})
    new = profile_fields(proposed)
    return [
        Row(
            name=fact,
            label=words(f"firm.{fact}"),
            old=[fact_words(words, fact, old[fact])],
            new=[fact_words(words, fact, new[fact])],
            by="",
            chosen=True,
            was=(f"{fact}{WAS}", " ".join(old[fact])),
        )
        for fact in found.facts
    ]


def _answers(words: PageWords, found: Comparison, by: Mapping[str, str]) -> list[Row]:
    questionnaire = found.draft.questionnaire
    pairs = {name: (old, new, "") for name, (old, new) in found.change.changed.items()}
    pairs |= {c.field: (c.theirs, c.yours, by[c.field]) for c in found.change.conflicts}
    labels = {}
    for question in questionnaire.questions:
        text = words.text(question.text)
        labels[question.id] = text
        labels[f"{question.id}{CONFIDENCE}"] = words("upload.confidence", question=text)
    return [
        Row(
            name=name,
            label=label,
            old=plain_words(words, questionnaire, name, pairs[name][0]),
            new=plain_words(words, questionnaire, name, pairs[name][1]),
            by=pairs[name][2],
            chosen=not pairs[name][2],
        )
        for name, label in labels.items()
        if name in pairs
    ]
