"""How sure a result is: bands, sensitivity, real change against noise, plausibility."""

from scoring.certainty.change import REANSWER, Change, change
from scoring.certainty.draws import CHANCES, Assumptions
from scoring.certainty.flags import Flags, flags
from scoring.certainty.plausibility import Finding, plausibility
from scoring.certainty.sensitivity import Sensitivity, sensitivity
from scoring.certainty.uncertainty import Bands, Certainty, bands, certainty

__all__ = [
    "CHANCES", "REANSWER", "Assumptions", "Bands", "Certainty", "Change", "Finding",
    "Flags", "Sensitivity", "bands", "certainty", "change", "flags", "plausibility", "sensitivity",
]  # fmt: skip
