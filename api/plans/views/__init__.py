"""Pages of plans and trials as plain data in the reader's language."""
