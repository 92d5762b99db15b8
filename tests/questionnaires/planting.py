"""How a fault is planted into a copy of the published questionnaire."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """What to change after *anchor* in *file*, and where which code must be reported.

    *old* is replaced by *new* at its first place after the anchor. The line expected is the first
    one after the anchor that holds *line* once the change is made.
    """

    code: str
    file: str
    anchor: str
    old: str
    new: str
    line: str
    severity: str = "error"
    near: str | None = None
    also: tuple[str, str] | None = None  # one more replacement after the same anchor

    def plant(self, folder: Path) -> tuple[str, str, int, str]:
        """Make the change; return (code, file, line, severity) to expect."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        for old, new in [(self.old, self.new), *([self.also] if self.also else [])]:
            place = text.index(old, text.index(self.anchor))
            text = text[:place] + new + text[place + len(old) :]
        path.write_text(text, encoding="utf-8")
        place = text.index(self.line, text.index(self.anchor))
        return self.code, self.file, text.count("\n", 0, place) + 1, self.severity


def warned(*parts: str) -> Fault:
    """Return a fault that is a warning: it does not stop the questionnaire from loading."""
    return Fault(*parts, severity="warning")
