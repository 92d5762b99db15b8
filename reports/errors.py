"""Why a report cannot be made, said in Chinese and in English."""

from __future__ import annotations

from questionnaires.errors import QuestionnaireError

__all__ = ["ReportError"]


class ReportError(QuestionnaireError):
    """A report cannot be made as it is; ``problems`` says why and what to do."""
