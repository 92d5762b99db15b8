"""Plumbing without a subject of its own: settings, database, security, words, errors, pages."""
