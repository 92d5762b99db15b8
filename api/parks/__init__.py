"""Parks and what firms let them see."""
