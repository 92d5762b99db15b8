"""One outcome on paper and on screen: summary, charts, page, PDF, and workbooks of results.

Names load on first use, so that ``reports.libraries`` and ``reports.fonts`` run on the standard
library alone, before anything is installed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.advice import Advice, PeerGroup
    from reports.errors import ReportError
    from reports.summary import Summary, summarise
    from reports.theme import Theme, make_theme
    from reports.workbook import write_results

__all__ = [
    "Advice", "PeerGroup", "ReportError", "Summary", "Theme", "make_theme", "summarise",
    "write_results",
]  # fmt: skip

_WHERE = {
    "Advice": "reports.advice",
    "PeerGroup": "reports.advice",
    "ReportError": "reports.errors",
    "Summary": "reports.summary",
    "Theme": "reports.theme",
    "make_theme": "reports.theme",
    "summarise": "reports.summary",
    "write_results": "reports.workbook",
}


def __getattr__(name: str) -> Any:
    """Import the module that holds *name* (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(importlib.import_module(_WHERE[name]), name)
