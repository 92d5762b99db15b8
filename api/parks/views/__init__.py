"""What the pages of parks show, as plain data in the reader's language."""
