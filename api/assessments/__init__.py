"""Assessments: drafts being filled in by several people, and frozen results."""
