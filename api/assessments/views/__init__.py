"""What the pages of an assessment show, as plain data with nothing left to compute."""
