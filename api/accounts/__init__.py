"""People: accounts, signing in, and browsers that have not."""
