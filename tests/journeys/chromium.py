"""The browser of the journeys: found on this computer, or installed with apt where that is allowed.

`python -m tests.journeys.chromium` installs it; a failure is told and stops nothing.
"""

from __future__ import annotations

import shutil

from reports.libraries import install

__all__ = ["ARGUMENTS", "find"]

ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Nothing leaves this computer, and no sandbox is needed for pages of our own."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium, ``None`` when there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__" and find() is None and not install(("chromium",)):
    print(  # noqa: T201  # a word to whoever runs the tests
        "没有 Chromium，浏览器测试将跳过：sudo apt-get install chromium . "
        "No Chromium, so the tests in a browser are skipped: sudo apt-get install chromium"
    )
