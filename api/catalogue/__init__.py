"""The questionnaires that can be answered here."""
