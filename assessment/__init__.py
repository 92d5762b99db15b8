"""One firm and many firms: drafts being filled in, and outcomes of answer sheets."""

from assessment.doubts import Doubts, doubts
from assessment.draft import Change, Conflict, Draft, Overview, Section, overview
from assessment.outcome import Outcome, Outcomes, assess

__all__ = [
    "Change", "Conflict", "Doubts", "Draft", "Outcome", "Outcomes", "Overview", "Section",
    "assess", "doubts", "overview",
]  # fmt: skip
