"""Code lists of the profile: industries, processes, size classes (own YAML) and regions."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from stdnum import numdb

__all__ = ["industries", "processes", "region_name", "sizes"]

# A code that was given a new name has one entry per period: [1994-1995]荆沙市,[1996-]荆州市.
_SINCE = re.compile(r"\[\d*-\]([^\[,]+)")


def _read(name: str) -> dict[str, dict[str, Any]]:
    text = files("questionnaires.codes").joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return loaded


@cache
def industries() -> dict[str, dict[str, str]]:
    """Return GB/T 4754-2017 codes of groups 17, 18 and 28 with their names."""
    return _read("industries.yaml")


@cache
def processes() -> dict[str, dict[str, str]]:
    """Return the processes a firm may run."""
    return _read("processes.yaml")


@cache
def sizes() -> dict[str, dict[str, Any]]:
    """Return the size classes from large to micro with their lower limits."""
    return _read("sizes.yaml")


def region_name(code: str) -> str | None:
    """Return the Chinese name of a GB/T 2260 code of 2, 4 or 6 digits, or ``None``.

    A code that has been withdrawn (such as 371200, merged in 2019) is unknown. The table is that
    of python-stdnum.
    """
    if not re.fullmatch(r"(\d\d){1,3}", code):
        return None
    parts = numdb.get("cn/loc").info(code.ljust(6, "0"))
    if not parts or "province" not in parts[0][1]:
        return None
    province: str = parts[0][1]["province"]
    if code[2:].strip("0") == "":
        return province
    name = parts[-1][1].get("county", "") if len(parts) > 1 else ""
    if "[" in name:
        current = _SINCE.search(name)
        name = current.group(1) if current else ""
    return province + name if name else None
