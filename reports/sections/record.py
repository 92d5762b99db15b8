"""What makes the result reproducible: versions, and digests of what was asked and answered."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.canonical import digest
from reports.sections.view import Heading, View

__all__ = ["Record", "RecordRow", "record"]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One entry; ``code`` is set in figures that are compared letter by letter."""

    label: str
    value: str
    code: bool


@dataclass(frozen=True, slots=True)
class Record:
    """The entries of the record, and how to check the report against the result document."""

    heading: Heading
    check: str
    rows: tuple[RecordRow, ...]


def record(view: View, heading: Heading) -> Record:
    """Return versions and digests of an outcome.

    The result's digest is that of its JSON with sorted keys and no spaces, in UTF-8.
    """
    words, card = view.words, view.card
    reference = card.questionnaire
    entries = (
        ("questionnaire", words.text(view.questionnaire.title), False),
        ("version", f"{reference['id']}@{reference['version']}", True),
        ("questionnaire_digest", str(reference["digest"]), True),
        ("answers_digest", card.answers_digest, True),
        ("result_digest", digest(card.to_dict()), True),
        ("engine", card.engine, True),
        ("form", words(f"cover.form.{card.form}"), False),
        ("credit_code", view.outcome.sheet.profile.credit_code or "", True),
    )
    return Record(
        heading,
        words("record.check"),
        tuple(
            RecordRow(words(f"record.{name}"), words.line(value), code)
            for name, value, code in entries
            if value
        ),
    )
