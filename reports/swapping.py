"""Put our own function wherever WeasyPrint uses one of its own."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["swap"]


def swap(name: str, theirs: Any, ours: Any) -> None:
    """Replace *theirs* by *ours* in all modules that have imported it by name."""
    for place, module in list(sys.modules.items()):
        if place.startswith(("weasyprint", "reports")) and vars(module).get(name) is theirs:
            setattr(module, name, ours)
