"""What kind of browser somebody signed in with, so that a list of them can be recognised."""

from __future__ import annotations

__all__ = ["agent_name"]

# Order matters: most browsers also claim to be those below them.
_BROWSERS = {
    "MicroMessenger": "WeChat", "DingTalk": "DingTalk", "Edg": "Edge", "OPR/": "Opera",
    "HuaweiBrowser": "Huawei Browser", "QQBrowser": "QQ Browser", "UCBrowser": "UC Browser",
    "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome",
    "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "HarmonyOS": "HarmonyOS", "OpenHarmony": "HarmonyOS", "Android": "Android",
    "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS",
    "Linux": "Linux",
}  # fmt: skip


def agent_name(header: str) -> str:
    """Return browser and system of a ``User-Agent`` header, empty when it names none we know."""
    found = (
        next((name for mark, name in known.items() if mark in header), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(name for name in found if name)
