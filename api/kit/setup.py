"""What keeps the server or a command from starting: for whoever runs it, in words."""

from __future__ import annotations

from typing import Any

from api.kit.i18n import page_words

__all__ = ["SetupError"]


class SetupError(Exception):
    """One or more reasons, each the code of a sentence ``setup.<code>`` and its values."""

    def __init__(self, *reasons: tuple[str, dict[str, Any]]) -> None:
        """Keep the *reasons*, to be worded in the reader's language."""
        self.reasons = reasons
        super().__init__(*self.lines("en"))

    def lines(self, lang: str) -> list[str]:
        """Return a line for each reason: what is wrong, and what mends it."""
        words = page_words(lang)
        return [words(f"setup.{code}", **_worded(values, lang)) for code, values in self.reasons]


def _worded(values: dict[str, Any], lang: str) -> dict[str, Any]:
    """Put what a setting means in place of its name."""
    if "setting" not in values:
        return values
    return {**values, "setting": page_words(lang)(f"setting.{values['setting']}")}
