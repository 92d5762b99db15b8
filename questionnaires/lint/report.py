"""What every check shares: the questionnaire, its lines, and the list of problems."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from questionnaires.errors import Problem
from questionnaires.model import Practice, Question, Questionnaire
from questionnaires.source import Document

__all__ = ["Path", "Report"]

Path = tuple[str | int, ...]


@dataclass
class Report:
    """Collects problems; paths lead into the document that was read."""

    questionnaire: Questionnaire
    document: Document
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, path: Path, **values: Any) -> None:
        """Add a fault that makes the questionnaire unusable."""
        self.problems.append(Problem(code, self.document.place(path), values))

    def warn(self, code: str, path: Path, **values: Any) -> None:
        """Add a fault that a published questionnaire must not have."""
        self.problems.append(Problem(code, self.document.place(path), values, "warning"))

    def unknown(self, code: str, path: Path, word: str, known: Iterable[str]) -> None:
        """Add an unknown id, with the nearest known one."""
        names = list(known)
        near = difflib.get_close_matches(word, names, n=1, cutoff=0.4)
        self.error(code, path, id=word, near=near[0] if near else ", ".join(names[:8]))

    def practices(self) -> Iterator[tuple[Path, Practice]]:
        """Yield every practice with its path."""
        for d, dimension in enumerate(self.questionnaire.dimensions):
            for p, practice in enumerate(dimension.practices):
                yield ("dimensions", d, "practices", p), practice

    def questions(self) -> Iterator[tuple[Path, Question]]:
        """Yield every question with its path."""
        for path, practice in self.practices():
            for q, question in enumerate(practice.questions):
                yield (*path, "questions", q), question
