"""How sure a result is."""
