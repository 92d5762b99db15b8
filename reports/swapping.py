"""Put our own function wherever WeasyPrint uses one of its own."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["swap"]


def swap(name: str, theirs: Any, ours: Any) -> None:
    """Replace *theirs* by *ours* in all modules, which have imported it by name."""
    for module in list(sys.modules.values()):
        # not getattr: some modules warn or import others when asked for what they do not have
        if getattr(module, "__dict__", {}).get(name) is theirs:
            setattr(module, name, ours)
