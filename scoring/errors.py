"""What scoring refuses, with every reason and its place."""

from __future__ import annotations

from questionnaires.errors import QuestionnaireError

__all__ = ["ScoringError"]


class ScoringError(QuestionnaireError):
    """Answers, a profile or a table cannot be scored as they are; see ``problems``."""
