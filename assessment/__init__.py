"""One firm and many firms: from answer sheets to outcomes."""

from assessment.outcome import Outcome, assess

__all__ = ["Outcome", "assess"]
