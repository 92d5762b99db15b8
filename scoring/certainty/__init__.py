"""How sure a result is: bands, sensitivity, real change against noise, plausibility."""
