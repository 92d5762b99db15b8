"""Plans for a firm's money, what changed answers would bring, and how sure a result is."""
