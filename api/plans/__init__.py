"""Plans for a firm's money, and what changed answers would bring."""
