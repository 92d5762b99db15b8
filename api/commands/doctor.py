"""`maturity doctor`: is this computer able to run everything, and if not, what mends it.

`checks` finds out, `run` prints. Nothing here needs more than the standard library, so that it can still
speak when an installation is broken.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reports import fonts, libraries

DISTRIBUTION = "textile-maturity"
ROOMS = ("questionnaires", "scoring", "assessment", "reports", "api")
OLDEST, NEWEST = (3, 11), (3, 14)

Text = dict[str, str]


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, and how to mend it (empty when there is nothing to mend)."""

    id: str
    ok: bool
    # A failed `error` means that something cannot be done at all, a `warning` that it is slow or awkward.
    severity: Literal["error", "warning"]
    found: Text
    mend: Text


NOTHING: Text = {"zh": "", "en": ""}


def checks() -> list[Check]:
    """Look at everything, in the order in which troubles are best mended."""
    return [
        python_version(),
        package_names(),
        package_versions(),
        pango(),
        harfbuzz_subset(),
        font_files(),
        writable_cache(),
        writable_folder(),
    ]


def python_version() -> Check:
    """Compare the interpreter with the versions this project is made for."""
    version = sys.version.split()[0]
    wanted = ".".join(map(str, OLDEST)), ".".join(map(str, NEWEST))
    return Check(
        "python",
        OLDEST <= sys.version_info[:2] <= NEWEST,
        "error",
        {"zh": f"Python {version}", "en": f"Python {version}"},
        {
            "zh": f"请使用 Python {wanted[0]} 至 {wanted[1]} 重新创建虚拟环境",
            "en": f"make the environment again with Python {wanted[0]} to {wanted[1]}",
        },
    )


def package_names() -> Check:
    """Find a second owner of one of the five top-level names, which are common words."""
    clashes = name_clashes()
    if not clashes:
        names = ", ".join(ROOMS)
        return Check(
            "names",
            True,
            "error",
            {"zh": f"顶层包名没有冲突：{names}", "en": f"no other package uses the names {names}"},
            NOTHING,
        )
    listed = "; ".join(f"{name}: {owner}" for name, owner in clashes.items())
    return Check(
        "names",
        False,
        "error",
        {"zh": f"顶层包名被其他来源占用：{listed}", "en": f"names taken by something else: {listed}"},
        {
            "zh": f"请把 {DISTRIBUTION} 安装到单独的虚拟环境中，或卸载、改名上述来源",
            "en": f"install {DISTRIBUTION} into an environment of its own, or remove what is named above",
        },
    )


def name_clashes() -> dict[str, str]:
    """Map each of our top-level names that is taken to the distribution or folder that takes it."""
    home = Path(__file__).resolve().parents[2]
    owners = importlib.metadata.packages_distributions()
    clashes: dict[str, str] = {}
    for name in ROOMS:
        others = sorted({owner for owner in owners.get(name, []) if _normal(owner) != DISTRIBUTION})
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve().parent if spec and spec.origin else None
        if others:
            clashes[name] = ", ".join(others)
        elif origin != home / name:
            clashes[name] = str(origin or "?")
    return clashes


def package_versions() -> Check:
    """Compare installed packages with what this distribution asks for, extras included when they are there."""
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return Check(
            "packages",
            False,
            "warning",
            {"zh": f"{DISTRIBUTION} 尚未安装", "en": f"{DISTRIBUTION} is not installed"},
            {"zh": "请执行 pip install -e . 或 make run", "en": "run: pip install -e . or make run"},
        )
    troubles = [trouble for line in requirements if (trouble := unmet(line))]
    if not troubles:
        count = len(requirements)
        return Check(
            "packages",
            True,
            "error",
            {"zh": f"{count} 个依赖包的版本均符合要求", "en": f"all {count} required packages fit"},
            NOTHING,
        )
    listed = "; ".join(troubles)
    return Check(
        "packages",
        False,
        "error",
        {"zh": f"依赖包不符合要求：{listed}", "en": f"required packages do not fit: {listed}"},
        {
            "zh": f"请执行：pip install --upgrade '{DISTRIBUTION}[reports,server]'",
            "en": f"run: pip install --upgrade '{DISTRIBUTION}[reports,server]'",
        },
    )


def unmet(requirement: str) -> str | None:
    """Say what is wrong with one requirement (`name>=1,<2; extra == "x"`); None when it is met."""
    wanted, _, marker = requirement.partition(";")
    match = re.match(r"\s*([\w.-]+)\s*(?:\[[^]]*\])?\s*(.*)", wanted)
    if match is None or (marker and "extra" not in marker):
        return None  # a condition on the platform, which only an installer can judge
    name, bounds = match[1], match[2].strip(" ()")
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} (—)"
    for bound in filter(None, (part.strip() for part in bounds.split(","))):
        sign, _, limit = re.split(r"(?<=[<>=!~])(\s*)(?=[\w])", bound, maxsplit=1)
        if not _holds(_release(installed), sign, _release(limit)):
            return f"{name} {installed} ({bounds})"
    return None


def _holds(version: tuple[int, ...], sign: str, limit: tuple[int, ...]) -> bool:
    length = max(len(version), len(limit))
    left, right = (numbers + (0,) * (length - len(numbers)) for numbers in (version, limit))
    compatible = left >= right and left[: len(limit) - 1] == right[: len(limit) - 1]
    return {
        ">=": left >= right,
        "<=": left <= right,
        ">": left > right,
        "<": left < right,
        "==": left == right,
        "!=": left != right,
        "~=": compatible,
    }.get(sign, True)


def _release(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, match[0].split("."))) if match else ()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pango() -> Check:
    """Tell whether the libraries without which no PDF can be made are there."""
    libraries.preload()
    state = libraries.status()
    return Check("pango", state.usable, "error", *_library_texts(state, required=True))
