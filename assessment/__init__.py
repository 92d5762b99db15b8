"""One firm and many firms: from answer sheets to outcomes."""

from assessment.outcome import Outcome, Outcomes, assess

__all__ = ["Outcome", "Outcomes", "assess"]
