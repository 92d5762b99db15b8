// Adds saving while typing to pages that work without it.
