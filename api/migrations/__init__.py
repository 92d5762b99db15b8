"""Every change of the tables since the first, oldest first; run by ``maturity migrate``."""
