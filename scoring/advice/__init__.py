"""From a score to a plan: measures, roadmaps under a budget, schedules, what-if."""

from scoring.advice.adjustments import Adjustments, parse_adjustments
from scoring.advice.roadmap import Advisor, Frontier, Roadmap
from scoring.advice.steps import Step

__all__ = ["Adjustments", "Advisor", "Frontier", "Roadmap", "Step", "parse_adjustments"]
